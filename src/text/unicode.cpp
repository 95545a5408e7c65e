#include "text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

namespace mwl::text {
namespace {

const utf8proc_uint8_t* bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

constexpr auto options(auto... flags) noexcept { return static_cast<utf8proc_option_t>((flags | ...)); }

// libutf8proc refuses nothing but broken UTF-8, which the callers exclude, and a lack of memory.
std::string mapped(std::string_view utf8, utf8proc_option_t how) {
    utf8proc_uint8_t* out = nullptr;
    const auto length = utf8proc_map(bytes_of(utf8), static_cast<utf8proc_ssize_t>(utf8.size()), &out, how);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
    if (length < 0) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(length)};
}

}  // namespace

bool is_ascii(std::string_view bytes) noexcept {
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

CodePoint decode(std::string_view text, std::size_t at) noexcept {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return {lead, 1};
    const std::string_view rest = text.substr(at, 4);
    utf8proc_int32_t value = 0;
    const auto length = utf8proc_iterate(bytes_of(rest), static_cast<utf8proc_ssize_t>(rest.size()), &value);
    if (length <= 0) return {};
    return {static_cast<char32_t>(value), static_cast<std::size_t>(length)};
}

std::size_t step(std::string_view text, std::size_t at) noexcept {
    return std::max<std::size_t>(1, decode(text, at).length);
}

std::size_t find_broken_byte(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = decode(text, at).length;
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

std::string case_folded(std::string_view utf8) {
    return mapped(utf8, options(UTF8PROC_STABLE, UTF8PROC_COMPOSE, UTF8PROC_CASEFOLD));
}

std::string plain_folded(std::string_view utf8) {
    return mapped(utf8, options(UTF8PROC_STABLE, UTF8PROC_COMPOSE, UTF8PROC_COMPAT, UTF8PROC_STRIPMARK,
                                UTF8PROC_CASEFOLD));
}

std::string without_marks(std::string_view character) {
    return mapped(character, options(UTF8PROC_STABLE, UTF8PROC_COMPOSE, UTF8PROC_COMPAT, UTF8PROC_STRIPMARK));
}

}  // namespace mwl::text
