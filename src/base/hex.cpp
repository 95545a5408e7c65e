#include "mwl/base/hex.h"

#include <algorithm>

namespace mwl::base {
namespace {

constexpr std::string_view kCapitals = "0123456789ABCDEF";
constexpr std::string_view kSmall = "0123456789abcdef";

std::string digits_of(std::uint64_t number, std::size_t at_least, std::string_view alphabet) {
    std::string out;
    for (; number != 0 || out.size() < at_least; number >>= 4U) out += alphabet[number & 0xFU];
    std::ranges::reverse(out);
    return out;
}

std::optional<unsigned> value_of(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
    return std::nullopt;
}

}  // namespace

std::string upper_hex(std::uint64_t number, std::size_t digits) {
    return digits_of(number, digits, kCapitals);
}

std::string lower_hex(std::uint64_t number, std::size_t digits) { return digits_of(number, digits, kSmall); }

std::string hex_of_bytes(std::string_view bytes) {
    std::string out;
    out.reserve(2 * bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kSmall[byte >> 4U];
        out += kSmall[byte & 0xFU];
    }
    return out;
}

std::optional<std::string> bytes_of_hex(std::string_view digits) {
    if (digits.empty() || digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = value_of(digits[i]);
        const auto low = value_of(digits[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes += static_cast<char>(*high * 16 + *low);
    }
    return bytes;
}

}  // namespace mwl::base
