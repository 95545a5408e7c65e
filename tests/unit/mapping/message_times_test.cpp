// In which zone times without an offset are read, and which field is the start (interop.md 1 and 2).
#include <algorithm>
#include <iterator>

#include "mwl/time/hl7_time.h"
#include "order_message.h"

namespace mwl::mapping {
namespace {

std::string utc_start(const OrderChange& change) {
    return print_hl7_time(**change.order.procedures.front().steps.front().start, Zone{});
}

std::vector<MappingNote> zone_notes(const OrderChange& change) {
    std::vector<MappingNote> found;
    std::ranges::copy_if(change.notes, std::back_inserter(found),
                         [](const MappingNote& note) { return note.target == "TimezoneOffsetFromUTC"; });
    return found;
}

SiteProfile profile_in(const char* zone) {
    SiteProfile profile;
    profile.sender.zone = *Zone::named(zone);
    return profile;
}

OrderMessage sent(const std::string& msh7, const std::string& start) {
    return OrderMessage{}.set("MSH-7", msh7).set("ORC-7", "^^^" + start).set("ORC-9", start);
}

TEST(MessageTimes, AnOffsetInMsh7ThatIsNotTheZonesIsAFixedOffsetForTheMessage) {
    const auto change = order_of(sent("20261201090000-0500", "20261201230000"), profile_in("UTC"));
    EXPECT_EQ(utc_start(change), "20261202040000+0000");
    EXPECT_EQ(print_hl7_time(**change.order.requested_at, Zone{}), "20261202040000+0000");
    ASSERT_EQ(zone_notes(change).size(), 1U);  // once, not for each time
    EXPECT_EQ(zone_notes(change).front().source, "MSH[1]-7");
    EXPECT_NE(zone_notes(change).front().rule.find("-0500"), std::string::npos);
}

TEST(MessageTimes, AnOffsetInMsh7ThatTheZoneHadThenMeansTheZone) {
    const auto change =
        order_of(sent("20261201090000-0500", "20261201230000"), profile_in("America/New_York"));
    EXPECT_EQ(utc_start(change), "20261202040000+0000");
    ASSERT_EQ(zone_notes(change).size(), 1U);
    EXPECT_EQ(zone_notes(change).front().source, "profile zone");
}

TEST(MessageTimes, AnOrderSentInSummerForADayInWinterDoesNotSlipByAnHour) {
    const auto change = order_of(sent("20261020090000+0200", "20261201100000"), profile_in("Europe/Berlin"));
    EXPECT_EQ(utc_start(change), "20261201090000+0000");
}

TEST(MessageTimes, AnOffsetInTheValueWins) {
    const auto change =
        order_of(sent("20261201090000-0500", "20261201230000+0900"), profile_in("Europe/Berlin"));
    EXPECT_EQ(utc_start(change), "20261201140000+0000");
    EXPECT_TRUE(zone_notes(change).empty());
}

TEST(MessageTimes, AnEngineThatStampsItsOwnOffsetIsIgnoredByPolicy) {
    auto profile = profile_in("Europe/Berlin");
    profile.sender.msh7_offset = Msh7Offset::ignore;
    const auto change = order_of(sent("20261201090000+0000", "20261201100000"), profile);
    EXPECT_EQ(utc_start(change), "20261201090000+0000");
}

TEST(MessageTimes, AnMsh7ThatCannotBeReadOrMeansNothingLeavesTheZone) {
    for (const auto* const msh7 : {"", "yesterday", "20261201090000", "99991231235959+0000"})
        EXPECT_EQ(utc_start(order_of(sent(msh7, "20261201100000"), profile_in("Europe/Berlin"))),
                  "20261201090000+0000")
            << msh7;
}

// Which day it is, is the site's matter.
TEST(MessageTimes, ADayWithoutTimeIsADayOfTheSite) {
    const auto change = order_of(sent("20261201090000-0500", "20261202"), profile_in("Europe/Berlin"));
    EXPECT_EQ(utc_start(change), "20261201230000+0000");
    EXPECT_EQ(print_hl7_date(**change.order.procedures[0].steps[0].local_date), "20261202");
}

class TimingPlace : public testing::TestWithParam<const char*> {};
TEST_P(TimingPlace, AStartAndAPriorityInTq1ComeBeforeAllOthers) {
    OrderMessage message;
    message.set("MSH-12", "2.5.1").set("ORC-7", "^^^20261201100000^^R").set("OBR-7", "20261130080000");
    message.add(GetParam(), "TQ1|1||||||20261201160000||S\r");
    const auto change = order_of(message);
    EXPECT_EQ(utc_start(change), "20261201160000+0000");
    EXPECT_EQ(*change.order.procedures[0].priority, "STAT");
}
INSTANTIATE_TEST_SUITE_P(MessageTimes, TimingPlace, testing::Values("ORC", "OBR", "ZDS"));

TEST(MessageTimes, WithoutTq1TheOtherFieldsSpeakInTheirOrder) {
    OrderMessage message;
    message.set("ORC-7", "").set("OBR-6", "20261205080000").set("OBR-7", "20261206080000");
    EXPECT_EQ(utc_start(order_of(message)), "20261205080000+0000");
    message.set("OBR-36", "20261204080000");
    EXPECT_EQ(utc_start(order_of(message)), "20261204080000+0000");
    message.set("OBR-27", "^^^20261203080000");
    EXPECT_EQ(utc_start(order_of(message)), "20261203080000+0000");
    message.set("ORC-7", "^^^20261202080000");
    EXPECT_EQ(utc_start(order_of(message)), "20261202080000+0000");
    EXPECT_FALSE(has_note(order_of(message), NoteKind::taken_from, "ScheduledProcedureStepStartDate"))
        << "where no TQ1 is, ORC-7 is the first choice";
}

TEST(MessageTimes, TheTq1OfAnOrcIsThatOfEachObrUnderItAndNoOtherOrders) {
    OrderMessage message;
    message.set("ORC-7", "").add("ORC", "TQ1|1||||||20261201160000\r");
    message.add("OBR",
                "OBR||||CTNECK^CT neck^99RIS||||||||||||||ACC001|RP2|SPS2||||CT\r"
                "ORC|NW|P3|F3||||^^^20261203080000\r"
                "OBR||||CTARM^CT arm^99RIS||||||||||||||ACC003|RP3|SPS3||||CT\r");
    const auto changes = changes_of(message);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->orders.size(), 3U);
    EXPECT_EQ(utc_start(changes->orders[0]), "20261201160000+0000");
    EXPECT_EQ(utc_start(changes->orders[1]), "20261201160000+0000");
    EXPECT_EQ(utc_start(changes->orders[2]), "20261203080000+0000");
}

TEST(MessageTimes, FurtherTimingsOfOneOrderAreNotedAndNotTaken) {
    OrderMessage message;
    message.add("ORC", "TQ1|1||||||\rTQ1|2||||||20261201160000\rTQ1|3||||||20261202160000\r");
    const auto change = order_of(message);
    EXPECT_EQ(utc_start(change), "20261201160000+0000");
    EXPECT_TRUE(std::ranges::any_of(change.notes, [](const MappingNote& note) {
        return note.kind == NoteKind::ignored && note.source == "TQ1[3]-7";
    }));
}

}  // namespace
}  // namespace mwl::mapping
