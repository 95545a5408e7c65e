#pragma once
// What a person must look at, counted: for the page, the metrics and the log.

#include <array>
#include <cstdint>
#include <map>
#include <string_view>

namespace mwl::store {

// Things that wait for a person.
enum class Alarm {
    performed_with_alarm,  // other patient than the order's, images of a wrong entry, …
    unscheduled,           // performed without an order that we know
    withheld_steps,        // open steps kept off every worklist: two patients claim one order
    parked,                // status messages held in the outbox
    dead,                  // status messages given up
    quarantined_last_day,  // HL7 messages that could not be applied, of the last 24 hours
    stale_last_day,        // HL7 messages older than one of the same sender, of the last 24 hours
    shared_study,          // open orders that have a Study Instance UID in common with another one
    destination_overdue    // destinations with a status that waits too long; not counted by the store
};
// Those that the store counts.
inline constexpr std::array kAlarms{
    Alarm::performed_with_alarm, Alarm::unscheduled,    Alarm::withheld_steps, Alarm::parked, Alarm::dead,
    Alarm::quarantined_last_day, Alarm::stale_last_day, Alarm::shared_study};
std::string_view name_of(Alarm alarm) noexcept;  // "performed_with_alarm", …

using AlarmCounts = std::map<Alarm, std::int64_t>;  // every alarm, 0 included

}  // namespace mwl::store
