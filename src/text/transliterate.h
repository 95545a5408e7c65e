#pragma once
// Plain letters for characters that a set cannot hold. Pure.

#include <string>
#include <string_view>

namespace mwl::text {

// é -> e, ß -> ss, ’ -> '. A mark alone gives "". What has no plain form comes back as it is.
// Precondition: `character` is one well-formed character.
std::string transliterated(std::string_view character);

}  // namespace mwl::text
