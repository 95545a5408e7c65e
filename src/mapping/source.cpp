#include "mwl/mapping/source.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "mwl/base/parts.h"

namespace mwl::mapping {
namespace {

constexpr int kLongest = 10240;  // characters of the longest target

enum class Argument { none, length, table };

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
    TransformRow{TransformKind::table, "table", Argument::table},
};

Problem malformed(std::string what) { return {Code::malformed, "", std::move(what)}; }

std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > kLongest)
        return std::nullopt;
    return value;
}

std::string all_transforms() {
    std::string all;
    for (const auto& row : kTransforms) {
        append_part(all, row.name, ", ");
        if (row.argument == Argument::length) all += ":N";
        if (row.argument == Argument::table) all += ":NAME";
    }
    return all;
}

Result<Transform> parse_transform(std::string_view written) {
    auto argument = written;
    const std::string name(trimmed(take_part(argument, ':')));
    const std::string value(trimmed(argument));
    const auto* const row = std::ranges::find(kTransforms, name, &TransformRow::name);
    if (row == kTransforms.end())
        return malformed("no transform \"" + name + "\"; there are " + all_transforms());
    Transform out{.kind = row->kind, .length = 0, .table = {}, .column = {}};
    if (row->argument == Argument::none && !value.empty())
        return malformed(name + " takes nothing behind it");
    if (row->argument == Argument::length) {
        const auto length = number_in(value);
        if (!length)
            return malformed("\"" + std::string(written) + "\": write for example " + name +
                             ":8, from 1 to " + std::to_string(kLongest));
        out.length = *length;
    }
    if (row->argument == Argument::table) {
        std::string_view column = value;
        out.table = take_part(column, '.');
        out.column = column;
        if (out.table.empty())
            return malformed("table needs a name: table:procedures or table:procedures.modality");
    }
    return out;
}

// What stands in the brackets between `from` and `to` if it is a condition and no number; it is cut out of
// `place`.
std::optional<std::string> take_condition(std::string& place, std::size_t from, std::size_t to) {
    const auto open = place.find('[', from);
    if (open == std::string::npos || open >= to) return std::nullopt;
    const auto close = place.find(']', open);
    if (close == std::string::npos) return std::nullopt;
    const auto inside = place.substr(open + 1, close - open - 1);
    if (inside.find('=') == std::string::npos) return std::nullopt;
    place.erase(open, close - open + 1);
    return inside;
}

// "3.1=29463-7" of a segment, "5=MR" of a repetition.
Result<Condition> parse_condition(std::string_view written, bool is_of_segment) {
    auto value = written;
    std::string_view where = take_part(value, '=');
    Condition out{.field = 0, .component = 0, .text = std::string(trimmed(value))};
    const auto problem = malformed("\"[" + std::string(written) + "]\": write for example " +
                                   (is_of_segment ? "[3.1=29463-7]" : "[5=MR]"));
    if (out.text.empty()) return problem;
    if (is_of_segment) {
        const auto field = number_in(take_part(where, '.'));
        if (!field) return problem;
        out.field = *field;
        if (where.empty()) return out;
    }
    const auto component = number_in(where);
    if (!component) return problem;
    out.component = *component;
    return out;
}

// The '-' between segment and field: the first that stands in no brackets.
std::size_t dash_of(const std::string& place) {
    int depth = 0;
    for (std::size_t i = 0; i < place.size(); ++i) {
        if (place[i] == '[') ++depth;
        if (place[i] == ']') --depth;
        if (place[i] == '-' && depth == 0) return i;
    }
    return std::string::npos;
}

Result<void> parse_place(std::string place, Source& into) {
    const std::string written = place;
    const auto dash = dash_of(place);
    if (dash == std::string::npos)
        return malformed("\"" + written + "\" is no HL7 field; write for example \"OBR-18\"");
    if (const auto inside = take_condition(place, dash, place.size()); inside) {
        auto condition = parse_condition(*inside, false);
        if (!condition) return condition.problem();
        into.repetition = *condition;
    }
    if (const auto inside = take_condition(place, 0, dash); inside) {
        auto condition = parse_condition(*inside, true);
        if (!condition) return condition.problem();
        into.segment = *condition;
    }
    const auto location = hl7::parse_location(place);
    if (!location || location->field == 0)
        return malformed("\"" + written + "\" is no HL7 field; write for example \"OBR-18\"");
    into.place = *location;
    return {};
}

std::string to_string(const Condition& condition) {
    std::string out = "[";
    if (condition.field > 0) out += std::to_string(condition.field);
    if (condition.component > 0)
        out += (condition.field > 0 ? "." : "") + std::to_string(condition.component);
    return out + "=" + condition.text + "]";
}

}  // namespace

std::string_view name_of(TransformKind kind) noexcept {
    const auto* const row = std::ranges::find(kTransforms, kind, &TransformRow::kind);
    return row == kTransforms.end() ? "" : row->name;
}

std::string to_string(const Transform& transform) {
    std::string out(name_of(transform.kind));
    if (transform.length > 0) out += ":" + std::to_string(transform.length);
    if (!transform.table.empty()) out += ":" + transform.table;
    if (!transform.column.empty()) out += "." + transform.column;
    return out;
}

std::string to_string(const Source& source) {
    const auto& place = source.place;
    const auto bracket = [](const std::optional<Condition>& condition, int index) {
        if (condition) return to_string(*condition);
        return index > 0 ? "[" + std::to_string(index) + "]" : std::string();
    };
    std::string out = place.segment + bracket(source.segment, place.segment_index) + "-" +
                      std::to_string(place.field) + bracket(source.repetition, place.repetition);
    if (place.component > 0) out += "." + std::to_string(place.component);
    if (place.subcomponent > 0) out += "." + std::to_string(place.subcomponent);
    for (const auto& transform : source.transforms) out += " | " + to_string(transform);
    return out;
}

Result<Source> parse_source(std::string_view written) {
    auto parts = parts_at(written, '|');
    Source out;
    if (const auto done = parse_place(std::string(trimmed(parts.front())), out); !done) return done.problem();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        auto transform = parse_transform(trimmed(parts[i]));
        if (!transform) return transform.problem();
        out.transforms.push_back(std::move(*transform));
    }
    return out;
}

}  // namespace mwl::mapping
