#pragma once
// Person names in DICOM's shape (PS3.5 6.2.1). Pure.

#include <array>
#include <compare>
#include <string>
#include <string_view>

namespace mwl::text {

// family^given^middle^prefix^suffix. No part holds '^', '=' or '\': print_pn replaces them by a space.
struct NameGroup {
    std::string family, given, middle, prefix, suffix;
    bool empty() const noexcept {
        return family.empty() && given.empty() && middle.empty() && prefix.empty() && suffix.empty();
    }
    friend auto operator<=>(const NameGroup&, const NameGroup&) = default;
    friend bool operator==(const NameGroup&, const NameGroup&) = default;
};

struct PersonName {
    NameGroup alphabetic, ideographic, phonetic;
    bool empty() const noexcept { return alphabetic.empty() && ideographic.empty() && phonetic.empty(); }
    friend auto operator<=>(const PersonName&, const PersonName&) = default;
    friend bool operator==(const PersonName&, const PersonName&) = default;
};

// Reads a PN value; never fails: components beyond the fifth are joined to the suffix, groups beyond the
// third to the phonetic one. Spaces around a component mean nothing (PS3.5 6.2) and are left out.
PersonName parse_pn(std::string_view utf8);

// "DOE^JANE", trailing ^ and = left out.
std::string print_pn(const PersonName& name);
std::string print_group(const NameGroup& group);

}  // namespace mwl::text

namespace mwl {
using text::NameGroup;
using text::PersonName;
}  // namespace mwl
