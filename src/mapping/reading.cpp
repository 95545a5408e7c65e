#include "mapping/reading.h"

#include <algorithm>

#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

// CR, LF, TAB become a space, so that lines do not run together; other controls go.
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

}  // namespace

Field field_of(const hl7::Segment& segment, int n, int component) {
    return {part_of(segment, n, component), place(&segment, segment.name(), n, component)};
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

std::vector<const hl7::Segment*> Group::notes_after(std::string_view name) const {
    std::vector<const hl7::Segment*> out;
    std::string_view owner;
    for (const auto* segment : segments_) {
        if (segment->name() != "NTE")
            owner = segment->name();
        else if (owner == name)
            out.push_back(segment);
    }
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
    auto found = field(location->segment, location->field, location->component);
    if (location->subcomponent > 0)
        found.part = found.part.subcomponent(static_cast<std::size_t>(location->subcomponent));
    return found;
}

bool Reading::is_since(std::string_view version) const noexcept {
    return (version_.empty() ? std::string_view("2.3.1") : std::string_view(version_)) >= version;
}

void Reading::note(NoteKind kind, std::string_view target, std::string source, std::string rule) {
    notes_.push_back({kind, std::string(target), std::move(source), std::move(rule)});
}

void Reading::refuse(Code code, std::string where, std::string what) {
    if (!problem_) problem_ = Problem{code, std::move(where), std::move(what)};
}

void Reading::add(const Reading& part) {
    notes_.insert(notes_.end(), part.notes_.begin(), part.notes_.end());
    if (!problem_) problem_ = part.problem_;
}

Stated<std::string> Reading::line(const Field& field, const Target& target) {
    if (field.part.empty()) return {};
    return line_of(field.part.text(), target, field.where);
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
    if (notes.empty()) return {};
    std::string out;
    for (const auto* segment : notes) {
        for (const auto& repetition : segment->field(3).each_repetition()) {
            const auto line = text::without_controls(repetition.text());
            if (line.empty()) continue;
            if (!out.empty()) out += "\r\n";
            out += line;
        }
    }
    if (text::length_in_characters(out) > target.limit) {
        out = text::cut(out, target.limit);
        note(NoteKind::cut, target.keyword, place(notes.front(), "NTE", 3, 0),
             "cut to " + std::to_string(target.limit) + " characters");
    }
    return out;
}

std::string Reading::identifier(const Field& field, const Target& target) {
    if (!field.part.has_text()) return {};
    auto out = trimmed(field.part.text());
    const bool has_controls =
        std::ranges::any_of(out, [](unsigned char c) { return c < 0x20 || c == 0x7f; }) ||
        text::without_controls(out) != out;
    if (has_controls || out.find('\\') != std::string::npos)
        refuse(Code::wrong_data_type, field.where,
               std::string(target.keyword) + " holds a backslash or a control character");
    if (text::length_in_characters(out) > target.limit)
        refuse(Code::too_long, field.where,
               std::string(target.keyword) + " is longer than " + std::to_string(target.limit) +
                   " characters; identifiers are never cut");
    return out;
}

}  // namespace mwl::mapping
