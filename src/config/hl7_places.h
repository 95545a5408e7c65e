#pragma once
// Places in HL7 order messages, as a profile names them.

#include <vector>

#include "mwl/base/policy.h"
#include "mwl/mapping/targets.h"

namespace mwl::config {

// "OBR-18", "ORC-7.4", "OBX[3=29463-7]-5 | trim": sources of this target. A place that no order message can
// have is an error, and so is a transform that the target cannot take; a place that only a sender with
// additions of its own has is a warning.
std::vector<mapping::Source> sources_of(const PolicyInput& input, const mapping::TargetRow& target);

}  // namespace mwl::config
