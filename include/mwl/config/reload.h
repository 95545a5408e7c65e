#pragma once
// What a configuration that was read again changes in a running broker. Pure.

#include <string>
#include <vector>

#include "mwl/config/settings.h"

namespace mwl::config {

// `read`, but with every key that needs a restart as it was at the start. A destination that `read` does not
// name stays entirely as at the start; a new one waits for the restart.
Settings in_force(const Settings& started, Settings read);

// The keys that need a restart and have another value now: "mllp.port", "destination[0].host".
std::vector<std::string> waiting_for_restart(const Settings& started, const Settings& read);

}  // namespace mwl::config
