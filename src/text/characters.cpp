#include "mwl/text/charset.h"
#include "text/unicode.h"

namespace mwl::text {
namespace {

bool is_bidi_control(char32_t c) noexcept {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

bool is_unwanted(char32_t c) noexcept {
    if (c == U'\r' || c == U'\n' || c == U'\t') return false;
    constexpr char32_t kByteOrderMark = 0xFEFF;
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == kByteOrderMark || is_bidi_control(c);
}

}  // namespace

bool is_utf8(std::string_view bytes) noexcept { return find_broken_byte(bytes) == std::string_view::npos; }

std::size_t length_in_characters(std::string_view utf8) noexcept {
    std::size_t count = 0;
    for (std::size_t at = 0; at < utf8.size(); at += step(utf8, at)) ++count;
    return count;
}

std::string cut(std::string_view utf8, std::size_t characters) {
    std::size_t at = 0;
    for (; characters > 0 && at < utf8.size(); --characters) at += step(utf8, at);
    return std::string(utf8.substr(0, at));
}

std::string without_controls(std::string_view utf8) {
    std::string out;
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint c = decode(utf8, at);
        if (c.length > 0 && !is_unwanted(c.value)) out += utf8.substr(at, c.length);
        at += c.length == 0 ? 1 : c.length;
    }
    return out;
}

}  // namespace mwl::text
