// Any bytes as an HL7 message: they are read or refused with one Problem, every part lies in the message, and
// whatever has an MSH is answered with an acknowledgement that we can read ourselves.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mwl/hl7/ack.h"
#include "mwl/hl7/message.h"
#include "mwl/hl7/writer.h"
#include "mwl/text/charset.h"

namespace {

using namespace mwl;

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

bool lies_in(std::string_view part, std::string_view whole) {
    return part.empty() ||
           (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

// The part at its printed place is the part itself.
void check_place(const hl7::Message& message, const hl7::Location& place, const hl7::Part& part) {
    const auto printed = hl7::to_string(place);
    const auto read = hl7::parse_location(printed);
    require(read.ok() && *read == place, "a printed location is read back");
    const auto found = message.at(printed).raw();
    require(found == part.raw(), "a part is found at its place");
}

void check_value(const hl7::Message& message, const hl7::Part& part) {
    const auto value = part.text();
    require(text::is_utf8(value), "text is UTF-8");
    require(value.size() <= part.raw().size() * 100, "text does not outgrow its escapes");
    require(hl7::escape(value, message.delimiters()).find_first_of("\r\n\x0b\x1c") == std::string::npos,
            "escaped text breaks no frame");
}

void check_repetition(const hl7::Message& message, hl7::Location place, const hl7::Part& repetition) {
    check_place(message, place, repetition);
    for (std::size_t c = 1; c <= repetition.components(); ++c) {
        const auto component = repetition.component(c);
        place.component = static_cast<int>(c);
        place.subcomponent = 0;
        require(lies_in(component.raw(), repetition.raw()), "a component lies in its repetition");
        check_place(message, place, component);
        auto subcomponent = component.subcomponent(1);
        for (std::size_t s = 1; !subcomponent.empty(); subcomponent = component.subcomponent(++s)) {
            place.subcomponent = static_cast<int>(s);
            require(lies_in(subcomponent.raw(), component.raw()), "a subcomponent lies in its component");
            check_place(message, place, subcomponent);
            check_value(message, subcomponent);
        }
    }
}

void check_segment(const hl7::Message& message, const hl7::Segment& segment) {
    for (std::size_t f = 1; f <= segment.fields(); ++f) {
        const auto field = segment.field(f);
        require(lies_in(field.raw(), segment.raw()), "a field lies in its segment");
        check_value(message, field);
        hl7::Location place{std::string(segment.name()), segment.index(), static_cast<int>(f)};
        check_place(message, place, field);
        const auto repetitions = field.each_repetition();
        require(repetitions.size() == field.repetitions(), "each repetition is counted");
        for (std::size_t r = 1; r <= repetitions.size(); ++r) {
            require(repetitions[r - 1].raw() == field.repetition(r).raw(), "repetitions are found alike");
            place.repetition = static_cast<int>(r);
            check_repetition(message, place, repetitions[r - 1]);
        }
    }
}

void check_header(const hl7::Message& message, std::string_view bytes) {
    const auto peeked = hl7::peek_header(bytes);
    const auto read = hl7::header_of(message);
    require(peeked.found && peeked.delimiters == read.delimiters, "a message that is read has a header");
    require(message.charset_is_substitute() || peeked.charset.size() == read.charset.size(),
            "both headers agree");
}

void check_ack(std::string_view bytes, const Problem& problem) {
    const auto header = hl7::peek_header(bytes);
    const hl7::AckContent content{hl7::ack_code_of(problem), problem, "1", Instant{}, bytes.size() % 2 == 0};
    const auto ack = hl7::build_ack(header, content);
    require(ack.find_first_of("\n\x0b\x1c") == std::string::npos, "an acknowledgement breaks no frame");
    const auto received = hl7::parse_ack(ack);
    // A control id may say nothing once it is decoded ("", \H\, control characters): nothing else may be
    // missing.
    require(received.ok() || received.problem().where == "MSA[1]-2", "our own acknowledgement can be read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    if (const auto location = hl7::parse_location(input)) {
        require(hl7::to_string(*location) == input, "a location that is read prints as it was");
    }
    const auto message = hl7::Message::parse(input);
    if (message) {
        for (const auto& segment : message->segments()) check_segment(*message, segment);
        check_header(*message, input);
    }
    check_ack(input,
              message ? Problem{Code::unknown_key, "ORC[1]-2[1].1", "no such order"} : message.problem());
    (void)hl7::parse_ack(input).ok();
    return 0;
}
