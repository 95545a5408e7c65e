#pragma once
// Site profiles from TOML.

#include <filesystem>

#include "config/document.h"
#include "mwl/config/settings.h"

namespace mwl::config {

// A profile with the file it was read from, to name places in it.
struct ReadProfile {
    mapping::SiteProfile profile;
    Document document;
};

// Throws ConfigError. A profile without a zone has the site's.
ReadProfile read_profile(const std::filesystem::path& file, const Zone& site_zone);

}  // namespace mwl::config
