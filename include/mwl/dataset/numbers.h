#pragma once
// Numbers and tags in the bytes of a value, and as the text that a Dataset keeps: decimal; tags
// "(0010,0010)". Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/dataset/tag.h"

namespace mwl::dataset {

// AT FD FL SL SS SV UL US UV.
bool is_number(Vr vr) noexcept;
// nullopt: the length is no multiple of one number's.
std::optional<std::vector<std::string>> numbers_in(Vr vr, std::string_view little_endian);
// Little Endian; text that is no number gives 0.
std::string number_bytes(Vr vr, const std::vector<std::string>& values);

}  // namespace mwl::dataset
