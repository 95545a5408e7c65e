// What a message would do under a profile, and what another profile would change of it.
#include "mwl/services/lab.h"

#include <gtest/gtest.h>

#include <chrono>

#include "mwl/mapping/profile.h"

namespace mwl::services {
namespace {

using mapping::Missing;
using mapping::SiteProfile;
using mapping::Target;

constexpr Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 7 / 1};

std::string order(const std::string& modality, const std::string& reason = "") {
    return "MSH|^~\\&|RIS|HOSP|||20260701080000||ORM^O01|M1|P|2.3.1\rPID|||P1^^^HOSP||DOE^JANE\r"
           "ORC|NW|PL1|FI1||||1^^^20260702103000^^R\rOBR|1|PL1|FI1|CT1^CT^L||||||||||||||A1||||||" +
           modality + "|||||||^" + reason + "\r";
}

std::string told(const std::vector<ProfileChange>& changes) {
    std::string out;
    for (const auto& change : changes)
        out += std::string(name_of(change.kind)) + " " + change.part + " " + change.target + ": " +
               change.before + " -> " + change.after + "\n";
    return out;
}

std::string changes(const std::string& bytes, const SiteProfile& before, const SiteProfile& after) {
    return told(compare(explain(bytes, {before}, kNow), explain(bytes, {after}, kNow)));
}

TEST(Explanation, IsThatOfTheFirstProfileThatFitsTheSender) {
    SiteProfile others;
    others.name = "others";
    others.sender.match.applications = {"HIS"};
    SiteProfile own;
    own.name = "own";
    EXPECT_EQ(explain(order("CT"), {others, own}, kNow).profile, "own");
    const auto nobody = explain(order("CT"), {others}, kNow);
    ASSERT_TRUE(nobody.refused.has_value());
    EXPECT_EQ(nobody.refused->where, "MSH-3");
}

TEST(Explanation, OfARefusedMessageSaysWhyAndOfAnIgnoredOneToo) {
    const auto refused = explain(order(""), {SiteProfile{}}, kNow);
    ASSERT_TRUE(refused.refused.has_value());
    EXPECT_EQ(to_string(*refused.refused), "OBR[1]-24: modality missing");
    auto status = order("CT");
    status.replace(status.find("ORC|NW"), 6, "ORC|OK");
    EXPECT_NE(explain(status, {SiteProfile{}}, kNow).ignored_because.find("ORC-1 OK"), std::string::npos);
    EXPECT_TRUE(explain("MSH|garbage", {SiteProfile{}}, kNow).refused.has_value());
}

TEST(Explanation, OfAnAcknowledgementSaysThatItHasNoEffectHere) {
    const auto ack =
        explain("MSH|^~\\&|RIS|HOSP|||20260701||ACK|M2|P|2.3.1\rMSA|AA|1\r", {SiteProfile{}}, kNow);
    EXPECT_FALSE(ack.refused.has_value());
    EXPECT_EQ(ack.ignored_because, "an answer to another message does not belong here");
}

TEST(Explanation, OfAnUpdateThatDeletesSaysSo) {
    auto update = order("CT");
    update.replace(update.find("ORC|NW"), 6, "ORC|XO");
    update.replace(update.find("CT1^CT^L"), 8, "\"\"");
    const auto explained = explain(update, {SiteProfile{}}, kNow);
    ASSERT_EQ(explained.parts.size(), 1U);
    const auto& code = explained.parts[0].values.at(static_cast<std::size_t>(Target::procedure_code));
    ASSERT_TRUE(code.origin.has_value());
    EXPECT_EQ(code.origin->raw, "\"\"");
    EXPECT_EQ(code.value, "");
}

TEST(Lab, SaysThatAStationIsCalledOtherwise) {
    SiteProfile before;
    before.station_rules = {{.modality = "CT", .stations = {AeTitle{"CT1"}}}};
    auto after = before;
    after.station_rules[0].station_name = "Room 5";
    EXPECT_EQ(changes(order("CT"), before, after),
              "value changed order 1 step.station_name: (not stated) -> Room 5\n");
}

TEST(Lab, TheSameProfileChangesNothing) {
    const SiteProfile profile;
    EXPECT_EQ(changes(order("CT"), profile, profile), "");
    EXPECT_EQ(changes(order(""), profile, profile), "") << "refused by both";
}

TEST(Lab, SaysWhichValuesChangeAndWhichStepsMove) {
    SiteProfile tried;
    tried.rule(Target::procedure_reason).from = {*mapping::parse_source("OBR-4.2")};
    tried.sender.zone = *Zone::named("Europe/Berlin");
    EXPECT_EQ(changes(order("CT", "fall"), SiteProfile{}, tried),
              "value changed order 1 procedure.reason: fall -> CT\n"
              "step moved order 1 step.start: 20260702 103000 +0000 -> 20260702 103000 +0200\n");
}

TEST(Lab, SaysWhichStepsAndRefusalsAreGainedAndLost) {
    SiteProfile with_constant;
    with_constant.rule(Target::step_modality).otherwise = "DX";
    EXPECT_EQ(changes(order(""), SiteProfile{}, with_constant),
              "refusal lost  : OBR[1]-24: modality missing -> \n"
              "step gained order 1 accession:  -> A1 (HOSPITAL)\n");
    EXPECT_EQ(changes(order(""), with_constant, SiteProfile{}),
              "refusal gained  :  -> OBR[1]-24: modality missing\n"
              "step lost order 1 accession: A1 (HOSPITAL) -> \n");
}

}  // namespace
}  // namespace mwl::services
