#pragma once
// Values without the padding around them.

#include <string>
#include <string_view>

namespace mwl::base {

// Spaces, and the NULs that some devices pad with: around every DICOM value that is compared or read.
inline constexpr std::string_view kDicomPadding{" \0", 2};

// A view into `text`.
std::string_view trimmed(std::string_view text, std::string_view padding = " ") noexcept;
// A copy, for a temporary whose view would dangle.
std::string trimmed(std::string&& text, std::string_view padding = " ");

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
