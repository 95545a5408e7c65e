#pragma once
// Character sets: bytes <-> UTF-8, and the names that HL7 and DICOM give them. Pure; thread-safe. Throws
// std::runtime_error only if the C library lacks a conversion. Inside the program all text is UTF-8.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/result.h"

namespace mwl::text {

enum class Charset {
    ascii,
    latin1,
    latin2,
    latin3,
    latin4,
    cyrillic,
    arabic,
    greek,
    hebrew,
    latin5,
    latin9,
    windows_1252,
    utf8,
    gb18030,
    big5
};

// Table 0211 names and the aliases the field uses ("8859/1", "UNICODE UTF-8", "UTF-8", "ISO-8859-1", …).
// `is_alias` tells that the name is not of table 0211 (a mapping note). Unknown or UTF-16/32: wrong_charset.
// "" is ascii, as the table says; a sender's own default is for the caller to apply.
struct NamedCharset {
    Charset charset = Charset::ascii;
    bool is_alias = false;
};
Result<NamedCharset> charset_of_hl7(std::string_view msh18);
// Every one.
std::vector<Charset> charsets();
// "UNICODE UTF-8"; empty for ascii; the usual "WINDOWS-1252" where table 0211 has no name.
std::string_view hl7_name(Charset charset) noexcept;

// Defined terms of (0008,0005), single-valued ("ISO_IR 100", "ISO_IR 192", "" = ascii; GBK is read as the
// GB18030 that contains it). Others: wrong_charset.
Result<Charset> charset_of_dicom(std::string_view term);
std::string_view dicom_term(Charset charset) noexcept;  // empty where DICOM has none, and for ascii

// True if trail bytes can equal | ^ ~ \ &: a message in such a set must be decoded before it is split
// (interop.md 1).
bool needs_decoding_before_splitting(Charset charset) noexcept;

// Bytes that contradict the set: Problem wrong_charset naming the byte offset. Never a replacement character.
// 80 to 9F contradict ISO 8859: no text holds those controls, but windows-1252 under a wrong name does.
Result<std::string> to_utf8(std::string_view bytes, Charset charset);

bool is_utf8(std::string_view bytes) noexcept;

// Text that the set cannot hold: Problem not_encodable naming the first such character as U+XXXX.
// Broken UTF-8: wrong_charset.
Result<std::string> from_utf8(std::string_view utf8, Charset charset);

// A character that the set cannot hold is transliterated (é -> e, ß -> ss) or, failing that, becomes '?'.
// `lost` counts such characters, transliterated or not.
struct Lossy {
    std::string bytes;
    std::size_t lost = 0;
};
Lossy from_utf8_lossy(std::string_view utf8, Charset charset);

// Characters are code points; a broken byte counts as one.
std::size_t length_in_characters(std::string_view utf8) noexcept;
// The first `characters` characters.
std::string cut(std::string_view utf8, std::size_t characters);

// Control characters (C0 but for CR LF TAB, DEL, C1), bidi controls, a BOM and broken bytes removed: for
// values that go to DICOM.
std::string without_controls(std::string_view utf8);

}  // namespace mwl::text
