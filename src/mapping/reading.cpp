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
    constexpr std::size_t kMostComponents = 30;  // more than any data type has
    for (std::size_t n = 1; n <= std::min(field.components(), kMostComponents); ++n)
        if (!trimmed(field.component(n).raw()).empty()) return true;
    return false;
}

Field field_at(const hl7::Segment& segment, const hl7::Location& location) {
    auto found = field_of(segment, location.field, location.component);
    if (location.subcomponent > 0)
        found.part = found.part.subcomponent(static_cast<std::size_t>(location.subcomponent));
    return found;
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

Field field_of(const hl7::Segment& segment, int n, int component) {
    return {part_of(segment, n, component), place(&segment, segment.name(), n, component)};
}

std::optional<Problem> fault_of_identifier(const Field& field, const Target& target) {
    const auto text = trimmed(field.part.text());
    const bool has_controls =
        std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }) ||
        text::without_controls(text) != text;
    if (has_controls || text.find('\\') != std::string::npos)
        return Problem{Code::wrong_data_type, field.where,
                       std::string(target.keyword) + " holds a backslash or a control character"};
    if (text::length_in_characters(text) > target.limit)
        return Problem{Code::too_long, field.where,
                       std::string(target.keyword) + " is longer than " + std::to_string(target.limit) +
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

Field Group::at(const std::string& written) const {
    const auto location = hl7::parse_location(written);
    if (!location) return {{}, written};
    const auto* const found = find(location->segment);
    if (found == nullptr)
        return {{}, place(nullptr, location->segment, location->field, location->component)};
    return field_at(*found, *location);
}

std::vector<Field> Group::each_at(const std::string& written) const {
    std::vector<Field> out;
    const auto location = hl7::parse_location(written);
    if (!location) return out;
    auto segments = all(location->segment);
    if (segments.empty() && enclosing_ != nullptr) segments = enclosing_->all(location->segment);
    for (const auto* segment : segments) out.push_back(field_at(*segment, *location));
    return out;
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
    is_zone_noted_ = is_zone_noted_ || part.is_zone_noted_;
    if (!problem_) problem_ = part.problem_;
}

Stated<std::string> Reading::line(const Field& field, const Target& target) {
    if (field.part.is_null()) return std::string();
    if (!has_components(field.part)) return {};
    auto out = line_of(field.part.text(), target, field.where);
    if (!out.empty()) return out;
    leave_out(target.keyword, field, "no character can be shown");
    return {};
}

std::string Reading::line_of(std::string_view text, const Target& target, const std::string& where) {
    auto out = on_one_line(text);
    if (out.find('\\') != std::string::npos) {
        std::ranges::replace(out, '\\', '/');
        note(NoteKind::translated, target.keyword, where,
             "a backslash separates values in DICOM; written as /");
    }
    if (text::length_in_characters(out) > target.limit) {
        out = trimmed(text::cut(out, target.limit));
        note(NoteKind::cut, target.keyword, where, "cut to " + std::to_string(target.limit) + " characters");
    }
    return out;
}

Stated<std::string> Reading::comment(const std::vector<const hl7::Segment*>& notes, const Target& target) {
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
    if (text::length_in_characters(out) > target.limit) {
        out = text::cut(out, target.limit);
        note(NoteKind::cut, target.keyword, place(notes.front(), "NTE", 3, 0),
             "cut to " + std::to_string(target.limit) + " characters");
    }
    return out;
}

std::string Reading::identifier(const Field& field, const Target& target) {
    if (auto fault = fault_of_identifier(field, target); fault)
        refuse(fault->code, std::move(fault->where), std::move(fault->what));
    return trimmed(field.part.text());
}

std::optional<std::string> Reading::optional_identifier(const Field& field, const Target& target) {
    const auto fault = fault_of_identifier(field, target);
    if (!fault) return trimmed(field.part.text());
    leave_out(target.keyword, field, fault->what);
    return std::nullopt;
}

}  // namespace mwl::mapping
