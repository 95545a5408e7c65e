#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "hl7/delimiters.h"
#include "hl7/lines.h"
#include "hl7/message_body.h"
#include "hl7/segment_name.h"

namespace mwl::hl7 {

namespace {

constexpr std::size_t kMostMessageBytes = std::size_t{1} << 30;  // so that offsets in a segment fit 32 bits
constexpr std::string_view kMsh = "MSH";
constexpr std::uint32_t kFirstFieldOfMsh = 3;  // MSH-1 is the separator itself

std::string nth_segment(std::size_t ordinal) { return "segment " + std::to_string(ordinal); }

Problem one_at_a_time(const Location& where) {
    return {Code::segment_sequence, to_string(where),
            "a batch or several messages: send each message in a frame of its own"};
}

Problem over_limit(std::string where, std::string_view what, std::size_t limit) {
    return {Code::too_large, std::move(where),
            "more than " + std::to_string(limit) + " " + std::string(what)};
}

// Whether a message can begin with this line.
Result<void> check_first_line(std::string_view line) {
    const auto name = line.substr(0, kSegmentNameLength);
    if (is_batch_segment(name)) return one_at_a_time({std::string(name), 1});
    if (line.empty()) return Problem{Code::segment_sequence, "MSH[1]", "the message is empty"};
    if (name != kMsh) return Problem{Code::segment_sequence, "MSH[1]", "the message does not begin with MSH"};
    return {};
}

std::size_t count_lines(std::string_view text) {
    Lines lines(text);
    std::size_t count = 0;
    while (!lines.next().empty()) ++count;
    return count;
}

}  // namespace

Result<Message> Message::parse(std::string_view bytes, const ParseOptions& options) {
    const auto most_bytes = std::min(options.limits.message_bytes, kMostMessageBytes);
    if (bytes.size() > most_bytes) return over_limit({}, "bytes", most_bytes);
    if (is_utf16_or_utf32(bytes)) {
        return Problem{Code::wrong_charset, "MSH[1]",
                       "UTF-16 and UTF-32 are not supported: send UNICODE UTF-8"};
    }
    const bool has_mark = bytes.starts_with(kByteOrderMark);
    const auto msh = Lines(bytes.substr(has_mark ? kByteOrderMark.size() : 0)).next();
    if (const auto begins = check_first_line(msh); !begins) return begins.problem();
    const auto delimiters = read_delimiters(msh);
    if (!delimiters) return delimiters.problem();
    auto decoded = decode(bytes, msh, *delimiters, options);
    if (!decoded) return decoded.problem();

    auto body = std::make_unique<Body>();
    body->dialect = {*delimiters, decoded->reading.charset};
    body->reading = decoded->reading;
    body->text = std::move(decoded->utf8);
    if (const auto split = body->split(options.limits); !split) return split.problem();
    return Message(std::move(body));
}

Result<void> Message::Body::split(const ParseLimits& limits) {
    const auto total = count_lines(text);
    if (total > limits.segments)
        return over_limit(nth_segment(limits.segments + 1), "segments", limits.segments);
    segments.reserve(total);
    std::map<std::string_view, int> seen;
    Lines lines(text);
    for (auto line = lines.next(); !line.empty(); line = lines.next()) {
        auto segment = split_line(line, static_cast<int>(segments.size()) + 1);
        if (!segment) return segment.problem();
        segment->index_ = ++seen[segment->name_];
        const bool is_second_header = segment->name_ == kMsh && segment->index_ > 1;
        if (is_second_header || is_batch_segment(segment->name_)) {
            return one_at_a_time({std::string(segment->name_), segment->index_});
        }
        if (const auto fields = split_fields(*segment, limits); !fields) return fields;
        segments.push_back(*std::move(segment));
    }
    return {};
}

Result<Segment> Message::Body::split_line(std::string_view line, int ordinal) const {
    Segment segment;
    segment.name_ = line.substr(0, kSegmentNameLength);
    segment.raw_ = line;
    segment.dialect_ = &dialect;
    segment.ordinal_ = ordinal;
    const bool is_ended =
        line.size() <= kSegmentNameLength || line[kSegmentNameLength] == dialect.delimiters.field;
    if (!is_segment_name(segment.name_) || !is_ended) {
        return Problem{Code::segment_sequence, nth_segment(static_cast<std::size_t>(ordinal)),
                       "not a segment: a line must begin with three upper case letters or digits and the "
                       "field separator"};
    }
    return segment;
}

Result<void> Message::Body::split_fields(Segment& segment, const ParseLimits& limits) {
    const auto& delimiters = segment.dialect_->delimiters;
    const bool is_msh = segment.name_ == kMsh;
    const auto place = [&](std::size_t field) {
        return Location{std::string(segment.name_), segment.index_, static_cast<int>(field)};
    };
    const auto fields = count_parts(segment.raw_, delimiters.field) - (is_msh ? 0 : 1);
    if (fields > limits.fields_per_segment) {
        return over_limit(to_string(place(limits.fields_per_segment + 1)), "fields",
                          limits.fields_per_segment);
    }
    segment.starts_.reserve(fields);
    if (is_msh) segment.starts_.push_back(kFirstFieldOfMsh);
    for (auto at = segment.raw_.find(delimiters.field); at != std::string_view::npos;
         at = segment.raw_.find(delimiters.field, at + 1)) {
        segment.starts_.push_back(static_cast<std::uint32_t>(at + 1));
    }
    for (std::size_t n = 1; n <= fields; ++n) {
        const auto field = segment.field(n);
        if (field.raw().size() > limits.field_bytes) {
            return over_limit(to_string(place(n)), "bytes", limits.field_bytes);
        }
        if (field.repetitions() > limits.repetitions) {
            return over_limit(to_string(place(n)), "repetitions", limits.repetitions);
        }
    }
    return {};
}

}  // namespace mwl::hl7
