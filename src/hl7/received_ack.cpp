#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "hl7/ack_code_names.h"
#include "mwl/hl7/ack.h"

namespace mwl::hl7 {

namespace {

// Where senders say why, in the order in which it is worth reading.
constexpr std::array<std::string_view, 5> kReasons{"MSA-3", "ERR-8", "ERR-3.2", "ERR-3.1", "ERR-1.4.2"};

std::string reason_in(const Message& message) {
    for (const auto path : kReasons) {
        if (const auto part = message.at(path); part.has_text()) return part.text();
    }
    return {};
}

// An answer must not be lost for its text: what no declared or likely set explains is read with '?' for each
// byte beyond ASCII.
Result<Message> read_leniently(std::string_view bytes) {
    ParseOptions options;
    auto message = Message::parse(bytes, options);
    if (message || message.problem().code != Code::wrong_charset) return message;
    std::string ascii(bytes);
    std::replace_if(
        ascii.begin(), ascii.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    options.substitute_charset = text::Charset::ascii;
    return Message::parse(ascii, options);
}

}  // namespace

Result<ReceivedAck> parse_ack(std::string_view bytes) {
    const auto message = read_leniently(bytes);
    if (!message) return message.problem();
    if (!message->segment("MSA"))
        return Problem{Code::segment_sequence, "MSA[1]", "no MSA: not an acknowledgement"};
    const auto code = kAckCodeNames.named(message->at("MSA-1").text());
    if (!code)
        return Problem{Code::value_not_in_table, "MSA[1]-1", "not an acknowledgement code of table 0008"};
    return ReceivedAck{*code, message->at("MSA-2").text(), reason_in(*message)};
}

}  // namespace mwl::hl7
