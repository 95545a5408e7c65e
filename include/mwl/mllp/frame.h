#pragma once
// The three bytes of MLLP (HL7 "Minimal Lower Layer Protocol", release 1) and putting a message between them.

#include <cstddef>
#include <string>
#include <string_view>

namespace mwl::mllp {

inline constexpr std::size_t kReadBytes = 16384;  // asked of a socket at once

constexpr char kStartBlock = 0x0B;
constexpr char kEndBlock = 0x1C;
constexpr char kCarriageReturn = 0x0D;

// False if the bytes hold 0x0B, or 0x1C before 0x0D: the receiver would see other messages.
bool can_be_framed(std::string_view message) noexcept;

// Precondition: can_be_framed(message).
std::string framed(std::string_view message);

}  // namespace mwl::mllp
