#pragma once
// Raw bytes, borrowed for the length of a call.

#include <cstdint>
#include <span>

namespace mwl::gate {

using Bytes = std::span<const std::uint8_t>;

}  // namespace mwl::gate
