#include "mwl/hl7/writer.h"

#include <map>
#include <optional>

#include "hl7/delimiters.h"
#include "hl7/segment_name.h"
#include "mwl/base/hex.h"

namespace mwl::hl7 {

namespace {

// The escape letter of a delimiter; 0 if the character is not one.
char letter_of(char c, const Delimiters& delimiters) noexcept {
    if (c == '\0') return '\0';  // would equal a delimiter that is not declared
    if (c == delimiters.field) return 'F';
    if (c == delimiters.component) return 'S';
    if (c == delimiters.repetition) return 'R';
    if (c == delimiters.escape) return 'E';
    if (c == delimiters.subcomponent) return 'T';
    if (c == delimiters.truncation) return 'P';
    return '\0';
}

bool is_control(char c) noexcept {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
}

// What to write between escape characters for this character; nothing if it needs no escape.
std::optional<std::string> sequence_for(char c, const Delimiters& delimiters) {
    if (const char letter = letter_of(c, delimiters); letter != '\0') return std::string{letter};
    if (c == '\r' || c == '\n') return ".br";
    if (is_control(c)) return "X" + upper_hex(static_cast<unsigned char>(c), 2);
    return std::nullopt;
}

std::string text_of(const std::variant<SegmentWriter, std::string>& segment) {
    if (const auto* as_it_stands = std::get_if<std::string>(&segment)) return *as_it_stands;
    return std::get<SegmentWriter>(segment).str();
}

}  // namespace

std::string escape(std::string_view value, const Delimiters& delimiters) {
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool is_pair = value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n';
        if (is_pair) ++i;
        const auto sequence = sequence_for(value[i], delimiters);
        if (!sequence) {
            out += value[i];
        } else if (delimiters.escape == '\0') {
            out += ' ';
        } else {
            out.append(1, delimiters.escape).append(*sequence).append(1, delimiters.escape);
        }
    }
    return out;
}

SegmentWriter& SegmentWriter::set(std::size_t field, std::string_view value) {
    return set_raw(field, escape(value, delimiters_));
}

SegmentWriter& SegmentWriter::set_components(std::size_t field, const std::vector<std::string>& components) {
    std::string hl7;
    for (const auto& component : components) {
        if (&component != &components.front()) hl7 += delimiters_.component;
        hl7 += escape(component, delimiters_);
    }
    hl7.erase(hl7.find_last_not_of(delimiters_.component) + 1);
    return set_raw(field, hl7);
}

SegmentWriter& SegmentWriter::set_raw(std::size_t field, std::string_view hl7) {
    if (field == 0) return *this;
    if (fields_.size() < field) fields_.resize(field);
    fields_[field - 1] = hl7;
    return *this;
}

std::string SegmentWriter::str() const {
    std::string out = name_;
    std::size_t first = 0;
    if (name_ == "MSH") {
        out.append(1, delimiters_.field).append(encoding_characters(delimiters_));
        first = 2;
    }
    auto end = fields_.size();
    while (end > first && fields_[end - 1].empty()) --end;
    for (std::size_t i = first; i < end; ++i) out.append(1, delimiters_.field).append(fields_[i]);
    return out;
}

SegmentWriter& MessageWriter::segment(std::string_view name) {
    segments_.emplace_back(SegmentWriter(std::string(name), delimiters_));
    return std::get<SegmentWriter>(segments_.back());
}

void MessageWriter::raw_segment(std::string_view segment) { segments_.emplace_back(std::string(segment)); }

std::string MessageWriter::str() const {
    std::string out;
    for (const auto& segment : segments_) out.append(text_of(segment)).append(1, '\r');
    return out;
}

Result<std::string> MessageWriter::encoded(text::Charset charset) const {
    std::string out;
    std::map<std::string, int> seen;
    for (const auto& segment : segments_) {
        const auto utf8 = text_of(segment);
        const auto name = utf8.substr(0, kSegmentNameLength);
        const int index = ++seen[name];
        const auto bytes = text::from_utf8(utf8, charset);
        if (!bytes) {
            return Problem{Code::not_encodable, to_string(Location{name, index}), bytes.problem().what};
        }
        out.append(*bytes).append(1, '\r');
    }
    return out;
}

}  // namespace mwl::hl7
