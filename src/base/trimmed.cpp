#include "mwl/base/trimmed.h"

namespace mwl::base {

std::string_view trimmed(std::string_view text, std::string_view padding) noexcept {
    const auto first = text.find_first_not_of(padding);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(padding) - first + 1);
}

std::string trimmed(std::string&& text, std::string_view padding) {
    return std::string(trimmed(std::string_view(text), padding));
}

}  // namespace mwl::base
