#pragma once
// Places in HL7 order messages, as a profile names them.

#include <string>
#include <vector>

#include "mwl/base/policy.h"

namespace mwl::config {

// "OBR-18", "ORC-7.4". A place that no order message can have is an error, one that only a sender with
// additions of its own has is a warning.
std::vector<std::string> places_of(const PolicyInput& input);

}  // namespace mwl::config
