// A profile that says only what differs from another one.
#include <gtest/gtest.h>

#include "files.h"

namespace mwl::config {
namespace {

using mapping::Missing;
using mapping::Target;

class Extends : public ::testing::Test {
protected:
    Extends() {
        files_.write("base.toml",
                     "name = \"base\"\nsender.application = [\"HIS\"]\nsender.zone = \"Europe/Berlin\"\n"
                     "[map.accession]\nfrom = [\"ORC-3\"]\nmissing = \"generate\"\n"
                     "[tables.sections]\nRAD = \"DX\"\nRUS = \"US\"\n[[station]]\nstations = [\"A\"]\n");
    }
    mapping::SiteProfile profile(const std::string& text) {
        return read_lone_profile(files_.write("own.toml", text), Zone()).profile;
    }
    Files files_;
};

TEST_F(Extends, TakesOverWhatItDoesNotStateAndReplacesWhatItDoes) {
    const auto own = profile(
        "extends = \"base\"\nsender.application = [\"RIS\"]\n[map.accession]\nfrom = [\"OBR-18\"]\n"
        "[tables.sections]\nRAD = \"CR\"\nCUS = \"US\"\n");
    EXPECT_EQ(own.name, "own") << "its file's";
    EXPECT_EQ(own.sender.match.applications, std::vector<std::string>{"RIS"});
    EXPECT_EQ(own.sender.zone.name(), "Europe/Berlin");
    EXPECT_EQ(to_string(own.sources(Target::order_accession).at(0)), "OBR-18");
    EXPECT_EQ(own.missing(Target::order_accession), Missing::generate);
    const auto& sections = own.tables.at("sections");
    EXPECT_EQ(*sections.find("RAD", ""), "CR");
    EXPECT_EQ(*sections.find("RUS", ""), "US");
    EXPECT_EQ(*sections.find("CUS", ""), "US");
    ASSERT_EQ(own.station_rules.size(), 1U);
    EXPECT_EQ(profile("extends = \"base\"\n[[station]]\nstations = [\"B\"]\n").station_rules.at(0).stations,
              std::vector{AeTitle("B")})
        << "station rules are replaced as a whole";
}

TEST_F(Extends, K1_WhatComesFromTheOtherProfileIsCheckedTogetherWithItsOwn) {
    const auto said = [&](const std::string& text) { return complaint([&] { return profile(text); }); };
    EXPECT_EQ(said("extends = []\n"), "own.toml:1:11: extends: one text is wanted, not a list");
    files_.write("codes.csv", "code,text,modality\nA,a,DX\n");
    files_.write("base.toml",
                 "[map.\"procedure.reason\"]\nfrom = [\"OBR-4.1 | table:codes.text\"]\n"
                 "[tables]\ncodes = \"codes.csv\"\n[map.\"procedure.transport\"]\nfrom = []\n");
    EXPECT_EQ(said("extends = \"base\"\n[tables.codes]\nB = \"DX\"\n"),
              "own.toml:3:5: tables.codes.B: the table of the profile that is extended has several columns; "
              "give them "
              "all in a file");
    EXPECT_NE(said("extends = \"base\"\n[map.\"step.modality\"]\nfrom = [\"OBR-4.1 | table:codes.text\"]\n")
                  .find("own.toml:1:11: tables.codes.A: \"a\" is no defined term of Modality"),
              std::string::npos);
    EXPECT_NE(said("extends = \"base\"\n[map.\"procedure.transport\"]\nmissing = \"reject\"\n")
                  .find("the list is empty and what is missing is rejected"),
              std::string::npos);
}

TEST_F(Extends, K1_WhatCannotBeExtendedIsNamed) {
    const auto said = [&](const std::string& text) { return complaint([&] { return profile(text); }); };
    EXPECT_EQ(
        said("extends = \"bsae\"\n").find("own.toml:1:11: extends: \"bsae\" is no profile beside this one: "),
        0U);
    EXPECT_EQ(said("extends = \"own\"\n"), "own.toml:1:11: extends: \"own\" extends this profile in turn");
    files_.write("base.toml", "extends = \"own\"\n");
    EXPECT_EQ(said("extends = \"base\"\n"), "base.toml:1:11: extends: \"own\" extends this profile in turn");
    files_.write("base.toml", "sender.msh7_offset = \"now\"\n");
    EXPECT_EQ(said("extends = \"base\"\n"),
              "base.toml:1:22: sender.msh7_offset: \"now\" is none of: use, ignore");
}

}  // namespace
}  // namespace mwl::config
