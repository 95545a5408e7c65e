#include "mwl/dataset/dataset.h"

#include <algorithm>

#include "mwl/base/parts.h"

namespace mwl::dataset {
namespace {

Vr vr_of(Tag tag) noexcept {
    const TagInfo* const info = find_info(tag);
    return info == nullptr ? Vr::UN : info->vr;
}

}  // namespace

bool Element::empty() const noexcept {
    return items.empty() &&
           std::ranges::all_of(values, [](const std::string& value) { return value.empty(); });
}

const Element* Dataset::find(Tag tag) const noexcept {
    const auto at = elements_.find(tag);
    return at == elements_.end() ? nullptr : &at->second;
}

const std::string& Dataset::value(Tag tag) const noexcept {
    static const std::string kNone;
    const Element* const element = find(tag);
    return element == nullptr || element->values.empty() ? kNone : element->values.front();
}

std::string Dataset::joined(Tag tag) const {
    std::string out;
    const Element* const element = find(tag);
    if (element == nullptr) return out;
    for (std::size_t i = 0; i < element->values.size(); ++i) {
        if (i > 0) out += '\\';
        out += element->values[i];
    }
    return out;
}

const std::vector<Dataset>& Dataset::items(Tag tag) const noexcept {
    static const std::vector<Dataset> kNone;
    const Element* const element = find(tag);
    return element == nullptr ? kNone : element->items;
}

Dataset& Dataset::set(Tag tag, std::string value) {
    if (value.empty()) return set_empty(tag);
    return set_values(tag, {std::move(value)});
}

Dataset& Dataset::set_values(Tag tag, std::vector<std::string> values) {
    return set_element(tag, Element{vr_of(tag), std::move(values), {}});
}

Dataset& Dataset::set_items(Tag tag, std::vector<Dataset> items) {
    return set_element(tag, Element{Vr::SQ, {}, std::move(items)});
}

Dataset& Dataset::set_element(Tag tag, Element element) {
    elements_.insert_or_assign(tag, std::move(element));
    return *this;
}

Dataset& Dataset::set_empty(Tag tag) { return set_element(tag, Element{vr_of(tag), {}, {}}); }

}  // namespace mwl::dataset
