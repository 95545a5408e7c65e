#pragma once
// What another profile would change of a message: two explanations compared. Pure.

#include <cstddef>
#include <string>
#include <vector>

#include "mwl/services/explanation.h"

namespace mwl::services {

enum class ChangeKind {
    refusal_gained,
    refusal_lost,
    step_gained,  // an order that makes a step, and made none
    step_lost,
    step_moved,  // to another start
    value        // of any other target
};
inline constexpr std::size_t kChangeKinds = static_cast<std::size_t>(ChangeKind::value) + 1;
std::string_view name_of(ChangeKind kind) noexcept;

struct ProfileChange {
    ChangeKind kind = ChangeKind::value;
    std::string part;    // "order 1"; empty: the message
    std::string target;  // "step.modality"; empty: none
    std::string before;  // a value, or what was said; empty: nothing
    std::string after;
};

// What changes from `before` to `after`, which are explanations of the same message.
std::vector<ProfileChange> compare(const ExplainedMessage& before, const ExplainedMessage& after);

}  // namespace mwl::services
