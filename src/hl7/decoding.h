#pragma once
// From the sender's bytes to UTF-8, before anything is split (interop.md 1, Character set). Pure.

#include <optional>
#include <string>
#include <string_view>

#include "mwl/base/result.h"
#include "mwl/hl7/message.h"
#include "mwl/text/charset.h"

namespace mwl::hl7 {

// How a message's character set was found.
struct Reading {
    text::Charset charset = text::Charset::ascii;
    bool is_assumed = false;     // MSH-18 is empty, and there is more than ASCII
    bool is_alias = false;       // not a name of table 0211
    bool is_substitute = false;  // MSH-18 could not be followed
    bool is_by_sender = false;   // MSH-18 holds a name of the sender's own
};

struct Decoded {
    std::string utf8;  // without a BOM
    Reading reading;
};

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What MSH-18's first repetition names; nothing if it is empty; wrong_charset at MSH-18 if it is unknown.
Result<std::optional<text::NamedCharset>> declared_charset(std::string_view msh,
                                                           const Delimiters& delimiters);
// By the sender's own names; nothing if MSH-18 holds none of them.
std::optional<text::Charset> charset_by_sender(std::string_view msh, const Delimiters& delimiters,
                                               const CharsetNames& names);

// True for UTF-16 and UTF-32 in either order, with or without a BOM.
bool is_utf16_or_utf32(std::string_view bytes) noexcept;

// The whole buffer in UTF-8. `msh` is its first line. Bytes that contradict the set: wrong_charset with the
// segment.
Result<Decoded> decode(std::string_view bytes, std::string_view msh, const Delimiters& delimiters,
                       const ParseOptions& options);

}  // namespace mwl::hl7
