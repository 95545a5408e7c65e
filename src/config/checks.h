#pragma once
// What must fit together, once every key has been read by itself.

#include <vector>

#include "config/findings.h"
#include "config/profile.h"

namespace mwl::config {

// No two listeners on one port of one address; port 0 may repeat. A page that other machines reach is a
// warning: it has no login.
void check_listeners(const Document& document, const Settings& settings, Findings& findings);

// Each profile has a name of its own and can be reached: the ones before it leave it some sender. Numbers are
// unique within their issuer only: two RISs under one issuer would claim each other's orders.
void check_profiles(const Document& settings, const std::vector<ReadProfile>& profiles, Findings& findings);

}  // namespace mwl::config
