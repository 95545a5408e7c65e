#include "mwl/time/hl7_time.h"

#include "mwl/base/parts.h"
#include "time/digits.h"

namespace mwl::time {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// The parts in the order in which they are written; reading stops before the first that is not there.
struct Parts {
    std::optional<int> year, month, day, hour, minute, second;
    std::optional<TimeOfDay> fraction;
};

Parts read_parts(Digits& in) {
    Parts parts;
    if ((parts.year = in.number(4)) && (parts.month = in.number(2)) && (parts.day = in.number(2)) &&
        (parts.hour = in.number(2)) && (parts.minute = in.number(2)) && (parts.second = in.number(2)))
        parts.fraction = in.fraction();
    return parts;
}

Precision precision_of(const Parts& parts) noexcept {
    if (parts.fraction) return Precision::fraction;
    if (parts.second) return Precision::second;
    if (parts.minute) return Precision::minute;
    if (parts.hour) return Precision::hour;
    if (parts.day) return Precision::day;
    return parts.month ? Precision::month : Precision::year;
}

std::optional<LocalDateTime> local_of(const Parts& parts) {
    if (!parts.year) return std::nullopt;
    if (parts.hour.value_or(0) > 23 || parts.minute.value_or(0) > 59 || parts.second.value_or(0) > 59)
        return std::nullopt;
    const LocalDate date{std::chrono::year{*parts.year},
                         std::chrono::month{static_cast<unsigned>(parts.month.value_or(1))},
                         std::chrono::day{static_cast<unsigned>(parts.day.value_or(1))}};
    if (!date.ok()) return std::nullopt;
    return LocalDateTime{date, hours{parts.hour.value_or(0)} + minutes{parts.minute.value_or(0)} +
                                   seconds{parts.second.value_or(0)} + parts.fraction.value_or(TimeOfDay{0})};
}

bool is_offset_in_use(minutes offset) noexcept { return offset >= hours{-12} && offset <= hours{14}; }

}  // namespace

Zone::Resolved Hl7Time::to_instant(const Zone& sender_zone) const {
    return offset ? Zone::fixed(*offset).to_instant(local) : sender_zone.to_instant(local);
}

Result<Hl7Time> parse_hl7_time(std::string_view text) {
    const Problem wrong{Code::wrong_data_type, "", "not a time written as YYYYMMDDHHMMSS.SSSS+ZZZZ"};
    Digits in(trimmed(text));
    const Parts parts = read_parts(in);
    const auto local = local_of(parts);
    const auto offset = in.signed_offset();
    if (!local || !in.done() || (offset && !is_offset_in_use(*offset))) return wrong;
    return Hl7Time{*local, precision_of(parts), offset};
}

std::string print_hl7_date(LocalDate date) { return print_ymd(date); }

std::string print_hl7_time(Instant at, const Zone& zone) {
    const LocalDateTime local = zone.to_local(at);
    return print_ymd(local.date) + print_hms(local.time) + print_offset(zone.offset_at(at));
}

}  // namespace mwl::time
