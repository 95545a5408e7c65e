#include "mwl/mapping/source.h"

#include <algorithm>

#include "mapping/transform.h"
#include "mwl/base/parts.h"

namespace mwl::mapping {
namespace {

// "3.1=29463-7" of a segment, "5=MR" of a repetition.
Result<Condition> parse_condition(std::string_view written, bool is_of_segment) {
    auto value = written;
    std::string_view where = take_part(value, '=');
    Condition out{.field = 0, .component = 0, .text = std::string(trimmed(value))};
    const auto problem = malformed("\"[" + std::string(written) + "]\": write for example " +
                                   (is_of_segment ? "[3.1=29463-7]" : "[5=MR]"));
    if (out.text.empty()) return problem;
    if (is_of_segment) {
        const auto field = bounded_number(take_part(where, '.'));
        if (!field) return problem;
        out.field = *field;
        if (where.empty()) return out;
    }
    const auto component = bounded_number(where);
    if (!component) return problem;
    out.component = *component;
    return out;
}

// Takes "[…]" off the front; nothing: there is none, or it is never closed.
std::optional<std::string> take_bracket(std::string_view& rest) {
    const auto close = rest.find(']');
    if (!rest.starts_with('[') || close == std::string_view::npos) return std::nullopt;
    const std::string inside(rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
    return inside;
}

std::string_view take_digits(std::string_view& rest) {
    const auto digits = rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()));
    rest.remove_prefix(digits.size());
    return digits;
}

// A bracket holds an index, which stays in `location`, or a condition.
Result<void> read_bracket(const std::optional<std::string>& inside, bool is_of_segment,
                          std::optional<Condition>& condition, std::string& location) {
    if (!inside) return {};
    if (inside->find('=') == std::string::npos) {
        location += "[" + *inside + "]";
        return {};
    }
    auto read = parse_condition(*inside, is_of_segment);
    if (!read) return read.problem();
    condition = *read;
    return {};
}

Result<void> parse_place(std::string_view written, Source& into) {
    constexpr std::size_t kNameLength = 3;
    const auto problem =
        malformed("\"" + std::string(written) + "\" is no HL7 field; write for example \"OBR-18\"");
    auto rest = written;
    std::string location(rest.substr(0, kNameLength));
    rest.remove_prefix(location.size());
    if (const auto done = read_bracket(take_bracket(rest), true, into.segment, location); !done)
        return done.problem();
    if (!rest.starts_with('-')) return problem;
    rest.remove_prefix(1);
    location += "-" + std::string(take_digits(rest));
    if (const auto done = read_bracket(take_bracket(rest), false, into.repetition, location); !done)
        return done.problem();
    const auto place = hl7::parse_location(location + std::string(rest));
    if (rest.starts_with('[') || !place || place->field == 0) return problem;
    into.place = *place;
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
    const auto parts = split_at_bars(written);
    Source out;
    if (parts.size() > kMostTransforms + 1)
        return malformed("more than " + std::to_string(kMostTransforms) + " transforms");
    if (const auto done = parse_place(trimmed(parts.front()), out); !done) return done.problem();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        auto transform = parse_transform(trimmed(parts[i]));
        if (!transform) return transform.problem();
        out.transforms.push_back(std::move(*transform));
    }
    return out;
}

}  // namespace mwl::mapping
