#pragma once
// The only case and accent folding of the program. Pure.

#include <string>
#include <string_view>

namespace mwl::text {

// Case folded, accents and compatibility forms removed (Unicode NFKD, marks dropped, case fold): "Müller" and
// "MULLER" give "muller"; "ß" gives "ss". Composed again, so that a Hangul syllable stays one character for
// `?`. Broken UTF-8 comes back byte for byte, with only ASCII letters lower-cased.
std::string fold(std::string_view utf8);

// Case folded and composed (NFC) only: "Müller" gives "müller" whichever way its ü was written.
std::string fold_case(std::string_view utf8);

// DICOM wildcards (PS3.4 C.2.2.2.4): `*` any run, `?` one character (not one byte). Everything else is
// ordinary. At most |text| * |pattern| steps, never exponential. Both sides are compared as given: fold
// them first.
bool wildcard_match(std::string_view pattern, std::string_view text) noexcept;
bool has_wildcard(std::string_view key) noexcept;

}  // namespace mwl::text
