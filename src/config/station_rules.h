#pragma once
// [[station]]: which station a step is scheduled for.

#include <vector>

#include "config/document.h"
#include "config/findings.h"
#include "mwl/base/policy.h"
#include "mwl/mapping/profile.h"

namespace mwl::config {

// Reads every [[station]] of the document into `profile`, behind those that it has. A rule that can never be
// reached is an error.
void read_station_rules(const Document& document, mapping::SiteProfile& profile, Findings& findings);

std::vector<Policy<mapping::StationRule>> station_policies();

}  // namespace mwl::config
