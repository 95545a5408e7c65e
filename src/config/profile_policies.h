#pragma once
// The keys of a profile: [sender], [intake], [map], [tables]. Those of [[station]] are in station_rules.h.

#include <vector>

#include "mwl/base/policy.h"
#include "mwl/mapping/profile.h"

namespace mwl::config {

std::vector<Policy<mapping::SiteProfile>> profile_policies();
// For people: all targets of [map] in three rows, and without the keys that are gone.
std::vector<PolicyDescription> describe_profile_policies();

}  // namespace mwl::config
