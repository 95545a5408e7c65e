#include "mwl/domain/step_status.h"

#include "domain/names.h"

namespace mwl::domain {
namespace {

constexpr std::array kStatusNames{
    Named{StepStatus::scheduled, "SCHEDULED"},        // (0040,0020), PS3.3 C.4.10
    Named{StepStatus::arrived, "ARRIVED"},            // (0040,0020)
    Named{StepStatus::ready, "READY"},                // (0040,0020)
    Named{StepStatus::started, "STARTED"},            // (0040,0020)
    Named{StepStatus::departed, "DEPARTED"},          // (0040,0020)
    Named{StepStatus::completed, "COMPLETED"},        // ours: never on a worklist
    Named{StepStatus::discontinued, "DISCONTINUED"},  // ours
    Named{StepStatus::cancelled, "CANCELLED"},        // ours
    Named{StepStatus::on_hold, "ON_HOLD"},            // ours
};

constexpr std::array kEventNames{
    Named{StepEvent::hold, "hold"},         Named{StepEvent::release, "release"},
    Named{StepEvent::cancel, "cancel"},     Named{StepEvent::discontinue, "discontinue"},
    Named{StepEvent::start, "start"},       Named{StepEvent::complete, "complete"},
    Named{StepEvent::put_back, "put back"},
};

constexpr std::array kPpsNames{
    Named{PpsStatus::in_progress, "IN PROGRESS"},
    Named{PpsStatus::completed, "COMPLETED"},
    Named{PpsStatus::discontinued, "DISCONTINUED"},
};

}  // namespace

std::string_view name_of(StepStatus status) noexcept { return name_in(kStatusNames, status); }
std::string_view name_of(StepEvent event) noexcept { return name_in(kEventNames, event); }
std::string_view name_of(PpsStatus status) noexcept { return name_in(kPpsNames, status); }

std::optional<StepStatus> step_status_named(std::string_view name) noexcept {
    return value_in(kStatusNames, name);
}
std::optional<PpsStatus> pps_status_named(std::string_view name) noexcept {
    return value_in(kPpsNames, name);
}

}  // namespace mwl::domain
