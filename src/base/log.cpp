#include "mwl/base/log.h"

#include "base/spdlog_sink.h"
#include "mwl/base/hex.h"
#include "mwl/base/mutex.h"

namespace mwl::base {
namespace {

std::size_t utf8_length(unsigned char lead) noexcept {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

// The code point at `at` and its length in bytes; length 0 if the bytes are not well-formed UTF-8.
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;
};

CodePoint decode(std::string_view text, std::size_t at) noexcept {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = utf8_length(lead);
    if (length == 1) return {lead, 1};
    if (length == 0 || at + length > text.size()) return {};
    char32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xC0U) != 0x80U) return {};
        value = (value << 6U) | (next & 0x3FU);
    }
    constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    if (value < kLeast[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return {};
    return {value, length};
}

bool is_inert(char32_t c) noexcept {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;        // C0, DEL, C1
    if (c == U'"' || c == U'\\') return false;                    // would end or bend the value
    if (c == 0x2028 || c == 0x2029 || c == 0xFEFF) return false;  // line ends, BOM
    if (c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)) return false;  // bidi controls
    return !(c >= 0x2066 && c <= 0x2069);
}

bool needs_quotes(std::string_view value) noexcept {
    return value.empty() || value.find_first_of(" =") != std::string_view::npos;
}

}  // namespace

std::string escape_for_log(std::string_view value, std::size_t limit) {
    std::string out;
    std::size_t at = 0;
    while (at < value.size()) {
        const CodePoint c = decode(value, at);
        std::string piece;
        if (c.length == 0)
            piece = "\\x" + lower_hex(static_cast<unsigned char>(value[at]), 2);
        else if (is_inert(c.value))
            piece = value.substr(at, c.length);
        else
            piece = "\\u{" + lower_hex(c.value, 1) + "}";
        if (out.size() + piece.size() > limit) return out + "[cut]";
        out += piece;
        at += c.length == 0 ? 1 : c.length;
    }
    return out;
}

void Log::write(LogLevel level, std::string_view event, Fields fields) const {
    if (!sink_ || !sink_->wants(level)) return;
    std::string written = escape_for_log(event);
    for (const auto& field : fields) {
        const std::string value = escape_for_log(field.value);
        written += ' ' + escape_for_log(field.key) + '=';
        written += needs_quotes(value) ? '"' + value + '"' : value;
    }
    const Lock lock(sink_->one_at_a_time_);
    sink_->line(level, written);
}

void Log::set_level(LogLevel least) const {
    if (sink_) sink_->set_level(least);
}

Log log_to_stderr(LogLevel least) { return Log(make_stderr_sink(least)); }

}  // namespace mwl::base
