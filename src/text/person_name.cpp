#include "mwl/text/person_name.h"

#include <vector>

#include "mwl/base/parts.h"

namespace mwl::text {
namespace {

// At most N parts; the last one holds all that is left, delimiters included.
template <std::size_t N>
std::array<std::string_view, N> split(std::string_view text, char delimiter) noexcept {
    std::array<std::string_view, N> parts{};
    for (std::size_t i = 0; i < N; ++i) {
        const auto end = i + 1 < N ? text.find(delimiter) : std::string_view::npos;
        parts[i] = text.substr(0, end);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return parts;
}

// A delimiter inside a part would move all parts behind it: it becomes a space.
std::string plain(std::string_view part) {
    std::string out(part);
    for (char& c : out)
        if (c == '^' || c == '=' || c == '\\') c = ' ';
    return std::string(trimmed(out));
}

std::string joined(std::initializer_list<std::string> parts, char delimiter) {
    std::string out;
    for (const auto& part : parts) {
        out += part;
        out += delimiter;
    }
    out.erase(out.find_last_not_of(delimiter) + 1);
    return out;
}

NameGroup parse_group(std::string_view utf8) {
    const auto part = split<5>(utf8, '^');
    return {std::string(trimmed(part[0])), std::string(trimmed(part[1])), std::string(trimmed(part[2])),
            std::string(trimmed(part[3])), plain(part[4])};
}

}  // namespace

PersonName parse_pn(std::string_view utf8) {
    const auto group = split<3>(utf8, '=');
    return {parse_group(group[0]), parse_group(group[1]), parse_group(group[2])};
}

std::string print_group(const NameGroup& group) {
    return joined({plain(group.family), plain(group.given), plain(group.middle), plain(group.prefix),
                   plain(group.suffix)},
                  '^');
}

std::string print_pn(const PersonName& name) {
    return joined({print_group(name.alphabetic), print_group(name.ideographic), print_group(name.phonetic)},
                  '=');
}

}  // namespace mwl::text
