#include "mwl/time/zone.h"

#include <date/tz.h>

#include <stdexcept>

#include "time/digits.h"

namespace mwl::time {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

// Local time counted as if it were UTC.
microseconds count(const LocalDateTime& local) {
    return std::chrono::sys_days{local.date}.time_since_epoch() + local.time;
}

LocalDateTime local_from(microseconds counted) {
    const auto day = std::chrono::floor<std::chrono::days>(counted);
    return {LocalDate{std::chrono::sys_days{day}}, counted - day};
}

Zone::Fit fit_of(int result) noexcept {
    switch (result) {
        case date::local_info::nonexistent:
            return Zone::Fit::gap;
        case date::local_info::ambiguous:
            return Zone::Fit::overlap;
        default:
            return Zone::Fit::unique;
    }
}

// As all IANA names do. The file by which Debian links the zone that the machine is set to does not.
bool begins_with_capital(std::string_view name) noexcept {
    return !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
}

Problem unknown() {
    return {Code::value_not_in_table, "",
            "no such time zone in this machine's zone files; write an IANA name such as Europe/Berlin"};
}

}  // namespace

struct Zone::Rules {
    std::string name;
    const date::time_zone* changing = nullptr;  // owned by the zone database for ever; null: a fixed offset
    std::chrono::minutes fixed{0};

    seconds offset_at(Instant at) const {
        return changing == nullptr ? seconds{fixed} : changing->get_info(at).offset;
    }
};

Zone::Zone() {
    static const auto kUtc = std::make_shared<const Rules>(Rules{"UTC", nullptr, {}});
    rules_ = kUtc;
}

Result<Zone> Zone::named(std::string_view iana_name) {
    if (iana_name == "UTC") return Zone();
    if (!begins_with_capital(iana_name)) return unknown();
    try {
        const date::time_zone* const found = date::locate_zone(iana_name);
        return Zone(std::make_shared<const Rules>(Rules{std::string(iana_name), found, {}}));
    } catch (const std::runtime_error&) {  // the library throws for an unknown name
        return unknown();
    }
}

Zone Zone::fixed(std::chrono::minutes east_of_utc) {
    return Zone(std::make_shared<const Rules>(Rules{print_offset(east_of_utc), nullptr, east_of_utc}));
}

const std::string& Zone::name() const noexcept { return rules_->name; }

LocalDateTime Zone::to_local(Instant at) const {
    return local_from(at.time_since_epoch() + rules_->offset_at(at));
}

// `first` is what was valid before a change of clocks: its offset gives the one rule for gap and overlap
// alike.
Zone::Resolved Zone::to_instant(const LocalDateTime& local) const {
    const microseconds counted = count(local);
    if (rules_->changing == nullptr) return {Instant{counted - rules_->fixed}, Fit::unique};
    const date::local_info info = rules_->changing->get_info(date::local_time<microseconds>{counted});
    return {Instant{counted - info.first.offset}, fit_of(info.result)};
}

std::chrono::minutes Zone::offset_at(Instant at) const {
    return std::chrono::duration_cast<std::chrono::minutes>(rules_->offset_at(at));
}

}  // namespace mwl::time
