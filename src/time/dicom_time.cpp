#include "mwl/time/dicom_time.h"

#include "mwl/base/parts.h"
#include "time/digits.h"

namespace mwl::time {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Problem wrong(std::string what) { return {Code::wrong_data_type, "", std::move(what)}; }

std::optional<LocalDate> read_da(std::string_view text) {
    Digits in(text);
    const auto year = in.number(4);
    const bool with_dots = in.skip('.');
    const auto month = in.number(2);
    if (with_dots != in.skip('.')) return std::nullopt;
    const auto day = in.number(2);
    if (!year || !month || !day || !in.done()) return std::nullopt;
    const LocalDate date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                         std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional(date) : std::nullopt;
}

// The parts of a TM as they were written; those behind the last one written are absent.
struct TmParts {
    int hour = 0;
    std::optional<int> minute;
    std::optional<int> second;
    std::optional<TimeOfDay> fraction;
};

std::optional<TmParts> read_tm(std::string_view text) {
    Digits in(text);
    TmParts parts;
    const auto hour = in.number(2);
    if (!hour) return std::nullopt;
    parts.hour = *hour;
    if (in.done()) return parts;
    const bool with_colons = in.skip(':');
    if (!(parts.minute = in.number(2))) return std::nullopt;
    if (in.done()) return parts;
    if (with_colons != in.skip(':') || !(parts.second = in.number(2))) return std::nullopt;
    if (in.done()) return parts;
    if (!(parts.fraction = in.fraction()) || !in.done()) return std::nullopt;
    return parts;
}

bool is_end_of_day(const TmParts& tm) noexcept {
    return tm.hour == 24 && tm.minute.value_or(0) == 0 && tm.second.value_or(0) == 0 &&
           tm.fraction.value_or(TimeOfDay{0}) == TimeOfDay{0};
}

std::optional<TimeSpan> span_of(const TmParts& tm) {
    constexpr TimeOfDay kTick{1};
    if (is_end_of_day(tm)) return TimeSpan{hours{24} - kTick, hours{24} - kTick};
    if (tm.hour > 23 || tm.minute.value_or(0) > 59 || tm.second.value_or(0) > 60) return std::nullopt;
    const TimeOfDay minute = hours{tm.hour} + minutes{tm.minute.value_or(0)};
    if (tm.second == 60) return TimeSpan{minute + minutes{1} - kTick, minute + minutes{1} - kTick};
    const TimeOfDay first = minute + seconds{tm.second.value_or(0)} + tm.fraction.value_or(TimeOfDay{0});
    const TimeOfDay width = !tm.minute     ? TimeOfDay{hours{1}}
                            : !tm.second   ? TimeOfDay{minutes{1}}
                            : !tm.fraction ? TimeOfDay{seconds{1}}
                                           : kTick;
    return TimeSpan{first, first + width - kTick};
}

// A key "A", "A-B", "A-" or "-B", whose bounds `parse` reads.
template <typename Range, typename Parse>
Result<Range> parse_range(std::string_view text, Parse parse) {
    const std::string_view key = trimmed(text, kDicomPadding);
    const auto dash = key.find('-');
    if (key == "-") return Problem{Code::malformed, "", "a range has at least one bound"};
    Range range;
    range.is_range = dash != std::string_view::npos;
    const std::string_view from = trimmed(key.substr(0, dash), kDicomPadding);
    const std::string_view to = range.is_range ? trimmed(key.substr(dash + 1), kDicomPadding) : from;
    if (!from.empty() || !range.is_range) {
        auto first = parse(from);
        if (!first) return first.problem();
        range.first = *first;
    }
    if (!to.empty()) {
        auto last = parse(to);
        if (!last) return last.problem();
        range.last = *last;
    }
    return range;
}

}  // namespace

Result<LocalDate> parse_da(std::string_view text) {
    if (const auto date = read_da(trimmed(text, kDicomPadding))) return *date;
    return wrong("not a date of the calendar written as YYYYMMDD");
}

std::string print_da(LocalDate date) { return print_ymd(date); }

Result<TimeSpan> parse_tm(std::string_view text) {
    if (const auto parts = read_tm(trimmed(text, kDicomPadding)))
        if (const auto span = span_of(*parts)) return *span;
    return wrong("not a time of day written as HHMMSS.FFFFFF");
}

std::string print_tm(TimeOfDay time) {
    const auto fraction = time % seconds{1};
    return print_hms(time) + (fraction.count() == 0 ? "" : "." + padded(fraction.count(), 6));
}

Result<DateRange> parse_date_range(std::string_view text) { return parse_range<DateRange>(text, parse_da); }
Result<TimeRange> parse_time_range(std::string_view text) { return parse_range<TimeRange>(text, parse_tm); }

Result<minutes> parse_utc_offset(std::string_view text) {
    const std::string_view value = trimmed(text, kDicomPadding);
    Digits in(value);
    const auto offset = in.signed_offset();
    if (offset && in.done() && value != "-0000" && *offset >= hours{-12} && *offset <= hours{14})
        return *offset;
    return wrong("not an offset from UTC written as +HHMM, from -1200 to +1400");
}

std::string print_utc_offset(minutes east_of_utc) { return print_offset(east_of_utc); }

}  // namespace mwl::time
