// In which zone a query is read and answered (interop.md 5, Zone).
#include <gtest/gtest.h>

#include "unit/worklist/worklist_items.h"

namespace mwl::worklist::test {
namespace {

QueryText with_offset(const char* offset) { return a_query().root(tags::TimezoneOffsetFromUTC, offset); }

const Dataset& answered_step(const Dataset& answer) {
    return answer.items(tags::ScheduledProcedureStepSequence).front();
}

TEST(AskedZone, AnOffsetOfTheDeviceNowMeansTheDeviceZone) {
    EXPECT_EQ(with_offset("+0200").query().zone().name(), "Europe/Berlin");
}

TEST(AskedZone, AnOffsetOfTheDeviceOnTheAskedDateMeansTheDeviceZone) {
    EXPECT_EQ(with_offset("+0100").on("20261201").query().zone().name(), "Europe/Berlin");
    EXPECT_EQ(with_offset("+0100").on("20261025").query().zone().name(), "Europe/Berlin")
        << "on the day of the change both offsets are the device's";
    EXPECT_EQ(with_offset("+0100").on("20260801").query().zone().name(), "+0100");
}

TEST(AskedZone, AForeignOffsetIsAFixedOffset) {
    const auto query = with_offset("-0500").on("20260702").query();
    EXPECT_EQ(query.zone().name(), "-0500");
    EXPECT_EQ(names(query.failed(an_item_at(utc(2026, 7, 2, 4, 59)))), "ScheduledProcedureStepStartDate");
    EXPECT_TRUE(query.failed(an_item_at(utc(2026, 7, 2, 5, 0))).none());
}

TEST(AskedZone, AnUnreadableOffsetIsRemarkedAndTheDeviceZoneTaken) {
    const auto query = with_offset("CEST").query();
    EXPECT_EQ(query.zone().name(), "Europe/Berlin");
    EXPECT_EQ(query.remarks().size(), 1U);
}

TEST(AnsweredZone, DateTimeAndOffsetAreThoseOfTheAskersZoneAtTheStart) {
    const auto query = with_offset("").on("").at("").query();
    const auto answer = query.answer(an_item_at(utc(2026, 7, 1, 22, 30)));
    EXPECT_EQ(answered_step(answer).value(tags::ScheduledProcedureStepStartDate), "20260702");
    EXPECT_EQ(answered_step(answer).value(tags::ScheduledProcedureStepStartTime), "003000");
    EXPECT_EQ(answer.value(tags::TimezoneOffsetFromUTC), "+0200");
    EXPECT_EQ(query.answer(an_item_at(utc(2026, 12, 1, 8))).value(tags::TimezoneOffsetFromUTC), "+0100");
}

TEST(AnsweredZone, NoOffsetUnlessAskedFor) {
    EXPECT_FALSE(a_query().on("").query().answer(an_item()).has(tags::TimezoneOffsetFromUTC));
}

TEST(AnsweredZone, AnAllDayStepKeepsItsDateAndStartsAtMidnight) {
    Asker asker = the_asker();
    asker.zone = zone("America/New_York");
    const auto item = an_all_day_item(local_date(2026, 7, 2), zone("Europe/Berlin"));
    const auto answer = with_offset("").on("").at("").query(asker).answer(item);
    EXPECT_EQ(answered_step(answer).value(tags::ScheduledProcedureStepStartDate), "20260702");
    EXPECT_EQ(answered_step(answer).value(tags::ScheduledProcedureStepStartTime), "000000");
    EXPECT_EQ(answer.value(tags::TimezoneOffsetFromUTC), "-0400");
}

}  // namespace
}  // namespace mwl::worklist::test
