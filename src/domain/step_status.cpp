#include "mwl/domain/step_status.h"

#include "mwl/base/enum_names.h"

namespace mwl::domain {
namespace {

constexpr auto kStatusNames = enum_names<StepStatus>({
    {StepStatus::scheduled, "SCHEDULED"},        // (0040,0020), PS3.3 C.4.10
    {StepStatus::arrived, "ARRIVED"},            // (0040,0020)
    {StepStatus::ready, "READY"},                // (0040,0020)
    {StepStatus::started, "STARTED"},            // (0040,0020)
    {StepStatus::departed, "DEPARTED"},          // (0040,0020)
    {StepStatus::completed, "COMPLETED"},        // not in PS3.3: never on a worklist
    {StepStatus::discontinued, "DISCONTINUED"},  // ours
    {StepStatus::cancelled, "CANCELLED"},        // ours
    {StepStatus::on_hold, "ON_HOLD"},            // ours
});

constexpr auto kEventNames = enum_names<StepEvent>({
    {StepEvent::hold, "hold"},
    {StepEvent::release, "release"},
    {StepEvent::cancel, "cancel"},
    {StepEvent::discontinue, "discontinue"},
    {StepEvent::start, "start"},
    {StepEvent::complete, "complete"},
    {StepEvent::put_back, "put back"},
});

constexpr auto kPpsNames = enum_names<PpsStatus>({
    {PpsStatus::in_progress, "IN PROGRESS"},
    {PpsStatus::completed, "COMPLETED"},
    {PpsStatus::discontinued, "DISCONTINUED"},
});

}  // namespace

std::string_view name_of(StepStatus status) noexcept { return kStatusNames.of(status); }
std::string_view name_of(StepEvent event) noexcept { return kEventNames.of(event); }
std::string_view name_of(PpsStatus status) noexcept { return kPpsNames.of(status); }

std::optional<StepStatus> step_status_named(std::string_view name) noexcept {
    return kStatusNames.named(name);
}
std::optional<PpsStatus> pps_status_named(std::string_view name) noexcept { return kPpsNames.named(name); }

}  // namespace mwl::domain
