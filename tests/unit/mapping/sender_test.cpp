// Which of several profiles reads a message.
#include "mwl/mapping/sender.h"

#include <gtest/gtest.h>

#include "mwl/mapping/profile.h"

namespace mwl::mapping {
namespace {

using Names = std::vector<std::string>;

SiteProfile profile(const std::string& name, const Names& applications, const Names& facilities = {},
                    const std::vector<std::string>& peers = {}) {
    SiteProfile out;
    out.name = name;
    out.sender.match = {applications, facilities, *AccessList::parse(peers)};
    return out;
}

std::string reader(const std::vector<SiteProfile>& profiles, const std::string& application,
                   const std::string& facility = "", const std::string& peer = "10.1.2.3") {
    const auto header =
        hl7::peek_header("MSH|^~\\&|" + application + "|" + facility + "|A|B|2026||ORM^O01|1\r");
    const auto address = IpAddress::parse(peer);
    const auto found = profile_for(profiles, header, address ? *address : IpAddress());
    return found ? (*found)->name : found.problem().where + ": " + found.problem().what;
}

TEST(SenderProfiles, TheOneThatNamesTheSenderMostCloselyReadsItWhereverItStands) {
    const std::vector profiles{profile("any", {}),          profile("facility", {}, {"NORTH"}),
                               profile("begins", {"HIS*"}), profile("longer", {"HIS-R*", "X"}),
                               profile("his", {"HIS"}),     profile("his north", {"HIS"}, {"NORTH"})};
    EXPECT_EQ(reader(profiles, "PACS"), "any");
    EXPECT_EQ(reader(profiles, "PACS", "north "), "facility");
    EXPECT_EQ(reader(profiles, "HIS-A", "NORTH"), "begins") << "the application counts before the facility";
    EXPECT_EQ(reader(profiles, "his-rad"), "longer");
    EXPECT_EQ(reader(profiles, "HIS"), "his");
    EXPECT_EQ(reader(profiles, "HIS^1.2.3^ISO", "SOUTH"), "his");
    EXPECT_EQ(reader(profiles, "HIS", "NORTH^1.2^ISO"), "his north");
    EXPECT_EQ(reader(profiles, "HISTORY"), "begins") << "a name is not the beginning of another";
}

TEST(SenderProfiles, NobodyReadsASenderThatNoneIsFor) {
    EXPECT_EQ(reader({profile("his", {"HIS"})}, "RIS"),
              "MSH-3: no profile takes messages of this sender; see profiles in the settings");
}

TEST(SenderProfiles, AnAddressThatMayNotBeTheSenderIsRefusedAndNotReadByACatchAll) {
    const std::vector profiles{profile("any", {}), profile("his", {"HIS"}, {}, {"10.2.0.0/16"})};
    EXPECT_EQ(reader(profiles, "HIS", "", "10.2.0.9"), "his");
    EXPECT_EQ(reader(profiles, "HIS", "", "10.1.2.3"),
              "MSH-3: the address 10.1.2.3 may not send as this sender; see sender.peers");
    EXPECT_EQ(reader(profiles, "HIS", "", "unknown"), "his") << "a message from a file has no address";
    EXPECT_EQ(reader(profiles, "RIS"), "any");
}

TEST(SenderProfiles, TwoSitesWithOneNameAreToldApartByTheirAddresses) {
    const std::vector profiles{profile("hospital", {"RIS"}, {}, {"10.0.0.0/8"}),
                               profile("clinic", {"RIS"}, {}, {"10.7.0.0/16", "fd00::/8"})};
    EXPECT_EQ(reader(profiles, "RIS", "", "10.1.2.3"), "hospital");
    EXPECT_EQ(reader(profiles, "RIS", "", "10.7.2.3"), "clinic");
    EXPECT_EQ(reader(profiles, "RIS", "", "fd00::1"), "clinic");
}

TEST(SenderProfiles, ThoseThatSayTheSameClash) {
    const auto said = [](const SiteProfile& a, const SiteProfile& b) {
        return clash(a.sender.match, b.sender.match);
    };
    EXPECT_EQ(said(profile("a", {}), profile("b", {})), "MSH-3 any, MSH-4 any");
    EXPECT_EQ(said(profile("a", {"X", "HIS "}), profile("b", {"his"})), "MSH-3 HIS , MSH-4 any");
    EXPECT_EQ(said(profile("a", {"HIS*"}), profile("b", {"HIS"})), "");
    EXPECT_EQ(said(profile("a", {"HIS"}, {"N"}), profile("b", {"HIS"})), "");
    EXPECT_EQ(said(profile("a", {"HIS"}, {}, {"10.1.0.0/16"}), profile("b", {"HIS"})), "");
    EXPECT_EQ(said(profile("a", {"HIS"}, {}, {"10.1.0.0/16"}), profile("b", {"HIS"}, {}, {"10.1.0.0/16"})),
              "MSH-3 HIS, MSH-4 any");
}

}  // namespace
}  // namespace mwl::mapping
