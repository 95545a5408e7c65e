#include "mwl/base/enum_names.h"
#include "mwl/store/alarms.h"
#include "mwl/store/messages.h"
#include "mwl/store/outbox.h"

namespace mwl::store {
namespace {

constexpr auto kDispositionNames = enum_names<Disposition>({
    {Disposition::applied, "applied"},
    {Disposition::duplicate, "duplicate"},
    {Disposition::stale, "stale"},
    {Disposition::ignored, "ignored"},
    {Disposition::rejected, "rejected"},
    {Disposition::quarantined, "quarantined"},
});

constexpr auto kStateNames = enum_names<OutboxState>({
    {OutboxState::waiting, "waiting"},
    {OutboxState::sending, "sending"},
    {OutboxState::sent, "sent"},
    {OutboxState::parked, "parked"},
    {OutboxState::dead, "dead"},
});

constexpr auto kAlarmNames = enum_names<Alarm>({
    {Alarm::performed_with_alarm, "performed_with_alarm"},
    {Alarm::unscheduled, "unscheduled"},
    {Alarm::withheld_steps, "withheld_steps"},
    {Alarm::parked, "parked"},
    {Alarm::dead, "dead"},
    {Alarm::quarantined_last_day, "quarantined_last_day"},
    {Alarm::stale_last_day, "stale_last_day"},
    {Alarm::shared_study, "shared_study"},
    {Alarm::destination_overdue, "destination_overdue"},
});

}  // namespace

std::string_view name_of(Disposition disposition) noexcept { return kDispositionNames.of(disposition); }
std::optional<Disposition> disposition_named(std::string_view name) noexcept {
    return kDispositionNames.named(name);
}

std::string_view name_of(OutboxState state) noexcept { return kStateNames.of(state); }
std::optional<OutboxState> outbox_state_named(std::string_view name) noexcept {
    return kStateNames.named(name);
}

std::string_view name_of(Alarm alarm) noexcept { return kAlarmNames.of(alarm); }

}  // namespace mwl::store
