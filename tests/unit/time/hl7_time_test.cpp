#include "mwl/time/hl7_time.h"

#include <gtest/gtest.h>

namespace mwl::time {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

LocalDateTime local(int year, int month, int day, TimeOfDay time = TimeOfDay{0}) {
    return {std::chrono::year{year} / month / day, time};
}

struct Hl7TimeRow {
    std::string_view text;
    LocalDateTime local;
    Precision precision;
    std::optional<minutes> offset = std::nullopt;
};

class ParseHl7Time : public testing::TestWithParam<Hl7TimeRow> {};

TEST_P(ParseHl7Time, KeepsThePrecisionItWasWrittenIn) {
    const Hl7TimeRow& row = GetParam();
    const auto time = parse_hl7_time(row.text);
    ASSERT_TRUE(time) << row.text;
    EXPECT_EQ(time->local, row.local) << row.text;
    EXPECT_EQ(time->precision, row.precision) << row.text;
    EXPECT_EQ(time->offset, row.offset) << row.text;
}

const Hl7TimeRow kHl7TimeRows[] = {
    {"2026", local(2026, 1, 1), Precision::year},
    {"202607", local(2026, 7, 1), Precision::month},
    {"20260702", local(2026, 7, 2), Precision::day},
    {"2026070210", local(2026, 7, 2, hours{10}), Precision::hour},
    {"202607021030", local(2026, 7, 2, hours{10} + minutes{30}), Precision::minute},
    {"20260702103015", local(2026, 7, 2, hours{10} + minutes{30} + seconds{15}), Precision::second},
    {"20260702103015.1", local(2026, 7, 2, hours{10} + minutes{30} + seconds{15} + microseconds{100'000}),
     Precision::fraction},
    {"20260702103015.1234", local(2026, 7, 2, hours{10} + minutes{30} + seconds{15} + microseconds{123'400}),
     Precision::fraction},
    {"20260702103015.123456",
     local(2026, 7, 2, hours{10} + minutes{30} + seconds{15} + microseconds{123'456}), Precision::fraction},
    {"20260702103015.5-0800",
     local(2026, 7, 2, hours{10} + minutes{30} + seconds{15} + microseconds{500'000}), Precision::fraction,
     hours{-8}},
    {"202607021030+0530", local(2026, 7, 2, hours{10} + minutes{30}), Precision::minute, minutes{330}},
    {"20260702+0200", local(2026, 7, 2), Precision::day, hours{2}},
    {"20260702-0000", local(2026, 7, 2), Precision::day, minutes{0}},
    {"20280229", local(2028, 2, 29), Precision::day},
    {" 20260702 ", local(2026, 7, 2), Precision::day},
};
INSTANTIATE_TEST_SUITE_P(Table, ParseHl7Time, testing::ValuesIn(kHl7TimeRows));

TEST(ParseHl7TimeProblems, RefusesWhatNoCalendarOrClockShows) {
    for (const auto text : {"",
                            " ",
                            "\"\"",
                            "26",
                            "20260",
                            "2026070",
                            "202607021",
                            "20260230",
                            "20270229",
                            "20261301",
                            "20260700",
                            "2026070224",
                            "20260702240000",
                            "202607022460",
                            "202607021060",
                            "20260702103060",
                            "20260702103015.",
                            "20260702103015.1234567",
                            "202607021030.5",
                            "20260702103015Z",
                            "20260702+02",
                            "20260702+0260",
                            "20260702+1401",
                            "20260702-1201",
                            "2026-07-02",
                            "20260702T1030",
                            "20260702^D",
                            "20260702 1030"}) {
        const auto result = parse_hl7_time(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.problem().code, Code::wrong_data_type) << text;
    }
}

TEST(Hl7Time, KnowsWhatItHolds) {
    EXPECT_FALSE(parse_hl7_time("202607")->has_date());
    EXPECT_TRUE(parse_hl7_time("20260702")->has_date());
    EXPECT_FALSE(parse_hl7_time("20260702")->has_time());
    EXPECT_TRUE(parse_hl7_time("2026070200")->has_time());
}

TEST(Hl7Time, ItsOwnOffsetWinsOverTheSendersZone) {
    const Zone berlin = *Zone::named("Europe/Berlin");
    const Instant ten_utc = std::chrono::sys_days{std::chrono::year{2026} / 7 / 2} + hours{10};
    EXPECT_EQ(parse_hl7_time("202607021200")->to_instant(berlin).at, ten_utc);
    EXPECT_EQ(parse_hl7_time("202607021530+0530")->to_instant(berlin).at, ten_utc);
}

TEST(Hl7Time, I1_AnOffsetSettlesTheOverlapThatAZoneCannot) {
    const Zone berlin = *Zone::named("Europe/Berlin");
    const auto bare = parse_hl7_time("20261025023000")->to_instant(berlin);
    const auto first = parse_hl7_time("20261025023000+0200")->to_instant(berlin);
    const auto second = parse_hl7_time("20261025023000+0100")->to_instant(berlin);
    EXPECT_EQ(bare.fit, Zone::Fit::overlap);
    EXPECT_EQ(bare.at, first.at);
    EXPECT_EQ(second.fit, Zone::Fit::unique);
    EXPECT_EQ(second.at - first.at, hours{1});
}

TEST(PrintHl7Time, WritesTheOffsetValidAtThatInstant) {
    const Zone berlin = *Zone::named("Europe/Berlin");
    const Instant summer = std::chrono::sys_days{std::chrono::year{2026} / 7 / 2} + hours{8} + minutes{30};
    EXPECT_EQ(print_hl7_time(summer, berlin), "20260702103000+0200");
    EXPECT_EQ(print_hl7_time(summer + std::chrono::days{180}, berlin), "20261229093000+0100");
    EXPECT_EQ(print_hl7_time(summer, Zone()), "20260702083000+0000");
    EXPECT_EQ(print_hl7_time(summer, Zone::fixed(minutes{-210})), "20260702050000-0330");
}

TEST(PrintHl7Time, ReadsBackAsTheSameInstantAlsoInTheOverlap) {
    const Zone berlin = *Zone::named("Europe/Berlin");
    const Instant second = std::chrono::sys_days{std::chrono::year{2026} / 10 / 25} + hours{1} + minutes{30};
    EXPECT_EQ(parse_hl7_time(print_hl7_time(second, berlin))->to_instant(Zone()).at, second);
}

TEST(PrintHl7Date, FillsWithZeros) { EXPECT_EQ(print_hl7_date(std::chrono::year{2026} / 7 / 2), "20260702"); }

TEST(PlausibleDates, InstantsLieBetween1900And2200) {
    using std::chrono::year;
    for (const LocalDate date : {LocalDate{year{1900} / 1 / 1}, LocalDate{year{2200} / 12 / 31}}) {
        EXPECT_TRUE(is_plausible(date)) << print_hl7_date(date);
        EXPECT_TRUE(is_plausible(Instant{std::chrono::sys_days{date}})) << print_hl7_date(date);
    }
    for (const LocalDate date : {LocalDate{year{1899} / 12 / 31}, LocalDate{year{2201} / 1 / 1}}) {
        EXPECT_FALSE(is_plausible(date)) << print_hl7_date(date);
        EXPECT_FALSE(is_plausible(Instant{std::chrono::sys_days{date}})) << print_hl7_date(date);
    }
}

TEST(PlausibleDates, PeopleWereBornInAnyYearThatDoesNotMeanNone) {
    using std::chrono::year;
    for (const LocalDate date : {LocalDate{year{1678} / 3 / 4}, LocalDate{year{2} / 1 / 1}})
        EXPECT_TRUE(is_birth_date(date)) << print_hl7_date(date);
    for (const LocalDate date : {LocalDate{year{1} / 1 / 1}, LocalDate{year{9999} / 12 / 31}})
        EXPECT_FALSE(is_birth_date(date)) << print_hl7_date(date);
}

TEST(NextAndPreviousDay, CrossMonthsYearsAndLeapDays) {
    EXPECT_EQ(next_day(std::chrono::year{2026} / 12 / 31), LocalDate(std::chrono::year{2027} / 1 / 1));
    EXPECT_EQ(next_day(std::chrono::year{2028} / 2 / 28), LocalDate(std::chrono::year{2028} / 2 / 29));
    EXPECT_EQ(previous_day(std::chrono::year{2026} / 3 / 1), LocalDate(std::chrono::year{2026} / 2 / 28));
    EXPECT_EQ(previous_day(std::chrono::year{2026} / 1 / 1), LocalDate(std::chrono::year{2025} / 12 / 31));
}

}  // namespace
}  // namespace mwl::time
