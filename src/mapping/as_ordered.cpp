#include "mapping/as_ordered.h"

#include <algorithm>
#include <utility>

#include "mwl/base/parts.h"
#include "mwl/hl7/writer.h"

namespace mwl::mapping {
namespace {

// Text that may stand in any message as it is: default delimiters, and no \X..\, which holds bytes of the
// message's own character set.
bool may_stand(std::string_view raw, const hl7::Delimiters& delimiters) {
    return delimiters == hl7::Delimiters{} && raw.find("\\X") == std::string_view::npos;
}

std::string escaped(const hl7::Part& part) {
    return part.is_null() ? std::string(part.raw()) : hl7::escape(part.text());
}

std::string component_in_default_delimiters(const hl7::Part& component, const hl7::Delimiters& delimiters) {
    const auto raw = component.raw();
    if (delimiters.subcomponent == 0 || raw.find(delimiters.subcomponent) == std::string_view::npos)
        return escaped(component);
    const auto last = static_cast<std::size_t>(std::ranges::count(raw, delimiters.subcomponent)) + 1;
    std::string out;
    for (std::size_t n = 1; n <= last; ++n) out += (n > 1 ? "&" : "") + escaped(component.subcomponent(n));
    return out;
}

std::string in_default_delimiters(const hl7::Part& field, const hl7::Delimiters& delimiters) {
    if (may_stand(field.raw(), delimiters)) return std::string(field.raw());
    std::string out;
    bool is_first = true;
    for (const auto& repetition : field.each_repetition()) {
        if (!std::exchange(is_first, false)) out += '~';
        for (std::size_t c = 1; c <= repetition.components(); ++c)
            out += (c > 1 ? "^" : "") + component_in_default_delimiters(repetition.component(c), delimiters);
    }
    return out;
}

std::string in_default_delimiters(const hl7::Segment& segment, const hl7::Delimiters& delimiters) {
    if (may_stand(segment.raw(), delimiters)) return std::string(segment.raw());
    std::string out(segment.name());
    for (std::size_t n = 1; n <= segment.fields(); ++n)
        out += '|' + in_default_delimiters(segment.field(n), delimiters);
    return out;
}

Stated<std::string> as_received(const hl7::Part& field, const hl7::Delimiters& delimiters) {
    if (field.is_null()) return std::string();
    auto out = in_default_delimiters(field, delimiters);
    if (out.find_first_not_of("^~& ") == std::string::npos) return {};
    return out;
}

// A number (EI, CX) without its first component is none, whatever the others hold.
Stated<std::string> number_as_received(const hl7::Part& field, const hl7::Delimiters& delimiters) {
    return field.component(1).has_text() ? as_received(field, delimiters) : Stated<std::string>();
}

std::string_view value_of(std::string_view part) {
    return part == "\"\"" ? std::string_view() : trimmed(part);
}

}  // namespace

AsOrdered read_as_ordered(const Group& order, const hl7::Part& main_id, const hl7::Segment* zds,
                          const hl7::Delimiters& delimiters) {
    const auto number = [&](std::string_view segment, int n) {
        return number_as_received(order.field(segment, n).part, delimiters);
    };
    const auto field = [&](int n) { return as_received(order.field("OBR", n).part, delimiters); };
    // ORC-2 and OBR-2 mean the same, and so do ORC-3 and OBR-3: a value in one counts for both.
    const auto either = [](const Stated<std::string>& own, const Stated<std::string>& other) {
        return own.is_stated() ? own : other;
    };
    AsOrdered out;
    out.pid_3 = as_received(main_id, delimiters);
    out.pid_18 = number("PID", 18);
    out.pv1_19 = number("PV1", 19);
    out.orc_2 = either(number("ORC", 2), number("OBR", 2));
    out.orc_3 = either(number("ORC", 3), number("OBR", 3));
    out.obr_2 = either(number("OBR", 2), number("ORC", 2));
    out.obr_3 = either(number("OBR", 3), number("ORC", 3));
    out.obr_4 = field(4);
    out.obr_18 = field(18);
    out.obr_19 = field(19);
    out.obr_20 = field(20);
    out.obr_24 = field(24);
    out.obr_44 = field(44);
    if (zds != nullptr) out.zds = in_default_delimiters(*zds, delimiters);
    return out;
}

bool names(std::string_view cx, std::string_view number, const Issuer& issuer) {
    if (value_of(take_part(cx, '^')) != hl7::escape(number)) return false;
    (void)take_part(cx, '^');  // check digit
    (void)take_part(cx, '^');  // and its scheme
    auto authority = take_part(cx, '^');
    auto name = value_of(take_part(authority, '&'));
    if (name.empty()) name = value_of(take_part(authority, '&'));
    return name.empty() || name == hl7::escape(issuer.str());
}

}  // namespace mwl::mapping
