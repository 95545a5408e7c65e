#pragma once
// Hexadecimal digits, written and read. Pure.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mwl::base {

// A number with at least `digits` digits: capitals as DICOM and HL7 write them ("A700", "U+00E9"), small
// ones as digests and ids have them.
std::string upper_hex(std::uint64_t number, std::size_t digits);
std::string lower_hex(std::uint64_t number, std::size_t digits);

// Two small digits for each byte.
std::string hex_of_bytes(std::string_view bytes);
// The bytes of "0D0a"; nothing if that is not one pair of digits or more.
std::optional<std::string> bytes_of_hex(std::string_view digits);

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
