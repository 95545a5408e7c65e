#include "mwl/base/parts.h"

#include <algorithm>

namespace mwl::base {

std::string_view trimmed(std::string_view text, std::string_view padding) noexcept {
    const auto first = text.find_first_not_of(padding);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(padding) - first + 1);
}

std::string trimmed(std::string&& text, std::string_view padding) {
    return std::string(trimmed(std::string_view(text), padding));
}

std::vector<std::string_view> parts_at(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string_view take_part(std::string_view& rest, char separator) noexcept {
    const auto end = std::min(rest.find(separator), rest.size());
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

void append_part(std::string& text, std::string_view part, std::string_view separator) {
    if (!text.empty()) text += separator;
    text += part;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const auto& part : parts) append_part(text, part, separator);
    return text;
}

}  // namespace mwl::base
