#pragma once
// What must fit together, once every key has been read by itself. Each throws ConfigError at the key's place.

#include <vector>

#include "config/profile.h"

namespace mwl::config {

// No two listeners on one port of one address; port 0 may repeat.
void check_listeners(const Settings& settings);

// Numbers are unique within their issuer only: two RISs under one issuer would claim each other's orders.
void check_issuers(const Document& settings, const std::vector<ReadProfile>& profiles);

}  // namespace mwl::config
