#include "web/target.h"

#include <algorithm>

#include "mwl/base/hex.h"
#include "mwl/base/parts.h"

namespace mwl::web {
namespace {

bool is_refused(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == '\\';
}

std::optional<std::string> decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const auto byte = bytes_of_hex(text.substr(i + 1, 2));
        if (!byte) return std::nullopt;
        out += *byte;
        i += 2;
    }
    if (std::ranges::any_of(out, is_refused)) return std::nullopt;
    return out;
}

bool read_segments(std::string_view path, Target& target) {
    if (!path.starts_with('/')) return false;
    path.remove_prefix(1);
    if (path.ends_with('/')) return false;
    while (!path.empty()) {
        auto segment = decode(take_part(path, '/'));
        if (!segment || segment->empty() || *segment == "." || *segment == "..") return false;
        target.segments.push_back(*std::move(segment));
    }
    return true;
}

bool read_parameters(std::string_view query, Target& target) {
    while (!query.empty()) {
        auto pair = take_part(query, '&');
        const auto name = decode(take_part(pair, '='));
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
    const auto path = take_part(query, '?');
    if (!read_segments(path, target) || !read_parameters(query, target)) return std::nullopt;
    return target;
}

}  // namespace mwl::web
