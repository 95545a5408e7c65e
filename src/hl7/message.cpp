#include "mwl/hl7/message.h"

#include <utility>

#include "hl7/message_body.h"

namespace mwl::hl7 {

Part Segment::field(std::size_t n) const {
    if (n == 0 || n > starts_.size()) return {};
    const std::size_t start = starts_[n - 1];
    const bool is_declaration = name_ == "MSH" && n <= 2;
    if (is_declaration && n == 1) return Part(raw_.substr(start, 1), nullptr, Part::Level::subcomponent);
    const std::size_t end = n < starts_.size() ? starts_[n] - 1 : raw_.size();
    if (is_declaration) return Part(raw_.substr(start, end - start), nullptr, Part::Level::subcomponent);
    return Part(raw_.substr(start, end - start), dialect_, Part::Level::field);
}

Message::Message(std::unique_ptr<const Body> body) : body_(std::move(body)) {}
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;
Message::~Message() = default;

const Delimiters& Message::delimiters() const noexcept { return body_->dialect.delimiters; }
text::Charset Message::charset() const noexcept { return body_->reading.charset; }
bool Message::charset_is_assumed() const noexcept { return body_->reading.is_assumed; }
bool Message::charset_is_alias() const noexcept { return body_->reading.is_alias; }
bool Message::charset_is_by_sender() const noexcept { return body_->reading.is_by_sender; }
bool Message::charset_is_substitute() const noexcept { return body_->reading.is_substitute; }
const std::vector<Segment>& Message::segments() const noexcept { return body_->segments; }

const Segment& Message::segment(std::string_view name, std::size_t n) const noexcept {
    static const Segment kNone;
    for (const auto& segment : body_->segments) {
        if (segment.name() == name && static_cast<std::size_t>(segment.index()) == n) return segment;
    }
    return kNone;
}

Part Message::at(std::string_view path) const {
    const auto location = parse_location(path);
    return location ? at(*location) : Part{};
}

Part Message::at(const Location& location) const {
    const auto or_first = [](int n) { return static_cast<std::size_t>(n == 0 ? 1 : n); };
    auto part = segment(location.segment, or_first(location.segment_index))
                    .field(static_cast<std::size_t>(location.field));
    if (location.repetition != 0) part = part.repetition(or_first(location.repetition));
    if (location.component != 0) part = part.component(or_first(location.component));
    if (location.subcomponent != 0) part = part.subcomponent(or_first(location.subcomponent));
    return part;
}

std::string_view Message::type() const noexcept { return at(Location{"MSH", 1, 9, 1, 1}).raw(); }
std::string_view Message::trigger() const noexcept { return at(Location{"MSH", 1, 9, 1, 2}).raw(); }
std::string_view Message::control_id() const noexcept { return at(Location{"MSH", 1, 10}).raw(); }
std::string_view Message::version() const noexcept { return at(Location{"MSH", 1, 12, 1, 1}).raw(); }

}  // namespace mwl::hl7
