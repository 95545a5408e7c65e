#include "mwl/text/charset.h"

#include <algorithm>
#include <array>

#include "mwl/base/hex.h"
#include "text/charset_table.h"
#include "text/converter.h"
#include "text/transliterate.h"
#include "text/unicode.h"

namespace mwl::text {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_c1(char32_t c) noexcept { return c >= 0x80 && c < 0xA0; }

Problem contradicts(Charset charset, std::size_t offset) {
    return {Code::wrong_charset, "byte " + std::to_string(offset),
            std::string("bytes are not ") + row_of(charset).iconv_name};
}

std::string code_point_name(char32_t c) { return "U+" + upper_hex(c, 4); }

std::size_t find_c1(std::string_view bytes) noexcept {
    const auto at = std::ranges::find_if(bytes, [](char c) { return is_c1(static_cast<unsigned char>(c)); });
    return at == bytes.end() ? kNone : static_cast<std::size_t>(at - bytes.begin());
}

// Characters that iconv would let pass: controls in ISO 8859, and tag characters, which glibc drops silently.
bool is_never_written(const CharsetRow& row, char32_t c) noexcept {
    return (row.is_iso_8859 && is_c1(c)) || (c >= 0xE0000 && c < 0xE0080);
}

// Into one set, for one call. The text given is well-formed UTF-8.
class Encoder {
public:
    explicit Encoder(Charset charset) : row_(row_of(charset)), converter_("UTF-8", row_.iconv_name) {}

    // Appends the text's bytes to `out` and returns the offset of the first character that the set cannot
    // hold, npos if it can hold them all.
    std::size_t append(std::string_view utf8, std::string& out) {
        std::size_t end = 0;
        while (end < utf8.size()) {
            const CodePoint c = decode(utf8, end);
            if (is_never_written(row_, c.value)) break;
            end += c.length;
        }
        const std::size_t done = converter_.convert(utf8.substr(0, end), out);
        return done == utf8.size() ? kNone : done;
    }

private:
    const CharsetRow& row_;
    Converter converter_;
};

// Appends one character of the text, or its replacement.
void append_replacement(Encoder& encoder, std::string_view character, std::string& out) {
    const std::string plain = is_utf8(character) ? transliterated(character) : "?";
    std::string bytes;
    out += encoder.append(plain, bytes) == kNone ? bytes : "?";
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes, Charset charset) {
    if (is_ascii(bytes)) return std::string(bytes);
    const CharsetRow& row = row_of(charset);
    if (charset == Charset::utf8) {
        const std::size_t broken = find_broken_byte(bytes);
        if (broken != kNone) return contradicts(charset, broken);
        return std::string(bytes);
    }
    const std::size_t c1 = row.is_iso_8859 ? find_c1(bytes) : kNone;
    std::string out;
    const std::size_t done = Converter(row.iconv_name, "UTF-8").convert(bytes.substr(0, c1), out);
    if (done < bytes.size()) return contradicts(charset, done);
    return out;
}

Result<std::string> from_utf8(std::string_view utf8, Charset charset) {
    if (is_ascii(utf8)) return std::string(utf8);
    const std::size_t broken = find_broken_byte(utf8);
    if (broken != kNone) return contradicts(Charset::utf8, broken);
    if (charset == Charset::utf8) return std::string(utf8);
    std::string out;
    const std::size_t at = Encoder(charset).append(utf8, out);
    if (at == kNone) return out;
    return Problem{
        Code::not_encodable, "byte " + std::to_string(at),
        std::string(row_of(charset).iconv_name) + " has no " + code_point_name(decode(utf8, at).value)};
}

Lossy from_utf8_lossy(std::string_view utf8, Charset charset) {
    if (auto whole = from_utf8(utf8, charset)) return {*std::move(whole), 0};
    Lossy result;
    Encoder encoder(charset);
    for (std::size_t at = 0; at < utf8.size();) {
        const std::string_view character = utf8.substr(at, step(utf8, at));
        std::string bytes;
        if (is_utf8(character) && encoder.append(character, bytes) == kNone) {
            result.bytes += bytes;
        } else {
            append_replacement(encoder, character, result.bytes);
            ++result.lost;
        }
        at += character.size();
    }
    return result;
}

}  // namespace mwl::text
