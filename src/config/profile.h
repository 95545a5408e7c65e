#pragma once
// Site profiles from TOML.

#include <filesystem>

#include "config/findings.h"
#include "mwl/config/settings.h"

namespace mwl::config {

// A profile with the file it was read from, to name places in it.
struct ReadProfile {
    mapping::SiteProfile profile;
    Document document;
};

// A profile without a zone gets the site's. Throws ConfigError if the file cannot be read at all; what is
// wrong in it is added to `findings`.
ReadProfile read_profile(const std::filesystem::path& file, const Zone& site_zone, Findings& findings);

}  // namespace mwl::config
