#include "mwl/time/zone.h"

#include <gtest/gtest.h>

namespace mwl::time {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

LocalDate date(int year, unsigned month, unsigned day) {
    return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}
LocalDateTime local(int year, unsigned month, unsigned day, int hour, int minute) {
    return {date(year, month, day), hours{hour} + minutes{minute}};
}
Instant utc(int year, unsigned month, unsigned day, int hour, int minute) {
    return std::chrono::sys_days{date(year, month, day)} + hours{hour} + minutes{minute};
}
Zone zone(std::string_view name) { return *Zone::named(name); }

struct ZoneRow {
    const char* zone;
    LocalDateTime local;
    Instant at;
    Zone::Fit fit;
};

std::ostream& operator<<(std::ostream& out, const ZoneRow& row) {
    return out << row.zone << ' ' << micros(row.at);
}

class ChangeOfClocks : public testing::TestWithParam<ZoneRow> {};

TEST_P(ChangeOfClocks, I1_FollowsTheOneRule) {
    const ZoneRow& row = GetParam();
    const Zone::Resolved resolved = zone(row.zone).to_instant(row.local);
    EXPECT_EQ(micros(resolved.at), micros(row.at));
    EXPECT_EQ(resolved.fit, row.fit);
}

TEST_P(ChangeOfClocks, I1_WhatAClockShowedComesBackAsItself) {
    const ZoneRow& row = GetParam();
    const bool shown = zone(row.zone).to_local(row.at) == row.local;
    EXPECT_EQ(shown, row.fit != Zone::Fit::gap);
}

constexpr auto kUnique = Zone::Fit::unique;
constexpr auto kGap = Zone::Fit::gap;
constexpr auto kOverlap = Zone::Fit::overlap;

const ZoneRow kZoneRows[] = {
    // Central Europe: 02:00 -> 03:00 on 29 March, 03:00 -> 02:00 on 25 October 2026.
    {"Europe/Berlin", local(2026, 3, 29, 1, 59), utc(2026, 3, 29, 0, 59), kUnique},
    {"Europe/Berlin", local(2026, 3, 29, 2, 0), utc(2026, 3, 29, 1, 0), kGap},
    {"Europe/Berlin", local(2026, 3, 29, 2, 30), utc(2026, 3, 29, 1, 30), kGap},
    {"Europe/Berlin", local(2026, 3, 29, 3, 0), utc(2026, 3, 29, 1, 0), kUnique},
    {"Europe/Berlin", local(2026, 10, 25, 1, 59), utc(2026, 10, 24, 23, 59), kUnique},
    {"Europe/Berlin", local(2026, 10, 25, 2, 0), utc(2026, 10, 25, 0, 0), kOverlap},
    {"Europe/Berlin", local(2026, 10, 25, 2, 30), utc(2026, 10, 25, 0, 30), kOverlap},
    {"Europe/Berlin", local(2026, 10, 25, 3, 0), utc(2026, 10, 25, 2, 0), kUnique},
    {"Europe/Berlin", local(2026, 7, 2, 0, 0), utc(2026, 7, 1, 22, 0), kUnique},     // midnight
    {"Europe/Berlin", local(2028, 2, 29, 12, 0), utc(2028, 2, 29, 11, 0), kUnique},  // leap day
    // Half an hour: 02:00 -> 02:30 on 4 October, 02:00 -> 01:30 on 5 April 2026.
    {"Australia/Lord_Howe", local(2026, 10, 4, 2, 15), utc(2026, 10, 3, 15, 45), kGap},
    {"Australia/Lord_Howe", local(2026, 10, 4, 2, 30), utc(2026, 10, 3, 15, 30), kUnique},
    {"Australia/Lord_Howe", local(2026, 4, 5, 1, 45), utc(2026, 4, 4, 14, 45), kOverlap},
    {"Australia/Lord_Howe", local(2026, 4, 5, 2, 0), utc(2026, 4, 4, 15, 30), kUnique},
    // Quarters of an hour.
    {"Asia/Kathmandu", local(2026, 7, 2, 0, 0), utc(2026, 7, 1, 18, 15), kUnique},
    {"Pacific/Chatham", local(2026, 7, 2, 0, 0), utc(2026, 7, 1, 11, 15), kUnique},
    {"Pacific/Chatham", local(2026, 9, 27, 3, 0), utc(2026, 9, 26, 14, 15), kGap},
    {"Pacific/Chatham", local(2026, 4, 5, 3, 0), utc(2026, 4, 4, 13, 15), kOverlap},
    {"Asia/Kolkata", local(2026, 7, 2, 5, 30), utc(2026, 7, 2, 0, 0), kUnique},
    // West of Greenwich.
    {"America/New_York", local(2026, 3, 8, 2, 30), utc(2026, 3, 8, 7, 30), kGap},
    {"America/New_York", local(2026, 11, 1, 1, 30), utc(2026, 11, 1, 5, 30), kOverlap},
    {"America/New_York", local(2026, 12, 31, 23, 0), utc(2027, 1, 1, 4, 0), kUnique},
    // Clocks change at midnight, so that a day begins at 01:00.
    {"America/Havana", local(2026, 3, 8, 0, 30), utc(2026, 3, 8, 5, 30), kGap},
    {"UTC", local(2026, 7, 2, 10, 30), utc(2026, 7, 2, 10, 30), kUnique},
};
INSTANTIATE_TEST_SUITE_P(Table, ChangeOfClocks, testing::ValuesIn(kZoneRows));

TEST(Zone, I1_TheGapIsPassedInTheOrderOfInstants) {
    const Zone berlin = zone("Europe/Berlin");
    EXPECT_EQ(berlin.to_local(utc(2026, 3, 29, 0, 59)), local(2026, 3, 29, 1, 59));
    EXPECT_EQ(berlin.to_local(utc(2026, 3, 29, 1, 0)), local(2026, 3, 29, 3, 0));
    EXPECT_EQ(berlin.to_local(utc(2026, 3, 29, 1, 30)), local(2026, 3, 29, 3, 30)) << "what 02:30 becomes";
}

TEST(Zone, AStepAtHalfPastMidnightBelongsToTheNewLocalDay) {
    EXPECT_EQ(zone("Europe/Berlin").to_local(utc(2026, 7, 1, 22, 30)), local(2026, 7, 2, 0, 30));
    EXPECT_EQ(zone("America/New_York").to_local(utc(2026, 7, 2, 3, 59)), local(2026, 7, 1, 23, 59));
}

TEST(Zone, KeepsMicrosecondsAndInstantsBeforeTheEpoch) {
    const Instant at = utc(1969, 12, 31, 23, 59) + seconds{59} + std::chrono::microseconds{999'999};
    const LocalDateTime shown = zone("UTC").to_local(at);
    EXPECT_EQ(shown.date, date(1969, 12, 31));
    EXPECT_EQ(shown.time, hours{24} - std::chrono::microseconds{1});
    EXPECT_EQ(zone("UTC").to_instant(shown).at, at);
}

TEST(Zone, OffsetIsTheOneValidAtTheInstant) {
    const Zone berlin = zone("Europe/Berlin");
    EXPECT_EQ(berlin.offset_at(utc(2026, 1, 15, 12, 0)), hours{1});
    EXPECT_EQ(berlin.offset_at(utc(2026, 7, 15, 12, 0)), hours{2});
    EXPECT_EQ(zone("America/New_York").offset_at(utc(2026, 1, 15, 12, 0)), hours{-5});
    EXPECT_EQ(berlin.offset_at(utc(1880, 1, 1, 0, 0)), minutes{53}) << "53:28, seconds cut";
}

// Debian's zone files hold the changes of clocks up to 2037 as a list, and the library does not read the rule
// behind it. When the second half fails, the limit is gone: say so in zone.h and in the documentation.
TEST(Zone, I1_DaylightSavingIsRightUntil2037AndLostFrom2038) {
    const Zone berlin = zone("Europe/Berlin");
    EXPECT_EQ(berlin.offset_at(utc(2037, 7, 1, 12, 0)), hours{2});
    EXPECT_EQ(berlin.offset_at(utc(2037, 12, 1, 12, 0)), hours{1});
    EXPECT_EQ(berlin.offset_at(utc(2038, 7, 1, 12, 0)), hours{1});
}

TEST(Zone, UnknownNamesAreAProblemAndNeverAGuess) {
    for (const char* name : {"", "Europe/Atlantis", "europe/berlin", "CET-1CEST", "../../../etc/passwd",
                             "posixrules/x", "Europe/Berlin ", "localtime"}) {
        const auto result = Zone::named(name);
        ASSERT_FALSE(result) << name;
        EXPECT_EQ(result.problem().code, Code::value_not_in_table);
    }
}

TEST(Zone, FixedOffsetsAreNamedAsHl7AndDicomWriteThem) {
    const Zone india = Zone::fixed(hours{5} + minutes{30});
    EXPECT_EQ(india.name(), "+0530");
    EXPECT_EQ(Zone::fixed(-(hours{3} + minutes{30})).name(), "-0330");
    EXPECT_EQ(Zone::fixed(minutes{0}).name(), "+0000");
    EXPECT_EQ(india.to_local(utc(2026, 7, 1, 18, 30)), local(2026, 7, 2, 0, 0));
    EXPECT_EQ(india.to_instant(local(2026, 7, 2, 0, 0)).at, utc(2026, 7, 1, 18, 30));
    EXPECT_EQ(india.offset_at(utc(2026, 7, 1, 0, 0)), minutes{330});
}

TEST(Zone, WithoutANameIsUtc) {
    EXPECT_EQ(Zone(), zone("UTC"));
    EXPECT_EQ(Zone().name(), "UTC");
    EXPECT_EQ(Zone().to_local(utc(2026, 7, 1, 1, 2)), local(2026, 7, 1, 1, 2));
    EXPECT_NE(Zone(), zone("Europe/Berlin"));
    EXPECT_EQ(zone("Europe/Berlin"), zone("Europe/Berlin"));
}

}  // namespace
}  // namespace mwl::time
