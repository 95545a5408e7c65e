#pragma once
// Cutting of key values. Pure; views into what was given.

#include <string_view>
#include <vector>

namespace mwl::worklist {

// At least one part, as many as there are separators and one more.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace mwl::worklist
