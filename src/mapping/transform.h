#pragma once
// How the transforms of a source are written. Private to mapping.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/mapping/source.h"

namespace mwl::mapping {

inline constexpr std::size_t kMostTransforms = 8;  // of one source
inline constexpr int kLongestText = 10240;         // characters of the longest target

Problem malformed(std::string what);
std::optional<int> bounded_number(std::string_view text);  // 1 to kLongestText

// The parts between the bars; a bar between the slashes of a replacement separates nothing.
std::vector<std::string_view> split_at_bars(std::string_view written);
Result<Transform> parse_transform(std::string_view written);

// `text`, written as `format` says (YYYY, MM and DD, and hh, mm and ss where there are), as a time of HL7:
// "2.7.2026 9:05" as "202607020905". Nothing: it is not written so.
std::optional<std::string> date_written(std::string_view format, std::string_view text);

}  // namespace mwl::mapping
