#include <algorithm>

#include "hl7/delimiters.h"
#include "hl7/dialect.h"
#include "mwl/hl7/message.h"

namespace mwl::hl7 {

std::string Part::text() const {
    if (is_null()) return {};
    if (dialect_ == nullptr) return std::string(text_);
    return unescape(text_, *dialect_);
}

std::size_t Part::repetitions() const {
    if (empty()) return 0;
    if (dialect_ == nullptr || level_ != Level::field) return 1;
    return count_parts(text_, dialect_->delimiters.repetition);
}

Part Part::repetition(std::size_t n) const {
    if (dialect_ == nullptr || level_ != Level::field) return n == 1 ? *this : Part{};
    const auto text = nth_part(text_, dialect_->delimiters.repetition, n);
    return text ? Part(*text, dialect_, Level::repetition) : Part{};
}

std::vector<Part> Part::each_repetition() const {
    std::vector<Part> parts;
    const auto total = repetitions();
    if (total == 1) return {repetition(1)};
    parts.reserve(total);
    auto rest = text_;
    for (std::size_t n = 0; n < total; ++n) {
        const auto end = std::min(rest.find(dialect_->delimiters.repetition), rest.size());
        parts.push_back(Part(rest.substr(0, end), dialect_, Level::repetition));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return parts;
}

Part Part::component(std::size_t n) const {
    if (dialect_ == nullptr || level_ >= Level::component) return n == 1 ? *this : Part{};
    const auto text = nth_part(repetition(1).text_, dialect_->delimiters.component, n);
    return text ? Part(*text, dialect_, Level::component) : Part{};
}

Part Part::subcomponent(std::size_t n) const {
    if (dialect_ == nullptr || level_ == Level::subcomponent) return n == 1 ? *this : Part{};
    const auto text = nth_part(component(1).text_, dialect_->delimiters.subcomponent, n);
    return text ? Part(*text, dialect_, Level::subcomponent) : Part{};
}

std::size_t Part::components() const {
    if (empty()) return 0;
    if (dialect_ == nullptr || level_ >= Level::component) return 1;
    return count_parts(repetition(1).text_, dialect_->delimiters.component);
}

}  // namespace mwl::hl7
