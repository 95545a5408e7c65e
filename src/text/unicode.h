#pragma once
// Unicode's rules for text/: well-formedness, folding, plain-letter forms. Pure; thread-safe.

#include <cstddef>
#include <string>
#include <string_view>

namespace mwl::text {

// Pure ASCII is the same bytes in every set that text/ knows.
bool is_ascii(std::string_view bytes) noexcept;

// The code point at `at` and its length in bytes. Bytes that are not well-formed UTF-8 (overlong forms and
// surrogates included) give length 0. Precondition: at < text.size().
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;
};
CodePoint decode(std::string_view text, std::size_t at) noexcept;

// What stands at `at` as one step of a walk over the text: a character, or one broken byte.
std::size_t step(std::string_view text, std::size_t at) noexcept;

// The offset of the first byte that is not well-formed UTF-8; npos if there is none.
std::size_t find_broken_byte(std::string_view text) noexcept;

// Case folded; composed (NFC), so that both ways to write "é" are one. Precondition: well-formed.
std::string case_folded(std::string_view utf8);

// The same, with compatibility forms resolved and marks dropped. Precondition: well-formed.
std::string plain_folded(std::string_view utf8);

// One character without its marks and in its plain form: é -> e, ﬁ -> fi. Precondition: well-formed.
std::string without_marks(std::string_view character);

}  // namespace mwl::text
