#pragma once
// The names of an enumeration's values: one table, a row a value, read in both directions.

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace mwl::base {

template <typename Enum>
struct EnumName {
    Enum value;
    const char* name;
};

// Immutable. Made by enum_names().
template <typename Enum, std::size_t N>
class EnumNames {
public:
    // Precondition: the rows follow the enumeration without a gap; a constexpr table that breaks it does not
    // compile.
    constexpr explicit EnumNames(
        const EnumName<Enum> (&rows)[N]) {  // NOLINT: a braced list binds to an array
        for (std::size_t i = 0; i < N; ++i) {
            if (static_cast<std::size_t>(rows[i].value) != static_cast<std::size_t>(rows[0].value) + i)
                throw std::logic_error("names are not in the order of their enumeration");
            values_[i] = rows[i].value;
            names_[i] = rows[i].name;
        }
    }

    // Empty for a value that has no row.
    constexpr const char* of(Enum value) const noexcept {
        const std::size_t at = static_cast<std::size_t>(value) - static_cast<std::size_t>(values_[0]);
        return at < N ? names_[at] : "";
    }
    // The first value of that name.
    constexpr std::optional<Enum> named(std::string_view name) const noexcept {
        for (const auto value : values_)
            if (name == of(value)) return value;
        return std::nullopt;
    }
    constexpr const std::array<Enum, N>& values() const noexcept { return values_; }

private:
    std::array<Enum, N> values_{};
    std::array<const char*, N> names_{};
};

template <typename Enum, std::size_t N>
constexpr EnumNames<Enum, N> enum_names(const EnumName<Enum> (&rows)[N]) {  // NOLINT: see above
    return EnumNames<Enum, N>(rows);
}

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
