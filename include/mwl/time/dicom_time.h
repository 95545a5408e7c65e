#pragma once
// DA, TM, DT values and query ranges of DICOM (PS3.5 6.2, PS3.4 C.2.2.2.5). Pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mwl/base/result.h"
#include "mwl/time/local.h"

namespace mwl::time {

// "20260702", also the retired "2026.07.02". Problem wrong_data_type otherwise (20260230 included).
Result<LocalDate> parse_da(std::string_view text);
std::string print_da(LocalDate date);  // "20260702"

// A TM with the precision it was written in: "10" spans 10:00:00.000000 to 10:59:59.999999. Also the retired
// "10:30:00". "24", "2400", "240000" are read as the last microsecond of the day, a leap second "60" as the
// last microsecond of its minute, as devices mean them. Surrounding spaces and a trailing NUL are ignored.
struct TimeSpan {
    TimeOfDay first{0};
    TimeOfDay last{0};
    friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};
Result<TimeSpan> parse_tm(std::string_view text);
std::string print_tm(TimeOfDay time);  // "HHMMSS", and ".FFFFFF" only when there is a fraction

// A date key: single ("20260701" gives first == last), "A-B", "A-", "-B". "-" alone is malformed.
// Surrounding spaces and a trailing NUL are ignored. first > last is kept: such a range matches nothing.
struct DateRange {
    std::optional<LocalDate> first;
    std::optional<LocalDate> last;
    bool is_range = false;  // written with "-"
    friend bool operator==(const DateRange&, const DateRange&) = default;
};
Result<DateRange> parse_date_range(std::string_view text);

// The same for a time key; bounds are spans: the range runs from first->first to last->last.
struct TimeRange {
    std::optional<TimeSpan> first;
    std::optional<TimeSpan> last;
    bool is_range = false;
    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};
Result<TimeRange> parse_time_range(std::string_view text);

// (0008,0201): "+0530", "-0800". "-0000" and anything outside -1200…+1400 is wrong_data_type.
Result<std::chrono::minutes> parse_utc_offset(std::string_view text);
std::string print_utc_offset(std::chrono::minutes east_of_utc);  // "+0000", never "-0000"

}  // namespace mwl::time

namespace mwl {
using namespace time;  // the vocabulary of every folder
}
