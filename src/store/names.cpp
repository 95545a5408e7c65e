#include <array>

#include "mwl/store/alarms.h"
#include "mwl/store/messages.h"
#include "mwl/store/outbox.h"

namespace mwl::store {
namespace {

constexpr std::array<std::string_view, 6> kDispositionNames{"applied", "duplicate", "stale",
                                                            "ignored", "rejected",  "quarantined"};
constexpr std::array<std::string_view, 5> kStateNames{"waiting", "sending", "sent", "parked", "dead"};
constexpr std::array<std::string_view, kAlarms.size() + 1> kAlarmNames{
    "performed_with_alarm", "unscheduled",  "withheld_steps",     "parked", "dead", "quarantined_last_day",
    "stale_last_day",       "shared_study", "destination_overdue"};

template <typename Values, typename Value = typename Values::value_type>
std::optional<Value> named(const Values& values, std::string_view name) {
    for (const auto value : values)
        if (name == name_of(value)) return value;
    return std::nullopt;
}

}  // namespace

std::optional<Disposition> disposition_named(std::string_view name) noexcept {
    return named(kDispositions, name);
}

std::optional<OutboxState> outbox_state_named(std::string_view name) noexcept {
    return named(kOutboxStates, name);
}

std::string_view name_of(Disposition disposition) noexcept {
    return kDispositionNames[static_cast<std::size_t>(disposition)];
}

std::string_view name_of(OutboxState state) noexcept { return kStateNames[static_cast<std::size_t>(state)]; }

std::string_view name_of(Alarm alarm) noexcept { return kAlarmNames[static_cast<std::size_t>(alarm)]; }

}  // namespace mwl::store
