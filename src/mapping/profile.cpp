#include "mwl/mapping/profile.h"

#include <algorithm>

namespace mwl::mapping {

std::optional<std::size_t> CodeTable::index_of(std::string_view column) const {
    if (column.empty()) return columns_.size() == 1 ? std::optional<std::size_t>(0) : std::nullopt;
    const auto at = std::ranges::find(columns_, column);
    if (at == columns_.end()) return std::nullopt;
    return static_cast<std::size_t>(at - columns_.begin());
}

bool CodeTable::has_column(std::string_view column) const { return index_of(column).has_value(); }

bool CodeTable::add(const std::string& code, std::vector<std::string> values) {
    const auto [row, is_new] = rows_.try_emplace(code);
    if (is_new) row->second = std::move(values);
    return is_new;
}

void CodeTable::set(const std::string& code, std::vector<std::string> values) {
    rows_[code] = std::move(values);
}

const std::string* CodeTable::find(std::string_view code, std::string_view column) const {
    const auto index = index_of(column);
    const auto row = rows_.find(code);
    if (!index || row == rows_.end() || *index >= row->second.size()) return nullptr;
    const auto& value = row->second[*index];
    return value.empty() ? nullptr : &value;
}

const std::vector<Source>& SiteProfile::sources(Target target) const {
    const auto& own = rule(target).from;
    return own ? *own : default_sources(target);
}

Missing SiteProfile::missing(Target target) const {
    return rule(target).missing.value_or(row_of(target).missing.front());
}

}  // namespace mwl::mapping
