#include "mwl/report/moment.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mwl::report {
namespace {

constexpr std::array kMonths{"January", "February", "March",     "April",   "May",      "June",
                             "July",    "August",   "September", "October", "November", "December"};
constexpr std::array kWeekdays{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

std::string two_digits(long long value) {
    std::array<char, 24> text{};
    (void)std::snprintf(text.data(), text.size(), "%02lld", value);
    return text.data();
}

std::string time_with_seconds(TimeOfDay time) {
    const std::chrono::hh_mm_ss parts(std::chrono::floor<std::chrono::seconds>(time));
    return clock_time(time) + ':' + two_digits(parts.seconds().count());
}

}  // namespace

std::string clock_time(TimeOfDay time) {
    const std::chrono::hh_mm_ss parts(std::chrono::floor<std::chrono::seconds>(time));
    return two_digits(parts.hours().count()) + ':' + two_digits(parts.minutes().count());
}

std::string long_date(LocalDate date) {
    const std::chrono::weekday weekday{std::chrono::sys_days(date)};
    return std::string(kWeekdays[weekday.c_encoding()]) + ", " +
           std::to_string(static_cast<unsigned>(date.day())) + ' ' +
           kMonths[static_cast<unsigned>(date.month()) - 1] + ' ' +
           std::to_string(static_cast<int>(date.year()));
}

std::string iso_date(LocalDate date) {
    return std::to_string(static_cast<int>(date.year())) + '-' +
           two_digits(static_cast<unsigned>(date.month())) + '-' +
           two_digits(static_cast<unsigned>(date.day()));
}

std::string local_time(Instant at, const Zone& zone) {
    const auto local = zone.to_local(at);
    return iso_date(local.date) + ' ' + time_with_seconds(local.time);
}

std::string utc_time(Instant at) {
    const auto local = Zone().to_local(at);
    return iso_date(local.date) + 'T' + time_with_seconds(local.time) + 'Z';
}

std::string age(std::chrono::microseconds time) {
    using namespace std::chrono;
    const auto passed = std::max(floor<seconds>(time), seconds(0));
    const auto text = [](auto count, const char* unit) { return std::to_string(count.count()) + unit; };
    if (passed < minutes(1)) return text(passed, " s");
    if (passed < hours(1)) return text(floor<minutes>(passed), " min");
    const auto whole_hours = floor<hours>(passed);
    if (passed < days(1))
        return text(whole_hours, " h ") + text(floor<minutes>(passed - whole_hours), " min");
    const auto whole_days = floor<days>(passed);
    return text(whole_days, " d ") + text(floor<hours>(passed - whole_days), " h");
}

void add_time(Html& html, Instant at, const Zone& zone) {
    html.line("time", local_time(at, zone), {{"datetime", utc_time(at)}});
}

}  // namespace mwl::report
