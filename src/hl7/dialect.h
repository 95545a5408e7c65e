#pragma once
// How a message is written. One per message; every Part of it points here. Immutable.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/hl7/message.h"
#include "mwl/text/charset.h"

namespace mwl::hl7 {

struct Dialect {
    Delimiters delimiters;
    text::Charset charset = text::Charset::ascii;  // that the bytes came in, and that \Xhh\ is written in
};

// A value with its escapes decoded, once (HL7 2.5.1 chapter 2.7). See Part::text().
std::string unescape(std::string_view value, const Dialect& dialect);

// The bytes that \Xhh..\ escapes of a text spell, those of neighbouring ones as one. `escape` 0: none.
std::vector<std::string> escaped_bytes(std::string_view text, char escape);

}  // namespace mwl::hl7
