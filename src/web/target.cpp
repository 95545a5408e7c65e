#include "web/target.h"

#include <algorithm>
#include <charconv>

namespace mwl::web {
namespace {

bool is_refused(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == '\\';
}

std::optional<char> hex_byte(std::string_view digits) {
    unsigned value = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    if (digits.size() != 2 || error != std::errc() || stop != end) return std::nullopt;
    return static_cast<char>(value);
}

std::optional<std::string> decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto byte = hex_byte(text.substr(i + 1, 2));
        if (!byte) return std::nullopt;
        out += *byte;
        i += 2;
    }
    if (std::ranges::any_of(out, is_refused)) return std::nullopt;
    return out;
}

// Takes what stands before the next `separator` off the front of `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
    const auto end = std::min(rest.find(separator), rest.size());
    const auto taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

bool read_segments(std::string_view path, Target& target) {
    if (!path.starts_with('/')) return false;
    path.remove_prefix(1);
    if (path.ends_with('/')) return false;
    while (!path.empty()) {
        auto segment = decode(take_until(path, '/'));
        if (!segment || segment->empty() || *segment == "." || *segment == "..") return false;
        target.segments.push_back(*std::move(segment));
    }
    return true;
}

bool read_parameters(std::string_view query, Target& target) {
    while (!query.empty()) {
        auto pair = take_until(query, '&');
        const auto name = decode(take_until(pair, '='));
        const auto value = decode(pair);
        if (!name || !value) return false;
        target.parameters.emplace(*name, *value);
    }
    return true;
}

}  // namespace

std::string Target::parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

std::optional<Target> parse_target(std::string_view text) {
    Target target;
    std::string_view query = text;
    const auto path = take_until(query, '?');
    if (!read_segments(path, target) || !read_parameters(query, target)) return std::nullopt;
    return target;
}

}  // namespace mwl::web
