#pragma once
// What a device must have, besides keys that are each correct by itself.

#include <string>

#include "mwl/domain/device.h"

namespace mwl::config {

// What is wrong with its networks; empty: nothing. A device that is enabled must be able to call.
std::string fault_of_networks(const domain::Device& device);

}  // namespace mwl::config
