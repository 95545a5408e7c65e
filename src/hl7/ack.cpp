#include "mwl/hl7/ack.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/parts.h"
#include "mwl/hl7/writer.h"
#include "mwl/text/charset.h"
#include "mwl/time/hl7_time.h"

namespace mwl::hl7 {

namespace {

constexpr std::size_t kMostAckText = 80;    // MSA-3, ST
constexpr std::size_t kMostUserText = 250;  // ERR-8, TX
constexpr std::string_view kErrorTable = "HL70357";
constexpr std::string_view kOwnVersion = "2.5.1";  // where the message says none

using Version = std::array<int, 3>;
constexpr Version kFirstWithStructure{2, 3, 1};    // MSH-9.3
constexpr Version kFirstWithErrorFields{2, 5, 0};  // ERR-2 and on instead of ERR-1

// The leading numbers of "2.3.1"; what cannot be read is 0.
Version read_version(std::string_view text) {
    Version version{};
    for (int& number : version) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{}) break;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.starts_with('.')) break;
        text.remove_prefix(1);
    }
    return version;
}

struct TypedResponse {
    std::string_view type, trigger;
    std::string_view response_type, response_trigger, structure;
};
constexpr std::array kTypedResponses{
    TypedResponse{"ORM", "O01", "ORR", "O02", "ORR_O02"},
    TypedResponse{"OMG", "O19", "ORG", "O20", "ORG_O20"},
    TypedResponse{"OMI", "O23", "ORI", "O24", "ORI_O24"},
};

bool asks_at_all(std::string_view condition) { return !condition.empty() && condition != "NE"; }

AckCode as_accept_code(AckCode code) {
    switch (code) {
        case AckCode::AA:
            return AckCode::CA;
        case AckCode::AE:
            return AckCode::CE;
        case AckCode::AR:
            return AckCode::CR;
        case AckCode::CA:
        case AckCode::CE:
        case AckCode::CR:
            break;
    }
    return code;
}

// A value of the sender unchanged, except for bytes that would end the segment or the frame.
std::string echoed(std::string value) {
    std::erase_if(value,
                  [](char c) { return c == '\r' || c == '\n' || c == '\x0b' || c == '\x1c' || c == '\0'; });
    return value;
}

// One acknowledgement under construction.
class AckWriter {
public:
    AckWriter(const RawHeader& to, const AckContent& content)
        : to_(to),
          content_(content),
          version_text_(to.version.empty() ? std::string(kOwnVersion) : echoed(to.version)),
          version_(read_version(version_text_)),
          charset_(charset_of(to)),
          out_(to.delimiters) {}

    std::string write() {
        write_msh(out_.segment("MSH"));
        write_msa(out_.segment("MSA"));
        if (content_.problem) {
            auto& err = out_.segment("ERR");
            if (version_ < kFirstWithErrorFields) {
                write_early_err(err);
            } else {
                write_err(err);
            }
        }
        return out_.str();
    }

private:
    static text::Charset charset_of(const RawHeader& to) {
        const auto first = to.charset.substr(0, to.charset.find(to.delimiters.repetition));
        const auto named = text::charset_of_hl7(first);
        return named && !first.empty() ? named->charset : text::Charset::ascii;
    }

    void write_msh(SegmentWriter& msh) const {
        msh.set_raw(3, echoed(to_.receiving_application))
            .set_raw(4, echoed(to_.receiving_facility))
            .set_raw(5, echoed(to_.sending_application))
            .set_raw(6, echoed(to_.sending_facility))
            .set(7, print_hl7_time(content_.now, Zone{}))
            .set_raw(9, message_type())
            .set(10, content_.control_id)
            .set_raw(11, to_.processing_id.empty() ? "P" : echoed(to_.processing_id))
            .set_raw(12, version_text_)
            .set_raw(18, echoed(to_.charset));
    }

    void write_msa(SegmentWriter& msa) const {
        const bool is_accept = asks_at_all(to_.accept_ack) && !asks_at_all(to_.application_ack);
        msa.set(1, name_of(is_accept ? as_accept_code(content_.code) : content_.code));
        msa.set_raw(2, echoed(to_.control_id));
        const std::string text = content_.problem ? to_string(*content_.problem) : content_.remark;
        if (!text.empty()) msa.set_raw(3, bounded(text, kMostAckText));
    }

    // Up to 2.4: ERR-1 = segment^sequence^field^code&text&table.
    void write_early_err(SegmentWriter& err) const {
        auto components = place(parse_location(content_.problem->where));
        components.resize(3);  // segment, sequence, field
        const auto error = error_code_of(content_.problem->code);
        std::string code = std::to_string(error.number);
        if (const char between = to_.delimiters.subcomponent; between != '\0') {
            code.append(1, between).append(escape(error.text, to_.delimiters));
            code.append(1, between).append(kErrorTable);
        }
        components.push_back(code);
        err.set_raw(1, joined(components));
    }

    // From 2.5: ERR-2 location, ERR-3 code, ERR-4 severity, ERR-8 user text.
    void write_err(SegmentWriter& err) const {
        const auto location = parse_location(content_.problem->where);
        const auto error = error_code_of(content_.problem->code);
        err.set_components(2, place(location));
        err.set_components(3, {std::to_string(error.number), error.text, std::string(kErrorTable)});
        err.set(4, "E");
        err.set_raw(8,
                    bounded(location ? content_.problem->what : to_string(*content_.problem), kMostUserText));
    }

    // Segment, sequence, field, repetition, component, subcomponent, as far as they are meant.
    static std::vector<std::string> place(const Result<Location>& location) {
        if (!location) return {};
        const auto number = [](int n) { return n == 0 ? std::string{} : std::to_string(n); };
        const auto or_first = [](int n) { return std::to_string(std::max(n, 1)); };
        if (location->field == 0) return {location->segment, or_first(location->segment_index)};
        return {location->segment,
                or_first(location->segment_index),
                number(location->field),
                location->component == 0 ? number(location->repetition) : or_first(location->repetition),
                number(location->component),
                number(location->subcomponent)};
    }

    std::string message_type() const {
        const auto* typed = std::find_if(
            kTypedResponses.begin(), kTypedResponses.end(),
            [&](const TypedResponse& row) { return row.type == to_.type && row.trigger == to_.trigger; });
        const bool has_structure = !(version_ < kFirstWithStructure);
        if (content_.typed_response && typed != kTypedResponses.end()) {
            std::vector<std::string> parts{std::string(typed->response_type),
                                           std::string(typed->response_trigger)};
            if (has_structure) parts.emplace_back(typed->structure);
            return joined(parts);
        }
        if (!has_structure || to_.trigger.empty()) return "ACK";
        return joined({"ACK", echoed(to_.trigger), "ACK"});
    }

    std::string joined(const std::vector<std::string>& components) const {
        std::string out;
        for (const auto& component : components) {
            if (&component != &components.front()) out += to_.delimiters.component;
            out += component;
        }
        return out;
    }

    // Texts that are too long end at a word, and say that they were cut.
    static std::string cut_at_word(const std::string& text, std::size_t most) {
        constexpr std::string_view kMark = " ...";
        if (text::length_in_characters(text) <= most || most <= kMark.size()) return text::cut(text, most);
        auto shorter = text::cut(text, most - kMark.size() + 1);  // shows a space after the last word
        const auto space = shorter.rfind(' ');
        const bool has_end = space != std::string::npos && space > shorter.size() / 2;
        shorter = has_end ? shorter.substr(0, space) : text::cut(text, most - kMark.size());
        return shorter.append(kMark);
    }

    // Text in HL7 and in the message's character set, cut so that no more than `most` characters are sent.
    std::string bounded(std::string text, std::size_t most) const {
        std::replace_if(
            text.begin(), text.end(),
            [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }, ' ');
        auto hl7 = escape(cut_at_word(text, most), to_.delimiters);
        for (auto fewer = most; text::length_in_characters(hl7) > most; --fewer) {
            hl7 = escape(cut_at_word(text, fewer - 1), to_.delimiters);
        }
        return text::from_utf8_lossy(hl7, charset_).bytes;
    }

    const RawHeader& to_;
    const AckContent& content_;
    std::string version_text_;
    Version version_;
    text::Charset charset_;
    MessageWriter out_;
};

}  // namespace

std::string build_ack(const RawHeader& to, const AckContent& content) {
    return AckWriter(to, content).write();
}

}  // namespace mwl::hl7
