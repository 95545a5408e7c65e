#pragma once
// The tables of the server's settings.

#include <string>
#include <vector>

#include "mwl/base/policy.h"
#include "mwl/config/settings.h"

namespace mwl::config {

// The contents of a settings file, before the files that it names are read.
struct RawSettings {
    Settings settings;
    std::vector<std::string> profile_files;
};

std::vector<Policy<RawSettings>> setting_policies();
std::vector<Policy<DestinationSettings>> destination_policies();  // of one [[destination]]

}  // namespace mwl::config
