#pragma once
// Who runs this program, for the record of what people do.

#include <string>

#include "mwl/store/upkeep.h"

namespace mwl::app {

// The user of the operating system and the host.
store::Act act_of_this_user(const std::string& why);

}  // namespace mwl::app
