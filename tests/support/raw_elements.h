#pragma once
// Data elements by hand (PS3.5 7), in every encoding that a peer may use, free of the code under test.

#include <cstdint>
#include <string>

#include "mwl/dataset/tag.h"

namespace mwl::test::raw {

inline std::string number(std::uint32_t value, std::size_t size, bool big = false) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i)
        out += static_cast<char>(value >> (8 * (big ? size - 1 - i : i)) & 0xFFU);
    return out;
}

inline std::string length_of(const std::string& value, std::size_t size, bool big = false) {
    return number(static_cast<std::uint32_t>(value.size()), size, big);
}

inline std::string tag(dataset::Tag tag, bool big = false) {
    return number(tag.group, 2, big) + number(tag.element, 2, big);
}

// Values have even lengths.
inline std::string padded(std::string value, char pad = ' ') {
    if (value.size() % 2 == 1) value += pad;
    return value;
}

inline std::string implicit(dataset::Tag of, const std::string& value) {
    return tag(of) + length_of(value, 4) + value;
}

// Explicit VR with a length of 16 bits, and with one of 32.
inline std::string brief(dataset::Tag of, const std::string& vr, const std::string& value, bool big = false) {
    return tag(of, big) + vr + length_of(value, 2, big) + value;
}
inline std::string wide(dataset::Tag of, const std::string& vr, const std::string& value, bool big = false) {
    return tag(of, big) + vr + std::string(2, '\0') + length_of(value, 4, big) + value;
}

inline constexpr dataset::Tag kItem{0xFFFE, 0xE000};
inline constexpr dataset::Tag kItemEnd{0xFFFE, 0xE00D};
inline constexpr dataset::Tag kSequenceEnd{0xFFFE, 0xE0DD};
inline const std::string kUndefined = "\xff\xff\xff\xff";

inline std::string item(const std::string& elements) { return implicit(kItem, elements); }
inline std::string open_item(const std::string& elements) {
    return tag(kItem) + kUndefined + elements + implicit(kItemEnd, {});
}
inline std::string open_sequence(dataset::Tag of, const std::string& items) {
    return tag(of) + kUndefined + items + implicit(kSequenceEnd, {});
}

}  // namespace mwl::test::raw
