#pragma once
// What a segment may be called. Pure.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace mwl::hl7 {

constexpr std::size_t kSegmentNameLength = 3;

// Three upper case letters or digits ("PID", "ZDS", "PV1").
constexpr bool is_segment_name(std::string_view name) noexcept {
    return name.size() == kSegmentNameLength && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

// Segments that only occur around messages (HL7 2.5.1 chapter 2.10.3).
constexpr bool is_batch_segment(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 4> kBatch{"FHS", "BHS", "BTS", "FTS"};
    return std::find(kBatch.begin(), kBatch.end(), name) != kBatch.end();
}

}  // namespace mwl::hl7
