#include "mapping/reading.h"

#include <algorithm>

#include "mwl/base/log.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

std::string place(const hl7::Segment* segment, std::string_view name, int n, int component) {
    hl7::Location at;
    at.segment = std::string(name);
    at.segment_index = segment == nullptr ? 0 : segment->index();
    at.field = n;
    at.component = component;
    return hl7::to_string(at);
}

hl7::Part part_of(const hl7::Segment& segment, int n, int component) {
    const auto field = segment.field(static_cast<std::size_t>(n));
    return component == 0 ? field : field.component(static_cast<std::size_t>(component));
}

// False for a field of separators and spaces alone.
bool has_components(const hl7::Part& field) {
    for (std::size_t n = 1; n <= std::min(field.components(), kMostComponents); ++n)
        if (!trimmed(field.component(n).raw()).empty()) return true;
    return false;
}

}  // namespace

std::string on_one_line(std::string_view text) {
    std::string out = text::without_controls(text);
    std::string line;
    for (const char c : out) {
        const bool is_break = c == '\r' || c == '\n' || c == '\t';
        if (!is_break)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return std::string(trimmed(line));
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

Attribute attribute_of(Target target) {
    const auto& row = row_of(target);
    return {row.keyword, row.limit};
}

Field field_of(const hl7::Segment& segment, int n, int component) {
    return {part_of(segment, n, component), place(&segment, segment.name(), n, component)};
}

std::optional<Problem> fault_of_identifier(const Field& field, const Attribute& attribute) {
    const auto text = trimmed(field.text());
    const bool has_controls =
        std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }) ||
        text::without_controls(text) != text;
    if (has_controls || text.find('\\') != std::string::npos)
        return Problem{Code::wrong_data_type, field.where,
                       std::string(attribute.keyword) + " holds a backslash or a control character"};
    if (text::length_in_characters(text) > attribute.limit)
        return Problem{Code::too_long, field.where,
                       std::string(attribute.keyword) + " is longer than " + std::to_string(attribute.limit) +
                           " characters; identifiers are never cut"};
    return std::nullopt;
}

void Group::add(const hl7::Segment& segment) {
    segments_.push_back(&segment);
    first_.try_emplace(segment.name(), &segment);
}

const hl7::Segment* Group::own(std::string_view name) const {
    const auto at = first_.find(name);
    return at == first_.end() ? nullptr : at->second;
}

std::size_t Group::bytes() const {
    std::size_t sum = 0;
    for (const auto* segment : segments_) sum += segment->raw().size();
    for (const auto& comment : comments_) sum += comment.segment->raw().size();
    return sum;
}

const hl7::Segment* Group::find(std::string_view name) const {
    const auto* const found = own(name);
    return found != nullptr || enclosing_ == nullptr ? found : enclosing_->find(name);
}

std::vector<const hl7::Segment*> Group::all(std::string_view name) const {
    std::vector<const hl7::Segment*> out;
    std::ranges::copy_if(segments_, std::back_inserter(out),
                         [&](const auto* s) { return s->name() == name; });
    return out;
}

Field Group::field(std::string_view segment, int n, int component) const {
    const auto* const found = find(segment);
    if (found == nullptr) return {{}, place(nullptr, segment, n, component)};
    return field_of(*found, n, component);
}

std::vector<const hl7::Segment*> Group::all_visible(std::string_view name) const {
    auto segments = all(name);
    return segments.empty() && enclosing_ != nullptr ? enclosing_->all(name) : segments;
}

bool Reading::is_since(std::string_view version) const noexcept {
    return (version_.empty() ? std::string_view("2.3.1") : std::string_view(version_)) >= version;
}

void Reading::note(NoteKind kind, std::string_view target, std::string source, std::string rule) {
    notes_.push_back({kind, std::string(target), std::move(source), std::move(rule)});
}

void Reading::leave_out(std::string_view target, const Field& field, std::string_view why) {
    constexpr std::size_t kLongestShown = 40;
    note(NoteKind::ignored, target, field.where,
         "'" + escape_for_log(field.part.raw(), kLongestShown) + "' is left out: " + std::string(why));
}

void Reading::took(Target target, const Field& field, std::string how) {
    constexpr std::size_t kLongestRaw = 256;
    add_origin({std::string(row_of(target).key), field.where, text::cut(field.part.raw(), kLongestRaw),
                std::move(how), owner_of(target)});
}

void Reading::made(Target target, std::string how) {
    add_origin({std::string(row_of(target).key), "", "", std::move(how), owner_of(target)});
}

void Reading::stood_in(Target target, std::string how) {
    add_origin({std::string(row_of(target).key), "", "", std::move(how), owner_of(target), true});
}

void Reading::add_origin(Origin origin) {
    const auto same = std::ranges::find(origins_, origin.target, &Origin::target);
    if (same == origins_.end())
        origins_.push_back(std::move(origin));
    else
        *same = std::move(origin);
}

void Reading::refuse(Code code, std::string where, std::string what) {
    if (!problem_) problem_ = Problem{code, std::move(where), std::move(what)};
}

Zone::Resolved Reading::instant(const Hl7Time& read) {
    if (!read.offset && !is_zone_noted_) {
        note(NoteKind::defaulted, "TimezoneOffsetFromUTC", assumed_.source, assumed_.rule);
        is_zone_noted_ = true;
    }
    return read.to_instant(assumed_.zone);
}

Reading Reading::apart() const {
    Reading out(profile_, version_, assumed_);
    out.is_zone_noted_ = is_zone_noted_;
    return out;
}

void Reading::add(const Reading& part) {
    notes_.insert(notes_.end(), part.notes_.begin(), part.notes_.end());
    for (const auto& origin : part.origins_) add_origin(origin);
    is_zone_noted_ = is_zone_noted_ || part.is_zone_noted_;
    if (!problem_) problem_ = part.problem_;
}

Stated<std::string> Reading::line(const Field& field, const Attribute& attribute) {
    if (field.is_null()) return std::string();
    if (!field.changed && !has_components(field.part)) return {};
    auto out = line_of(field.text(), attribute, field.where);
    if (!out.empty()) return out;
    leave_out(attribute.keyword, field, "no character can be shown");
    return {};
}

std::string Reading::line_of(std::string_view text, const Attribute& attribute, const std::string& where) {
    auto out = on_one_line(text);
    if (out.find('\\') != std::string::npos) {
        std::ranges::replace(out, '\\', '/');
        note(NoteKind::translated, attribute.keyword, where,
             "a backslash separates values in DICOM; written as /");
    }
    if (text::length_in_characters(out) > attribute.limit) {
        out = trimmed(text::cut(out, attribute.limit));
        note(NoteKind::cut, attribute.keyword, where,
             "cut to " + std::to_string(attribute.limit) + " characters");
    }
    return out;
}

Stated<std::string> Reading::comment(const std::vector<const hl7::Segment*>& notes,
                                     const Attribute& attribute) {
    std::string out;
    bool is_deleted = false;
    for (const auto* segment : notes) {
        is_deleted = is_deleted || segment->field(3).is_null();
        for (const auto& repetition : segment->field(3).each_repetition()) {
            const auto line = text::without_controls(repetition.text());
            if (line.empty()) continue;
            if (!out.empty()) out += "\r\n";
            out += line;
        }
    }
    if (out.empty() && !is_deleted) return {};
    if (text::length_in_characters(out) > attribute.limit) {
        out = text::cut(out, attribute.limit);
        note(NoteKind::cut, attribute.keyword, place(notes.front(), "NTE", 3, 0),
             "cut to " + std::to_string(attribute.limit) + " characters");
    }
    return out;
}

std::string Reading::identifier(const Field& field, const Attribute& attribute) {
    if (auto fault = fault_of_identifier(field, attribute); fault)
        refuse(fault->code, std::move(fault->where), std::move(fault->what));
    return trimmed(field.text());
}

std::optional<std::string> Reading::optional_identifier(const Field& field, const Attribute& attribute) {
    const auto fault = fault_of_identifier(field, attribute);
    if (!fault) return trimmed(field.text());
    leave_out(attribute.keyword, field, fault->what);
    return std::nullopt;
}

}  // namespace mwl::mapping
