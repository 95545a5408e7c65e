#include "mapping/transform.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "mwl/base/parts.h"

namespace mwl::mapping {
namespace {

constexpr std::size_t kLongestExpression = 200;
constexpr std::string_view kReplace = "replace:/";

enum class Argument { none, length, table, replacement, format };

struct TransformRow {
    TransformKind kind;
    std::string_view name;
    Argument argument;
};
constexpr std::array kTransforms{
    TransformRow{TransformKind::trim, "trim", Argument::none},
    TransformRow{TransformKind::upper, "upper", Argument::none},
    TransformRow{TransformKind::strip_zeros, "strip-zeros", Argument::none},
    TransformRow{TransformKind::pad, "pad", Argument::length},
    TransformRow{TransformKind::prefix, "prefix", Argument::length},
    TransformRow{TransformKind::cut, "cut", Argument::length},
    TransformRow{TransformKind::replace, "replace", Argument::replacement},
    TransformRow{TransformKind::date_format, "date-format", Argument::format},
    TransformRow{TransformKind::table, "table", Argument::table},
};

std::string all_transforms() {
    std::string all;
    for (const auto& row : kTransforms) {
        append_part(all, row.name, ", ");
        if (row.argument == Argument::length) all += ":N";
        if (row.argument == Argument::table) all += ":NAME";
        if (row.argument == Argument::replacement) all += ":/WHAT/WITH/";
        if (row.argument == Argument::format) all += ":FORMAT";
    }
    return all;
}

Result<void> read_length(const std::string& name, std::string_view value, Transform& into) {
    const auto length = bounded_number(value);
    if (!length)
        return malformed("\"" + name + (value.empty() ? "" : ":") + std::string(value) +
                         "\": write for example " + name + ":8, from 1 to " + std::to_string(kLongestText));
    into.length = *length;
    return {};
}

Result<void> read_table(std::string_view value, Transform& into) {
    auto column = value;
    into.table = take_part(column, '.');
    into.column = column;
    if (into.table.empty())
        return malformed("table needs a name: table:procedures or table:procedures.modality");
    return {};
}

// Up to the next slash; "\\/" is a slash of the text.
std::optional<std::string> take_to_slash(std::string_view& rest) {
    std::string out;
    for (std::size_t at = 0; at < rest.size(); ++at) {
        if (rest[at] == '/') {
            rest.remove_prefix(at + 1);
            return out;
        }
        const bool is_escaped_slash = rest[at] == '\\' && at + 1 < rest.size() && rest[at + 1] == '/';
        if (!is_escaped_slash && rest[at] == '\\' && at + 1 < rest.size()) out += rest[at++];
        if (is_escaped_slash) ++at;
        out += rest[at];
    }
    return std::nullopt;
}

std::string with_slashes(std::string_view text) {
    std::string out;
    for (const char c : text) (out += c == '/' ? "\\" : "") += c;
    return out;
}

// "/^RIS-//", "/(\\d+)-(\\d+)/\\2\\1/".
Result<void> read_replacement(std::string_view value, Transform& into) {
    auto rest = value;
    const auto malformed_at = [&](const std::string& why) {
        return malformed("\"replace:" + std::string(value) + "\": " + why);
    };
    const bool has_slash = !take_part(rest, '/').empty() || !value.starts_with('/');
    const auto what = has_slash ? std::nullopt : take_to_slash(rest);
    const auto with = what ? take_to_slash(rest) : std::nullopt;
    if (!with || what->empty() || !trimmed(rest).empty())
        return malformed_at("write for example replace:/^RIS-//");
    if (what->size() > kLongestExpression || with->size() > kLongestExpression)
        return malformed_at("longer than " + std::to_string(kLongestExpression) + " characters");
    auto match = text::Regex::parse(*what);
    if (!match) return malformed_at(match.problem().what);
    if (!match->has_groups_of(*with))
        return malformed_at("behind a backslash stands 0 to 9, a group of the expression, or a backslash");
    into.match = *std::move(match);
    into.text = *with;
    return {};
}

// A part of a date, as a format names it.
struct DatePart {
    std::string_view name;
    std::size_t least;  // digits
};
constexpr std::array kDateParts{DatePart{"YYYY", 4}, DatePart{"MM", 1}, DatePart{"DD", 1},
                                DatePart{"hh", 1},   DatePart{"mm", 1}, DatePart{"ss", 1}};
constexpr std::size_t kPartsOfDay = 3;  // the first of them
using DateDigits = std::array<std::string, kDateParts.size()>;

// The part that stands at the beginning of `format`; the number of parts: none.
std::size_t date_part_at(std::string_view format) {
    std::size_t part = 0;
    while (part < kDateParts.size() && !format.starts_with(kDateParts.at(part).name)) ++part;
    return part;
}

Result<void> read_format(std::string_view value, Transform& into) {
    std::array<int, kDateParts.size()> seen{};
    for (auto rest = value; !rest.empty();) {
        const auto part = date_part_at(rest);
        if (part < seen.size()) ++seen.at(part);
        rest.remove_prefix(part < seen.size() ? kDateParts.at(part).name.size() : 1);
    }
    const bool has_day = std::all_of(seen.begin(), seen.begin() + kPartsOfDay, [](int n) { return n == 1; });
    const bool has_gap = seen[5] > seen[4] || seen[4] > seen[3];
    const bool is_twice = std::ranges::any_of(seen, [](int n) { return n > 1; });
    if (!has_day || has_gap || is_twice)
        return malformed("\"date-format:" + std::string(value) +
                         "\": write YYYY, MM and DD, and hh, mm and ss where there is a time, each once: "
                         "date-format:DD.MM.YYYY hh:mm");
    into.text = value;
    return {};
}

// Where the transform that begins at `begin` ends: at a bar, or at the end.
std::size_t end_of_transform(std::string_view written, std::size_t begin) {
    const auto first = written.find_first_not_of(' ', begin);
    if (first == std::string_view::npos || !written.substr(first).starts_with(kReplace))
        return std::min(written.find('|', begin), written.size());
    auto rest = written.substr(first + kReplace.size());
    const bool is_whole = take_to_slash(rest) && take_to_slash(rest);
    return is_whole ? std::min(written.find('|', written.size() - rest.size()), written.size())
                    : written.size();
}

}  // namespace

Problem malformed(std::string what) { return {Code::malformed, "", std::move(what)}; }

std::optional<int> bounded_number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > kLongestText)
        return std::nullopt;
    return value;
}

std::vector<std::string_view> split_at_bars(std::string_view written) {
    std::vector<std::string_view> out;
    for (std::size_t begin = 0;;) {
        const auto end = end_of_transform(written, begin);
        out.push_back(written.substr(begin, end - begin));
        if (end == written.size()) return out;
        begin = end + 1;
    }
}

Result<Transform> parse_transform(std::string_view written) {
    auto argument = written;
    const std::string name(trimmed(take_part(argument, ':')));
    const auto value = trimmed(argument);
    const auto* const row = std::ranges::find(kTransforms, name, &TransformRow::name);
    if (row == kTransforms.end())
        return malformed("no transform \"" + name + "\"; there are " + all_transforms());
    Transform out;
    out.kind = row->kind;
    Result<void> done;
    switch (row->argument) {
        case Argument::none:
            if (!value.empty()) done = malformed(name + " takes nothing behind it");
            break;
        case Argument::length:
            done = read_length(name, value, out);
            break;
        case Argument::table:
            done = read_table(value, out);
            break;
        case Argument::replacement:
            done = read_replacement(value, out);
            break;
        case Argument::format:
            done = read_format(value, out);
            break;
    }
    if (!done) return done.problem();
    return out;
}

std::string_view name_of(TransformKind kind) noexcept {
    const auto* const row = std::ranges::find(kTransforms, kind, &TransformRow::kind);
    return row == kTransforms.end() ? "" : row->name;
}

std::string to_string(const Transform& transform) {
    std::string out(name_of(transform.kind));
    if (transform.length > 0) out += ":" + std::to_string(transform.length);
    if (!transform.table.empty()) out += ":" + transform.table;
    if (!transform.column.empty()) out += "." + transform.column;
    if (transform.match)
        return out + ":/" + with_slashes(transform.match->pattern()) + "/" + with_slashes(transform.text) +
               "/";
    if (!transform.text.empty()) out += ":" + transform.text;
    return out;
}

std::optional<std::string> date_written(std::string_view format, std::string_view text) {
    DateDigits digits;
    while (!format.empty()) {
        const auto part = date_part_at(format);
        if (part == kDateParts.size()) {
            if (!text.starts_with(format.front())) return std::nullopt;
            text.remove_prefix(1);
            format.remove_prefix(1);
            continue;
        }
        const auto& [name, least] = kDateParts.at(part);
        auto found = text.substr(0, std::min(text.find_first_not_of("0123456789"), name.size()));
        if (found.size() < least) return std::nullopt;
        digits.at(part) = std::string(name.size() - found.size(), '0') + std::string(found);
        text.remove_prefix(found.size());
        format.remove_prefix(name.size());
    }
    if (!text.empty()) return std::nullopt;
    std::string out;
    for (const auto& part : digits) out += part;
    return out;
}

}  // namespace mwl::mapping
