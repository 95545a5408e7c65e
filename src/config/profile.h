#pragma once
// Site profiles from TOML.

#include <filesystem>

#include "mwl/config/settings.h"

namespace mwl::config {

// Throws ConfigError. A profile without a zone has the site's.
mapping::SiteProfile read_profile(const std::filesystem::path& file, const Zone& site_zone);

}  // namespace mwl::config
