#include "mapping/finding.h"

#include <algorithm>
#include <array>

#include "mapping/transform.h"
#include "mwl/text/charset.h"
#include "mwl/text/fold.h"

namespace mwl::mapping {
namespace {

bool is_text(const hl7::Part& part, const std::string& folded) {
    return text::fold(trimmed(part.text())) == folded;
}

bool fits(const hl7::Part& value, const Condition& condition) {
    const auto folded = text::fold(condition.text);
    if (condition.component > 0)
        return is_text(value.component(static_cast<std::size_t>(condition.component)), folded);
    return is_text(value.component(1), folded) || is_text(value.component(2), folded);
}

std::vector<const hl7::Segment*> segments_of(const Group& group, const Source& source, Of of) {
    auto segments = group.all_visible(source.place.segment);
    if (source.segment)
        std::erase_if(segments, [&](const auto* segment) {
            return !fits(segment->field(static_cast<std::size_t>(source.segment->field)), *source.segment);
        });
    const auto index = static_cast<std::size_t>(source.place.segment_index);
    if (index > 0) {
        if (segments.size() < index) return {};
        return {segments[index - 1]};
    }
    if (!source.segment && of != Of::every_segment && segments.size() > 1) segments.resize(1);
    return segments;
}

struct Repetition {
    hl7::Part part;
    int number;  // 0: the whole field
};

std::vector<Repetition> repetitions_of(const hl7::Part& field, const Source& source, Of of) {
    const int wanted = source.place.repetition;
    if (wanted > 0) return {{field.repetition(static_cast<std::size_t>(wanted)), wanted}};
    if (!source.repetition && of != Of::every_repetition) return {{field, 0}};
    std::vector<Repetition> out;
    int number = 0;
    for (const auto& repetition : field.each_repetition()) {
        ++number;
        if (!source.repetition || fits(repetition, *source.repetition)) out.push_back({repetition, number});
    }
    return out;
}

hl7::Part part_of(const hl7::Part& repetition, const hl7::Location& place) {
    if (place.component == 0) return repetition;
    const auto component = repetition.component(static_cast<std::size_t>(place.component));
    return place.subcomponent == 0 ? component
                                   : component.subcomponent(static_cast<std::size_t>(place.subcomponent));
}

Field field_at(const hl7::Segment& segment, const Repetition& repetition, const hl7::Location& place) {
    auto where = place;
    where.segment_index = segment.index();
    where.repetition = repetition.number;
    Field field{part_of(repetition.part, place), hl7::to_string(where)};
    field.segment = &segment;
    field.whole = repetition.part;
    return field;
}

std::string without_zeros(const std::string& text) {
    const auto first = text.find_first_not_of('0');
    if (first == std::string::npos) return text.empty() ? text : "0";
    return text.substr(first);
}

std::string padded(const std::string& text, int length) {
    const auto own = text::length_in_characters(text);
    const auto wanted = static_cast<std::size_t>(length);
    return text.empty() || own >= wanted ? text : std::string(wanted - own, '0') + text;
}

std::string cut(Field& field, const std::string& text, int length) {
    if (text::length_in_characters(text) <= static_cast<std::size_t>(length)) return text;
    field.is_cut_to = length;
    return text::cut(text, static_cast<std::size_t>(length));
}

std::string looked_up(const SiteProfile& profile, const Transform& transform, const std::string& code) {
    const auto table = profile.tables.find(transform.table);
    if (table == profile.tables.end()) return {};
    const auto* const value = table->second.find(trimmed(code), transform.column);
    return value == nullptr ? std::string() : *value;
}

// A long text would take long: many matches, each of them far.
std::string replaced(Field& field, const Transform& transform, const std::string& text) {
    constexpr std::size_t kLongestReplaced = 512;
    field.is_too_long_to_replace = text.size() > kLongestReplaced;
    return field.is_too_long_to_replace ? text : transform.match->replaced(text, transform.text);
}

std::string transformed(const SiteProfile& profile, Field& field, const Transform& transform,
                        const std::string& text) {
    switch (transform.kind) {
        case TransformKind::trim:
            return std::string(trimmed(text));
        case TransformKind::upper:
            return upper(text);
        case TransformKind::strip_zeros:
            return without_zeros(text);
        case TransformKind::pad:
            return padded(text, transform.length);
        case TransformKind::prefix:
            return text::cut(text, static_cast<std::size_t>(transform.length));
        case TransformKind::cut:
            return cut(field, text, transform.length);
        case TransformKind::replace:
            return replaced(field, transform, text);
        case TransformKind::date_format:
            field.format = transform.text;
            return date_written(transform.text, trimmed(text)).value_or(text);
        case TransformKind::table:
            return looked_up(profile, transform, text);
    }
    return text;
}

// What the target would show without transforms.
std::string plain_text(Target target, const hl7::Part& part) {
    const auto shape = row_of(target).shape;
    if (shape == Shape::line) return trimmed(part.text());
    const auto text = part.component(2);
    if (shape == Shape::coded_text && text.has_text()) return trimmed(text.text());
    return trimmed(part.component(1).text());
}

void transform(const SiteProfile& profile, Target target, const Source& source, Field& field) {
    if (source.transforms.empty() || field.part.is_null() || !field.part.has_text()) return;
    std::string text = plain_text(target, field.part);
    for (const auto& one : source.transforms) text = transformed(profile, field, one, text);
    field.changed = std::move(text);
}

bool can_be_asked(const SiteProfile& profile, const Transform& transform) {
    return transform.kind != TransformKind::table || profile.tables.contains(transform.table);
}

std::string transforms_of(const Source& source) {
    std::string out;
    for (const auto& transform : source.transforms) append_part(out, to_string(transform), " | ");
    return out;
}

// For a field that may not be there.
std::string place_of(const Group& group, const Source& source) {
    const auto segments = group.all_visible(source.place.segment);
    auto where = source.place;
    where.segment_index = segments.empty() ? 0 : segments.front()->index();
    return hl7::to_string(where);
}

bool is_there(const Group& group, const Source& source) { return group.has(source.place.segment); }

std::string place_of_one(const Group& group, Target target, std::vector<Source>::const_iterator source,
                         const std::vector<Source>& sources) {
    return source == sources.end() ? "map." + std::string(row_of(target).key) : place_of(group, *source);
}

const std::string* table_of(const Source& source) {
    for (const auto& transform : source.transforms)
        if (transform.kind == TransformKind::table) return &transform.table;
    return nullptr;
}

// Fields that say the same in different versions of the standard are no choice to speak of.
bool is_quiet(Target target) {
    constexpr std::array kQuiet{Target::procedure_priority, Target::order_requested_at,
                                Target::visit_institution, Target::step_modality};
    return std::ranges::find(kQuiet, target) != kQuiet.end();
}

}  // namespace

std::vector<Field> find(Reading& reading, const Group& group, Target target, const Source& source, Of of) {
    std::vector<Field> out;
    for (const auto* segment : segments_of(group, source, of)) {
        const auto whole = segment->field(static_cast<std::size_t>(source.place.field));
        for (const auto& repetition : repetitions_of(whole, source, of)) {
            auto field = field_at(*segment, repetition, source.place);
            transform(reading.profile(), target, source, field);
            if (field.changed && field.changed->empty()) continue;
            out.push_back(std::move(field));
        }
    }
    return out;
}

bool uses_table(const Source& source) { return table_of(source) != nullptr; }

// A part of the same field is no other choice: OBR-4.1 stands in for OBR-4.4 in most messages.
std::string Choice::passed_before(const Source& source) const {
    std::string out;
    for (const auto* earlier : passed_) {
        const bool is_same_field =
            earlier->place.segment == source.place.segment && earlier->place.field == source.place.field;
        const bool could_hold_it = group_.has(earlier->place.segment) &&
                                   std::ranges::all_of(earlier->transforms, [&](const Transform& t) {
                                       return can_be_asked(reading_.profile(), t);
                                   });
        if (!is_same_field && could_hold_it) append_part(out, to_string(*earlier), ", ");
    }
    return out;
}

void Choice::take(const Source& source, const Field& field) {
    const auto& row = row_of(target_);
    reading_.took(target_, field, transforms_of(source));
    if (const auto* const table = table_of(source); table != nullptr)
        reading_.note(NoteKind::translated, row.keyword, field.where, "by the profile's table " + *table);
    if (field.is_too_long_to_replace)
        reading_.note(NoteKind::ignored, row_of(target_).keyword, field.where,
                      "longer than 512 bytes; the profile's replace is left out");
    if (field.is_cut_to > 0)
        reading_.note(NoteKind::cut, row.keyword, field.where,
                      "cut to " + std::to_string(field.is_cut_to) + " characters by the profile");
    if (const auto passed = passed_before(source); !is_quiet(target_) && !passed.empty())
        reading_.note(NoteKind::taken_from, row.keyword, field.where, passed + ": empty or not usable");
}

void Choice::pass(const Source& source) { passed_.push_back(&source); }

Stated<std::string> constant_of(Reading& reading, Target target, bool is_new) {
    const auto& constant = reading.profile().rule(target).otherwise;
    if (constant.empty() || !is_new) return {};
    const auto& row = row_of(target);
    const std::string where = "profile map." + std::string(row.key) + ".otherwise";
    reading.note(NoteKind::defaulted, row.keyword, where,
                 "no source holds a value; a constant of the profile");
    reading.stood_in(target, "a constant of the profile");
    return Stated<std::string>::fallback(std::string(constant));
}

void note_codes_without_row(Reading& reading, const Group& group, Target target) {
    for (auto source : reading.profile().sources(target)) {
        const auto* const table = table_of(source);
        if (table == nullptr ||
            !can_be_asked(reading.profile(),
                          *std::ranges::find(source.transforms, TransformKind::table, &Transform::kind)))
            continue;
        const auto rule = "the profile's table " + *table + " has no such code";
        source.transforms.clear();
        for (const auto& field : find(reading, group, target, source))
            if (!field.code().empty()) reading.leave_out(row_of(target).keyword, field, rule);
    }
}

std::string first_place(const Reading& reading, const Group& group, Target target) {
    const auto& sources = reading.profile().sources(target);
    const auto there = std::ranges::find_if(sources, [&](const Source& s) { return is_there(group, s); });
    return place_of_one(group, target, there == sources.end() ? sources.begin() : there, sources);
}

std::string last_place(const Reading& reading, const Group& group, Target target) {
    const auto& sources = reading.profile().sources(target);
    auto last = sources.begin();
    for (auto at = sources.begin(); at != sources.end(); ++at)
        if (is_there(group, *at)) last = at;
    return place_of_one(group, target, last, sources);
}

void refuse_missing(Reading& reading, const Group& group, Target target, bool is_new) {
    if (!is_new || reading.profile().missing(target) != Missing::reject) return;
    reading.refuse(Code::required_field_missing, first_place(reading, group, target),
                   std::string(row_of(target).key) + " missing: the profile requires it");
}

Stated<std::string> first_line(Reading& reading, const Group& group, Target target, bool is_new) {
    return first_stated(reading, group, target, is_new,
                        [&](const Field& field) { return reading.line(field, attribute_of(target)); });
}

}  // namespace mwl::mapping
