#pragma once
// "I accept now": a file with what was bound, written whole or not at all.

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mwl::app {

// Lines "name=port" and "pid=…". An empty path writes nothing. Throws ConfigError if it cannot be written.
void write_ready_file(const std::filesystem::path& file,
                      const std::vector<std::pair<std::string, std::uint16_t>>& ports);

}  // namespace mwl::app
