#pragma once
// Names of enumerators as tables: one row each, read in both directions. Private to domain.

#include <optional>
#include <string_view>

namespace mwl::domain {

template <typename T>
struct Named {
    T value;
    std::string_view name;
};
template <typename T>
Named(T, const char*) -> Named<T>;

template <typename Table, typename T>
constexpr std::string_view name_in(const Table& table, T value) noexcept {
    for (const auto& row : table)
        if (row.value == value) return row.name;
    return {};
}

template <typename Table>
constexpr auto value_in(const Table& table, std::string_view name) noexcept
    -> std::optional<decltype(table.front().value)> {
    for (const auto& row : table)
        if (row.name == name) return row.value;
    return std::nullopt;
}

}  // namespace mwl::domain
