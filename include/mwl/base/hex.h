#pragma once
// Hexadecimal digits, written and read. Pure.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mwl::base {

// A number with at least `digits` digits: upper case as DICOM and HL7 write them ("A700", "U+00E9"), lower
// case as in digests and ids.
std::string upper_hex(std::uint64_t number, std::size_t digits);
std::string lower_hex(std::uint64_t number, std::size_t digits);

// Two lower-case digits for each byte.
std::string hex_of_bytes(std::string_view bytes);
// The bytes that "0D0a" spells, in either case; nothing unless the text is one or more pairs of digits.
std::optional<std::string> bytes_of_hex(std::string_view digits);

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
