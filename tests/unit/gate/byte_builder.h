#pragma once
// Raw DICOM, written byte by byte, so that tests can also write it wrong.

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "mwl/gate/bytes.h"
#include "mwl/gate/pdu_state.h"
#include "mwl/gate/transfer_syntax.h"

namespace mwl::gate::test {

using Raw = std::vector<std::uint8_t>;

inline Raw operator+(Raw left, const Raw& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

inline Raw text(std::string_view value) { return {value.begin(), value.end()}; }
inline Raw zeros(std::size_t count) { return Raw(count); }

inline Raw number(std::uint64_t value, std::size_t bytes, bool big) {
    Raw raw(bytes);
    for (std::size_t i = 0; i < bytes; ++i) {
        raw[big ? bytes - 1 - i : i] = static_cast<std::uint8_t>(value >> 8 * i);
    }
    return raw;
}

inline Raw repeat(std::size_t times, const Raw& what) {
    Raw raw;
    raw.reserve(times * what.size());
    for (std::size_t i = 0; i < times; ++i) raw.insert(raw.end(), what.begin(), what.end());
    return raw;
}

// --- upper layer (PS3.8 9.3) ---

inline Raw pdu_header(std::uint8_t type, std::uint64_t length) {
    return Raw{type, 0} + number(length, 4, true);
}
inline Raw pdu(PduType type, const Raw& body) {
    return pdu_header(static_cast<std::uint8_t>(type), body.size()) + body;
}
inline Raw item_of_length(std::uint8_t type, std::uint64_t length, const Raw& body) {
    return Raw{type, 0} + number(length, 2, true) + body;
}
inline Raw item(std::uint8_t type, const Raw& body) { return item_of_length(type, body.size(), body); }

inline constexpr std::string_view kVerification = "1.2.840.10008.1.1";
inline constexpr std::string_view kWorklistFind = "1.2.840.10008.5.1.4.31";

inline Raw application_context() { return item(0x10, text("1.2.840.10008.3.1.1.1")); }
inline Raw transfer_syntax() { return item(0x40, text(uid_of(TransferSyntax::implicit_little))); }
inline Raw proposed(std::uint8_t id, std::string_view abstract_syntax = kWorklistFind,
                    const Raw& syntaxes = transfer_syntax()) {
    return item(0x20, Raw{id, 0, 0, 0} + item(0x30, text(abstract_syntax)) + syntaxes);
}
inline Raw answered(std::uint8_t id, std::uint8_t result) {
    return item(0x21, Raw{id, 0, result, 0} + transfer_syntax());
}
inline Raw maximum_length() { return item(0x51, number(16'384, 4, true)); }
inline Raw user_information(const Raw& more = {}) {
    return item(0x50,
                maximum_length() + item(0x52, text("1.2.276.0.1")) + item(0x55, text("TESTER_1")) + more);
}

inline Raw associate_fixed() {
    return Raw{0, 1, 0, 0} + text("WORKLIST        ") + text("CT1             ") + zeros(32);
}
inline Raw associate_request(const Raw& items) {
    return pdu(PduType::associate_request, associate_fixed() + items);
}
inline Raw associate_request() {
    return associate_request(application_context() + proposed(1, kVerification) + proposed(3) +
                             user_information());
}
inline Raw associate_accept(const Raw& contexts) {
    return pdu(PduType::associate_accept,
               associate_fixed() + application_context() + contexts + user_information());
}

inline constexpr std::uint8_t kData = 0;
inline constexpr std::uint8_t kCommand = 1;
inline constexpr std::uint8_t kLast = 2;

inline Raw pdv_of_length(std::uint64_t length, std::uint8_t context, std::uint8_t control, const Raw& value) {
    return number(length, 4, true) + Raw{context, control} + value;
}
inline Raw pdv(std::uint8_t context, int control, const Raw& value) {
    return pdv_of_length(value.size() + 2, context, static_cast<std::uint8_t>(control), value);
}
inline Raw p_data(const Raw& pdvs) { return pdu(PduType::data, pdvs); }
inline Raw release_request() { return pdu(PduType::release_request, zeros(4)); }
inline Raw release_response() { return pdu(PduType::release_response, zeros(4)); }
inline Raw abort_pdu() { return pdu(PduType::abort, zeros(4)); }

// --- command sets (PS3.7 6.3.1) ---

inline Raw command_element(std::uint16_t element, const Raw& value) {
    return number(0, 2, false) + number(element, 2, false) + number(value.size(), 4, false) + value;
}
inline Raw us(std::uint16_t element, std::uint16_t value) {
    return command_element(element, number(value, 2, false));
}
inline Raw ui(std::uint16_t element, std::string_view uid) {
    return command_element(element, text(uid) + zeros(uid.size() % 2));
}
inline Raw group_length(std::uint64_t length) { return command_element(0x0000, number(length, 4, false)); }
inline Raw command_set(const Raw& elements) { return group_length(elements.size()) + elements; }

inline Raw echo_command() {
    return command_set(ui(0x0002, kVerification) + us(0x0100, 0x0030) + us(0x0110, 1) + us(0x0800, 0x0101));
}
inline Raw find_command(std::uint16_t data_set_type = 0x0001) {
    return command_set(ui(0x0002, kWorklistFind) + us(0x0100, 0x0020) + us(0x0110, 2) + us(0x0700, 0) +
                       us(0x0800, data_set_type));
}
inline Raw find_response() {
    return command_set(ui(0x0002, kWorklistFind) + us(0x0100, 0x8020) + us(0x0120, 2) + us(0x0800, 0x0101) +
                       us(0x0900, 0));
}

// --- data sets (PS3.5 7) ---

struct TagNumber {
    std::uint16_t group;
    std::uint16_t element;
};
inline constexpr TagNumber kStepSequence{0x0040, 0x0100};
inline constexpr TagNumber kModality{0x0008, 0x0060};
inline constexpr TagNumber kItemTag{0xFFFE, 0xE000};
inline constexpr TagNumber kItemEnd{0xFFFE, 0xE00D};
inline constexpr TagNumber kSequenceEnd{0xFFFE, 0xE0DD};
inline constexpr std::uint64_t kUndefined = 0xFFFF'FFFF;

// Writes elements of one transfer syntax.
struct Writer {
    TransferSyntax syntax;

    bool big() const { return syntax == TransferSyntax::explicit_big; }
    Raw tag(TagNumber at) const { return number(at.group, 2, big()) + number(at.element, 2, big()); }
    Raw delimiter(TagNumber at, std::uint64_t length = 0) const { return tag(at) + number(length, 4, big()); }
    Raw header(TagNumber at, std::string_view vr, std::uint64_t length) const {
        if (syntax == TransferSyntax::implicit_little) return delimiter(at, length);
        constexpr std::string_view long_ones = "OB OD OF OL OV OW SQ SV UC UN UR UT UV ZZ";
        if (long_ones.find(vr) == std::string_view::npos)
            return tag(at) + text(vr) + number(length, 2, big());
        return tag(at) + text(vr) + zeros(2) + number(length, 4, big());
    }
    Raw element(TagNumber at, std::string_view vr, const Raw& value) const {
        return header(at, vr, value.size()) + value;
    }
    Raw modality() const { return element(kModality, "CS", text("CT")); }
    Raw item(const Raw& content) const { return delimiter(kItemTag, content.size()) + content; }
    Raw open_item(const Raw& content) const {
        return delimiter(kItemTag, kUndefined) + content + delimiter(kItemEnd);
    }
    Raw sequence(const Raw& items) const { return element(kStepSequence, "SQ", items); }
    Raw open_sequence(const Raw& items) const {
        return header(kStepSequence, "SQ", kUndefined) + items + delimiter(kSequenceEnd);
    }
};

}  // namespace mwl::gate::test
