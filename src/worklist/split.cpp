#include "worklist/split.h"

namespace mwl::worklist {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view kPadding{" \0", 2};
    const std::size_t first = text.find_first_not_of(kPadding);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kPadding) - first + 1);
}

}  // namespace mwl::worklist
