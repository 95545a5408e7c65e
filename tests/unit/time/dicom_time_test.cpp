#include "mwl/time/dicom_time.h"

#include <gtest/gtest.h>

namespace mwl::time {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using namespace std::string_view_literals;

constexpr LocalDate kSecondOfJuly{std::chrono::year{2026}, std::chrono::July, std::chrono::day{2}};

constexpr TimeOfDay at(int hour, int minute, int second = 0, int micro = 0) {
    return hours{hour} + minutes{minute} + seconds{second} + microseconds{micro};
}

TEST(ParseDa, ReadsDatesOfTheCalendar) {
    EXPECT_EQ(*parse_da("20260702"), kSecondOfJuly);
    EXPECT_EQ(*parse_da("2026.07.02"), kSecondOfJuly);
    EXPECT_EQ(*parse_da(" 20260702\0"sv), kSecondOfJuly);
    EXPECT_TRUE(parse_da("20280229"));
    EXPECT_TRUE(parse_da("20000229"));
}

TEST(ParseDa, RefusesWhatIsNone) {
    for (const auto text : {""sv, " "sv, "20260230"sv, "20270229"sv, "21000229"sv, "20261301"sv, "20260700"sv,
                            "00000000"sv, "2026"sv, "202607"sv, "2026070"sv, "202607021"sv, "2026-07-02"sv,
                            "2026.0702"sv, "202607.02"sv, "2O260702"sv, "20260702x"sv, "+2026070"sv,
                            "2026\0"
                            "0702"sv}) {
        const auto result = parse_da(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.problem().code, Code::wrong_data_type);
    }
}

TEST(PrintDa, FillsWithZeros) {
    EXPECT_EQ(print_da(kSecondOfJuly), "20260702");
    EXPECT_EQ(print_da(*parse_da("09990101")), "09990101");
}

struct TmRow {
    std::string_view text;
    TimeSpan span;
};

class ParseTm : public testing::TestWithParam<TmRow> {};

TEST_P(ParseTm, D18_SpansWhatWasLeftUnsaid) {
    const auto span = parse_tm(GetParam().text);
    ASSERT_TRUE(span) << GetParam().text;
    EXPECT_EQ(span->first.count(), GetParam().span.first.count()) << GetParam().text;
    EXPECT_EQ(span->last.count(), GetParam().span.last.count()) << GetParam().text;
}

constexpr TimeOfDay kEndOfDay = at(23, 59, 59, 999'999);

constexpr TmRow kTmRows[] = {
    {"10", {at(10, 0), at(10, 59, 59, 999'999)}},
    {"1030", {at(10, 30), at(10, 30, 59, 999'999)}},
    {"103015", {at(10, 30, 15), at(10, 30, 15, 999'999)}},
    {"103015.5", {at(10, 30, 15, 500'000), at(10, 30, 15, 500'000)}},
    {"103015.000001", {at(10, 30, 15, 1), at(10, 30, 15, 1)}},
    {"10:30", {at(10, 30), at(10, 30, 59, 999'999)}},
    {"10:30:15", {at(10, 30, 15), at(10, 30, 15, 999'999)}},
    {"10:30:15.25", {at(10, 30, 15, 250'000), at(10, 30, 15, 250'000)}},
    {" 1030 ", {at(10, 30), at(10, 30, 59, 999'999)}},
    {"000000", {at(0, 0), at(0, 0, 0, 999'999)}},
    {"23", {at(23, 0), kEndOfDay}},
    {"24", {kEndOfDay, kEndOfDay}},
    {"2400", {kEndOfDay, kEndOfDay}},
    {"240000", {kEndOfDay, kEndOfDay}},
    {"240000.000", {kEndOfDay, kEndOfDay}},
    {"235960", {kEndOfDay, kEndOfDay}},
    {"103060", {at(10, 30, 59, 999'999), at(10, 30, 59, 999'999)}},
};
INSTANTIATE_TEST_SUITE_P(Table, ParseTm, testing::ValuesIn(kTmRows));

TEST(ParseTmProblems, D18_RefusesWhatNoClockShows) {
    for (const auto text :
         {"",        "1",      "103",     "10301",          "2401",   "240001",  "25",
          "1060",    "103061", "103015.", "103015.1234567", "1030.5", "10:",     "10:3015",
          "1030:15", "10:30:", "-10",     "10 30",          "noon",   "103015Z", "103015+0200"}) {
        const auto result = parse_tm(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.problem().code, Code::wrong_data_type);
    }
}

TEST(PrintTm, ShowsAFractionOnlyWhereThereIsOne) {
    EXPECT_EQ(print_tm(at(0, 0)), "000000");
    EXPECT_EQ(print_tm(at(9, 5, 3)), "090503");
    EXPECT_EQ(print_tm(at(9, 5, 3, 50)), "090503.000050");
    EXPECT_EQ(print_tm(kEndOfDay), "235959.999999");
}

LocalDate july(unsigned day) {
    return LocalDate{std::chrono::year{2026}, std::chrono::July, std::chrono::day{day}};
}

TEST(ParseDateRange, D18_ReadsTheFourForms) {
    EXPECT_EQ(*parse_date_range("20260701"), (DateRange{july(1), july(1), false}));
    EXPECT_EQ(*parse_date_range("20260701-20260703"), (DateRange{july(1), july(3), true}));
    EXPECT_EQ(*parse_date_range("20260701-"), (DateRange{july(1), std::nullopt, true}));
    EXPECT_EQ(*parse_date_range("-20260703"), (DateRange{std::nullopt, july(3), true}));
}

TEST(ParseDateRange, D18_ToleratesPaddingAndOldDots) {
    EXPECT_EQ(*parse_date_range(" 20260701 - 20260703 \0"sv), (DateRange{july(1), july(3), true}));
    EXPECT_EQ(*parse_date_range("2026.07.01-2026.07.03"), (DateRange{july(1), july(3), true}));
}

TEST(ParseDateRange, D18_KeepsAReversedRangeAsItIs) {
    EXPECT_EQ(*parse_date_range("20260703-20260701"), (DateRange{july(3), july(1), true}));
}

TEST(ParseDateRange, D18_RefusesTheRest) {
    EXPECT_EQ(parse_date_range("-").problem().code, Code::malformed);
    EXPECT_EQ(parse_date_range(" - ").problem().code, Code::malformed);
    for (const auto text : {"", "--", "20260701-20260702-20260703", "20260701-x", "x-20260701", "2026-07-01",
                            "202607*", "20260701\\20260702"})
        EXPECT_EQ(parse_date_range(text).problem().code, Code::wrong_data_type) << text;
}

TEST(ParseTimeRange, D18_BoundsKeepTheirPrecision) {
    const auto range = parse_time_range("10-1145");
    ASSERT_TRUE(range);
    EXPECT_EQ(range->first->first, at(10, 0));
    EXPECT_EQ(range->last->last, at(11, 45, 59, 999'999));
    EXPECT_TRUE(range->is_range);
}

TEST(ParseTimeRange, D18_OpenSingleReversedAndEndOfDay) {
    EXPECT_EQ(parse_time_range("1800-")->last, std::nullopt);
    EXPECT_EQ(parse_time_range("-1800")->first, std::nullopt);
    EXPECT_EQ(parse_time_range("-240000")->last->last, kEndOfDay);
    EXPECT_GT(parse_time_range("22-06")->first->first, parse_time_range("22-06")->last->last);
    const auto single = parse_time_range("10");
    EXPECT_FALSE(single->is_range);
    EXPECT_EQ(single->first, single->last);
    EXPECT_EQ(parse_time_range("-").problem().code, Code::malformed);
    EXPECT_EQ(parse_time_range("10-25").problem().code, Code::wrong_data_type);
}

TEST(UtcOffset, IsReadWithinTheStandardsBounds) {
    EXPECT_EQ(*parse_utc_offset("+0530"), minutes{330});
    EXPECT_EQ(*parse_utc_offset("-0800"), minutes{-480});
    EXPECT_EQ(*parse_utc_offset("+0000 "), minutes{0});
    EXPECT_EQ(*parse_utc_offset("-1200"), minutes{-720});
    EXPECT_EQ(*parse_utc_offset("+1400"), minutes{840});
    for (const auto text : {"", "-0000", "0530", "+530", "+05:30", "+0560", "-1201", "+1401", "+0530x", "Z"})
        EXPECT_EQ(parse_utc_offset(text).problem().code, Code::wrong_data_type) << text;
}

TEST(UtcOffset, IsPrintedNeverAsMinusZero) {
    EXPECT_EQ(print_utc_offset(minutes{0}), "+0000");
    EXPECT_EQ(print_utc_offset(minutes{-210}), "-0330");
    EXPECT_EQ(print_utc_offset(minutes{765}), "+1245");
    EXPECT_EQ(print_utc_offset(minutes{-30}), "-0030");
}

}  // namespace
}  // namespace mwl::time
