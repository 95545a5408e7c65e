#include "mapping/names.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

constexpr std::size_t kGroupLimit = 64;  // PN, PS3.5 6.2

// Characters that separate in DICOM are never part of the result.
std::string part_text(const hl7::Part& part) {
    std::string out;
    for (const char c : text::without_controls(part.text())) {
        const bool separates = c == '^' || c == '=' || c == '\\' || c == '\r' || c == '\n' || c == '\t';
        out += separates ? ' ' : c;
    }
    return std::string(trimmed(out));
}

std::string joined(const std::string& first, const std::string& second) {
    if (first.empty() || second.empty()) return first + second;
    return first + ' ' + second;
}

// FN: up to 2.3.1 surname & prefix; from 2.4 surname, else own prefix and own surname.
std::string family_name(const Reading& reading, const hl7::Part& component) {
    const auto surname = part_text(component.subcomponent(1));
    if (!reading.is_since("2.4")) return joined(part_text(component.subcomponent(2)), surname);
    if (!surname.empty()) return surname;
    return joined(part_text(component.subcomponent(2)), part_text(component.subcomponent(3)));
}

// The least important component is shortened first.
bool shorten(NameGroup& group) {
    bool was_cut = false;
    for (auto* part : {&group.suffix, &group.prefix, &group.middle, &group.given, &group.family}) {
        const auto length = text::length_in_characters(text::print_group(group));
        if (length <= kGroupLimit) break;
        const auto own = text::length_in_characters(*part);
        *part = trimmed(text::cut(*part, own - std::min(own, length - kGroupLimit)));
        was_cut = true;
    }
    return was_cut;
}

NameGroup bounded(Reading& reading, NameGroup group, std::string_view keyword, const std::string& where) {
    if (shorten(group)) reading.note(NoteKind::cut, keyword, where, "cut to 64 characters");
    return group;
}

// Components from `first` on: family^given^middle^suffix^prefix^degree.
NameGroup group_from(const Reading& reading, const hl7::Part& name, std::size_t first) {
    NameGroup out;
    out.family = family_name(reading, name.component(first));
    out.given = part_text(name.component(first + 1));
    out.middle = part_text(name.component(first + 2));
    out.prefix = part_text(name.component(first + 4));
    out.suffix = joined(part_text(name.component(first + 3)), part_text(name.component(first + 5)));
    return out;
}

NameGroup group_from_ndl(const hl7::Part& component) {
    NameGroup out;  // CNN: id & family & given & middle & suffix & prefix & degree
    out.family = part_text(component.subcomponent(2));
    out.given = part_text(component.subcomponent(3));
    out.middle = part_text(component.subcomponent(4));
    out.prefix = part_text(component.subcomponent(6));
    out.suffix = joined(part_text(component.subcomponent(5)), part_text(component.subcomponent(7)));
    return out;
}

// A field without a name (an id alone) takes no name away.
Stated<PersonName> person(Reading& reading, const Field& field, std::string_view keyword, NameGroup group) {
    if (field.part.is_null()) return PersonName{};
    if (group.empty()) {
        if (field.part.has_text()) reading.leave_out(keyword, field, "it holds no name");
        return {};
    }
    PersonName out;
    out.alphabetic = bounded(reading, std::move(group), keyword, field.where);
    return out;
}

struct Representation {
    char code;  // XPN-8, table 4000
    NameGroup PersonName::*group;
};
constexpr std::array kRepresentations{
    Representation{'A', &PersonName::alphabetic},
    Representation{'I', &PersonName::ideographic},
    Representation{'P', &PersonName::phonetic},
};

NameGroup PersonName::*group_for(const hl7::Part& repetition) {
    const auto code = repetition.component(8).raw();
    for (const auto& row : kRepresentations)
        if (code == std::string_view(&row.code, 1)) return row.group;
    return &PersonName::alphabetic;
}

}  // namespace

Stated<PersonName> patient_name(Reading& reading, const Field& field) {
    if (field.part.empty()) return {};
    PersonName out;
    std::array<bool, 3> is_legal{};
    for (const auto& repetition : field.part.each_repetition()) {
        if (!repetition.has_text()) continue;
        const auto group = group_for(repetition);
        const auto slot = group == &PersonName::alphabetic ? 0U : group == &PersonName::ideographic ? 1U : 2U;
        const bool legal = repetition.component(7).raw() == "L";
        if (!(out.*group).empty() && (is_legal.at(slot) || !legal)) continue;
        out.*group = bounded(reading, group_from(reading, repetition, 1), "PatientName", field.where);
        is_legal.at(slot) = legal;
    }
    return out;
}

Stated<PersonName> physician(Reading& reading, const Field& field, std::string_view keyword) {
    return person(reading, field, keyword, group_from(reading, field.part, 2));
}

Stated<PersonName> performer(Reading& reading, const Field& field, std::string_view keyword) {
    const auto first = field.part.component(1);
    if (!first.subcomponent(2).has_text()) return physician(reading, field, keyword);
    return person(reading, field, keyword, group_from_ndl(first));
}

}  // namespace mwl::mapping
