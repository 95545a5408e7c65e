#pragma once
// Raw bytes: borrowed for the length of a call, or written by the gate.

#include <cstdint>
#include <span>
#include <vector>

namespace mwl::gate {

using Bytes = std::span<const std::uint8_t>;
using PduBytes = std::vector<std::uint8_t>;

}  // namespace mwl::gate
