#pragma once
// Text without the padding around it, cut at a separator, and put together again. Pure; views are into the
// text given and die with it.

#include <string>
#include <string_view>
#include <vector>

namespace mwl::base {

// Spaces, and the NULs that some devices pad with: around every DICOM value that is compared or read.
inline constexpr std::string_view kDicomPadding{" \0", 2};

// A view into `text`.
std::string_view trimmed(std::string_view text, std::string_view padding = " ") noexcept;
// A copy, for a temporary whose view would dangle.
std::string trimmed(std::string&& text, std::string_view padding = " ");

// One part more than there are separators, so at least one.
std::vector<std::string_view> parts_at(std::string_view text, char separator);

// Takes the first part off the front of `rest`, and the separator behind it.
std::string_view take_part(std::string_view& rest, char separator) noexcept;

// Behind `separator`, unless `text` is empty.
void append_part(std::string& text, std::string_view part, std::string_view separator);
// One text of all parts.
std::string joined(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
