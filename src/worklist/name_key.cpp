#include "worklist/name_key.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"
#include "mwl/text/fold.h"

namespace mwl::worklist {
namespace {

std::string normalized(std::string_view group) {
    std::string out;
    for (const auto component : parts_at(group, '^')) {
        out += trimmed(component, kDicomPadding);
        out += '^';
    }
    out.erase(out.find_last_not_of('^') + 1);
    return out;
}

bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80U; }
bool is_letter_or_digit(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_for_alphabetic_group(std::string_view group) {
    return std::ranges::all_of(group, is_ascii) && std::ranges::any_of(group, is_letter_or_digit);
}

bool says_something(std::string_view group) {
    return group.find_first_not_of("*^") != std::string_view::npos;
}

// `DOE^*` finds DOE: a component that the pattern has and the name lacks counts as empty.
std::string with_carets_of(std::string_view pattern, std::string text) {
    const auto wanted = std::ranges::count(pattern, '^');
    const auto present = std::ranges::count(text, '^');
    if (present < wanted) text.append(static_cast<std::size_t>(wanted - present), '^');
    return text;
}

bool matches_pattern(const std::string& pattern, const std::string& text) {
    return text::wildcard_match(pattern, text) ||
           text::wildcard_match(pattern, with_carets_of(pattern, text));
}

}  // namespace

NameKey::NameKey(const std::vector<std::string>& alternatives, Accents accents) : accents_(accents) {
    for (const auto& alternative : alternatives)
        for (const auto written : parts_at(alternative, '=')) {
            Group group;
            group.written = normalized(written);
            if (!says_something(group.written)) continue;
            group.folded = fold(group.written);
            group.is_alphabetic = is_for_alphabetic_group(group.written);
            group.has_wildcard = text::has_wildcard(group.written);
            groups_.push_back(std::move(group));
        }
}

std::string NameKey::fold(std::string_view utf8) const {
    return accents_ == Accents::ignored ? text::fold(utf8) : text::fold_case(utf8);
}

bool NameKey::matches(const Group& group, const NameGroup& name_group) {
    if (!group.has_wildcard) return name_group.folded == group.folded;
    return matches_pattern(group.folded, name_group.folded) ||
           matches_pattern(group.written, name_group.written);
}

bool NameKey::matches(std::string_view name) const {
    if (groups_.empty()) return true;
    std::vector<NameGroup> name_groups;
    for (const auto part : parts_at(name, '=')) name_groups.push_back({std::string(part), fold(part)});
    return std::ranges::any_of(groups_, [&](const Group& group) {
        if (group.is_alphabetic) return matches(group, name_groups.front());
        return std::ranges::any_of(name_groups, [&](const NameGroup& part) { return matches(group, part); });
    });
}

std::string NameKey::folded_prefix() const {
    if (groups_.size() != 1 || !groups_.front().is_alphabetic) return {};
    const std::string& written = groups_.front().written;
    return text::fold(trimmed(written.substr(0, written.find_first_of("*?^")), kDicomPadding));
}

}  // namespace mwl::worklist
