#pragma once
// MSH-1 and MSH-2, and splitting by them. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "mwl/base/result.h"
#include "mwl/hl7/message.h"

namespace mwl::hl7 {

// What an MSH segment declares. MSH-2 has 3 to 5 characters; all are punctuation, each only once (else
// malformed). Precondition: `msh` begins with "MSH". Shorter than 8: segment_sequence.
Result<Delimiters> read_delimiters(std::string_view msh);

// MSH-2 of a message with these delimiters.
std::string encoding_characters(const Delimiters& delimiters);

// The n-th part (1-based) of a text; nothing if it has fewer. A separator of 0 splits nothing.
std::optional<std::string_view> nth_part(std::string_view text, char separator, std::size_t n) noexcept;

// 1 + the number of separators.
std::size_t count_parts(std::string_view text, char separator) noexcept;

}  // namespace mwl::hl7
