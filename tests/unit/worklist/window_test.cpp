// SPS Start Date and Start Time: what each pair of keys finds, zone by zone (faults.md D18).
#include <gtest/gtest.h>

#include <map>

#include "unit/worklist/worklist_items.h"

namespace mwl::worklist::test {
namespace {

enum class Outcome { fits, date_fails, time_fails, both_fail, unreadable };

struct WindowRow {
    const char* zone;
    const char* dates;
    const char* times;
    const char* start;  // "20260701 2230": UTC. "20260702": all day, on that date at a site in Berlin
    Outcome outcome;
};

constexpr auto kBerlin = "Europe/Berlin";
constexpr auto kKolkata = "Asia/Kolkata";
constexpr auto kNewYork = "America/New_York";
constexpr auto kAuckland = "Pacific/Auckland";
constexpr auto kLordHowe = "Australia/Lord_Howe";
constexpr auto kUtc = "UTC";
using enum Outcome;

// clang-format off
const WindowRow kRows[] = {
    // universal
    {kBerlin, "", "", "20260702 0830", fits},
    {kBerlin, "*", "*", "20260702 0830", fits},
    {kBerlin, " ", "  ", "20260702 0830", fits},
    // one date: the day of the asking zone
    {kBerlin, "20260702", "", "20260702 0830", fits},
    {kBerlin, "20260702", "", "20260701 2230", fits},
    {kBerlin, "20260701", "", "20260701 2230", date_fails},
    {kBerlin, "20260702", "", "20260702 2159", fits},
    {kBerlin, "20260702", "", "20260702 2200", date_fails},
    {kNewYork, "20260701", "", "20260702 0359", fits},
    {kNewYork, "20260702", "", "20260702 0359", date_fails},
    {kKolkata, "20260702", "", "20260701 1830", fits},
    {kKolkata, "20260702", "", "20260701 1829", date_fails},
    {kAuckland, "20260703", "", "20260702 1200", fits},
    {kLordHowe, "20260702", "", "20260701 1330", fits},
    {kUtc, "20260702", "", "20260702 0000", fits},
    // written oddly
    {kBerlin, " 20260702 ", "", "20260702 0830", fits},
    {kBerlin, "2026.07.02", "", "20260702 0830", fits},
    {kBerlin, "20260230", "", "20260702 0830", unreadable},
    {kBerlin, "tomorrow", "", "20260702 0830", unreadable},
    {kBerlin, "-", "", "20260702 0830", unreadable},
    {kBerlin, "20260702", "-", "20260702 0830", unreadable},
    {kBerlin, "20260702", "2500", "20260702 0830", unreadable},
    // date ranges: closed, open, reversed, one day
    {kBerlin, "20260701-20260703", "", "20260702 0830", fits},
    {kBerlin, "20260701-20260702", "", "20260702 2159", fits},
    {kBerlin, "20260701-20260702", "", "20260702 2200", date_fails},
    {kBerlin, "20260702-20260702", "", "20260701 2200", fits},
    {kBerlin, "20260702-", "", "20260701 2200", fits},
    {kBerlin, "20260702-", "", "20260701 2159", date_fails},
    {kBerlin, "-20260702", "", "20260702 2159", fits},
    {kBerlin, "-20260702", "", "20260702 2200", date_fails},
    {kBerlin, "20260703-20260701", "", "20260702 0830", date_fails},
    {kNewYork, "20260702-20260703", "", "20260702 0330", date_fails},
    // one time: as precise as it is written
    {kBerlin, "", "1030", "20260702 0830", fits},
    {kBerlin, "", "10", "20260702 0859", fits},
    {kBerlin, "", "10", "20260702 0900", time_fails},
    {kBerlin, "", "103000", "20260702 083000", fits},
    {kBerlin, "", "103000", "20260702 083001", time_fails},
    {kBerlin, "", "103000.0", "20260702 083000", fits},
    {kBerlin, "", "103000.000001", "20260702 083000", time_fails},
    {kBerlin, "", "10:30:00", "20260702 083000", fits},
    {kBerlin, "", " 1030 ", "20260702 0830", fits},
    {kKolkata, "", "1400", "20260702 0830", fits},
    {kNewYork, "", "0430", "20260702 0830", fits},
    // time ranges without a date: every day alike, midnight crossed on both sides
    {kBerlin, "", "0800-1200", "20260702 0830", fits},
    {kBerlin, "", "0800-1030", "20260702 083059", fits},
    {kBerlin, "", "0800-1029", "20260702 0830", time_fails},
    {kBerlin, "", "1030-", "20260702 0830", fits},
    {kBerlin, "", "-1029", "20260702 0830", time_fails},
    {kBerlin, "", "2200-0600", "20260702 2030", fits},
    {kBerlin, "", "2200-0600", "20260702 0200", fits},
    {kBerlin, "", "2200-0600", "20260702 0830", time_fails},
    {kBerlin, "", "000000-240000", "20260702 2159", fits},
    {kBerlin, "", "0000-235960", "20260702 215959", fits},
    {kBerlin, "", "000000.000000-235959.999999", "20260702 215959", fits},
    // date and time, not both ranges: each for itself
    {kBerlin, "20260702", "0800-1200", "20260702 0830", fits},
    {kBerlin, "20260702", "1100-1200", "20260702 0830", time_fails},
    {kBerlin, "20260703", "0800-1200", "20260702 0830", date_fails},
    {kBerlin, "20260703", "1100-1200", "20260702 0830", both_fail},
    {kBerlin, "20260702", "2200-0600", "20260702 2030", time_fails},
    {kBerlin, "20260701-20260703", "1030", "20260702 0830", fits},
    {kBerlin, "20260701-20260703", "1031", "20260702 0830", time_fails},
    // both ranges: one interval (K.6.1.2.2)
    {kBerlin, "20260701-20260703", "1100-1200", "20260702 0830", fits},
    {kBerlin, "20260701-20260703", "1600-0900", "20260702 0830", fits},
    {kBerlin, "20260702-20260703", "1100-1200", "20260702 0830", time_fails},
    {kBerlin, "20260702-20260703", "1030-0900", "20260702 0830", fits},
    {kBerlin, "20260701-20260702", "1800-1029", "20260702 0830", time_fails},
    {kBerlin, "20260701-20260702", "1800-1030", "20260702 083059", fits},
    {kBerlin, "20260702-20260702", "1800-0600", "20260702 0830", time_fails},
    {kBerlin, "20260701-20260703", "0800-", "20260703 2100", fits},
    {kBerlin, "20260701-20260703", "-1200", "20260703 1001", time_fails},
    {kBerlin, "20260702-", "0800-1200", "20260709 1800", fits},
    {kBerlin, "20260702-", "1100-1200", "20260702 0830", time_fails},
    {kBerlin, "-20260702", "0800-1000", "20260601 0200", fits},
    {kBerlin, "-20260702", "0800-1000", "20260702 0830", time_fails},
    {kBerlin, "20260703-20260701", "0000-2359", "20260702 0830", date_fails},
    {kAuckland, "20260702-20260703", "2000-0400", "20260702 1300", fits},
    // changes of clocks: what the device shows is what it asks for
    {kBerlin, "20261025", "0230", "20261025 0030", fits},
    {kBerlin, "20261025", "0230", "20261025 0130", fits},
    {kBerlin, "20260329", "0330", "20260329 0130", fits},
    {kBerlin, "20260329", "0230", "20260329 0130", time_fails},
    {kLordHowe, "20260405", "0145", "20260404 1515", fits},
    // all-day steps: their own date, every time of it, whoever asks
    {kBerlin, "20260702", "", "20260702", fits},
    {kBerlin, "20260702", "1030", "20260702", fits},
    {kBerlin, "20260702", "2200-2300", "20260702", fits},
    {kBerlin, "20260702-20260703", "1200-1300", "20260702", fits},
    {kBerlin, "20260701-20260702", "1200-0600", "20260702", fits},
    {kBerlin, "20260702-20260702", "1800-0600", "20260702", time_fails},
    {kNewYork, "20260702", "", "20260702", fits},
    {kNewYork, "20260701", "", "20260702", date_fails},
    {kAuckland, "20260702", "0900", "20260702", fits},
    {kAuckland, "20260703", "", "20260702", date_fails},
};
// clang-format on

WorklistItem item_of(const WindowRow& row) {
    const std::string start = row.start;
    const LocalDate date = *parse_da(start.substr(0, 8));
    if (start.size() == 8) return an_all_day_item(date, zone(kBerlin));
    return an_item_at(Zone().to_instant({date, parse_tm(start.substr(9))->first}).at);
}

Outcome outcome_of(const WindowRow& row) {
    static const std::map<std::string, Outcome> kOutcomes{
        {"", fits},
        {"ScheduledProcedureStepStartDate", date_fails},
        {"ScheduledProcedureStepStartTime", time_fails},
        {"ScheduledProcedureStepStartDate ScheduledProcedureStepStartTime", both_fail}};
    Asker asker = the_asker();
    asker.zone = zone(row.zone);
    const auto query = a_query().on(row.dates).at(row.times).parse(asker);
    return query ? kOutcomes.at(names(query->failed(item_of(row)))) : unreadable;
}

TEST(StartWindow, D18_EveryPairOfDateAndTimeKeysFindsWhatTheTableSays) {
    for (const auto& row : kRows)
        EXPECT_EQ(outcome_of(row), row.outcome) << row.zone << " dates [" << row.dates << "] times ["
                                                << row.times << "] step [" << row.start << "]";
}

TEST(StartWindow, D18_UnreadableKeyIsNamedWithoutItsValue) {
    const auto query = a_query().on("20260230").parse();
    ASSERT_FALSE(query.ok());
    EXPECT_EQ(query.problem().where, "(0040,0100)[1]>(0040,0002)");
    EXPECT_EQ(query.problem().what.find("20260230"), std::string::npos);
}

TEST(StartWindow, D18_SeveralDatesInOneKeyAreAlternativesAndRemarked) {
    Dataset step;
    step.set_values(tags::ScheduledProcedureStepStartDate, {"20260701", "20260702"});
    Dataset identifier;
    identifier.set_items(tags::ScheduledProcedureStepSequence, {step});
    const auto query = Query::parse(identifier, the_asker());
    ASSERT_TRUE(query.ok());
    EXPECT_TRUE(query->failed(an_item()).none());
    EXPECT_FALSE(query->failed(an_item_at(utc(2026, 7, 3, 8))).none());
    EXPECT_EQ(query->remarks().size(), 1U);
}

}  // namespace
}  // namespace mwl::worklist::test
