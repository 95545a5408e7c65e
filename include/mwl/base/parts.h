#pragma once
// Text cut at a separator. Pure; the results are views into the text given and die with it.

#include <string_view>
#include <vector>

namespace mwl::base {

// One part more than there are separators, so at least one.
std::vector<std::string_view> parts_at(std::string_view text, char separator);

// Takes the first part off the front of `rest`, and the separator behind it.
std::string_view take_part(std::string_view& rest, char separator) noexcept;

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
