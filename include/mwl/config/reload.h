#pragma once
// What a file that was read again changes in a running broker. Pure.

#include <string>
#include <vector>

#include "mwl/config/settings.h"

namespace mwl::config {

// `read`, with every key that needs a restart as it was at the start. A destination that `read` does not name
// is as at the start altogether; one that is new waits for the restart.
Settings in_force(const Settings& started, Settings read);

// The keys that need a restart and were given another value: "mllp.port", "destination[0].host".
std::vector<std::string> waiting_for_restart(const Settings& started, const Settings& read);

}  // namespace mwl::config
