#pragma once
// Little Endian numbers in bytes. Private to dataset.

#include <cstdint>
#include <string>
#include <string_view>

namespace mwl::dataset {

inline void put(std::string& out, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

// Precondition: at most eight bytes.
inline std::uint64_t get(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<std::uint8_t>(bytes[i]);
    return value;
}

}  // namespace mwl::dataset
