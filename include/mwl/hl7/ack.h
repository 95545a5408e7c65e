#pragma once
// Acknowledgements (HL7 2.5.1 chapter 2.9, tables 0008 and 0357). Pure.

#include <optional>
#include <string>
#include <string_view>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"
#include "mwl/hl7/message.h"

namespace mwl::hl7 {

enum class AckCode { AA, AE, AR, CA, CE, CR };  // table 0008
const char* name_of(AckCode code) noexcept;

// Which answers MSH-15 and MSH-16 ask for (table 0155). Both empty: original mode, one application ack.
struct AckWanted {
    bool enhanced = false;
    std::string accept;  // AL NE ER SU, as written
    std::string application;
};
AckWanted ack_wanted(const RawHeader& header);
// Whether a condition of table 0155 asks for an answer of this code: AL always, NE and empty never, ER only
// AE, AR, CE and CR, SU only AA and CA. A condition that the table does not have counts as AL: the sender may
// be waiting for an answer.
bool asks_for(std::string_view condition, AckCode code) noexcept;

// The number and text of table 0357 for one of our codes; 207 for a code without a row.
struct ErrorCode {
    int number = 207;
    const char* text = "Application internal error";
};
ErrorCode error_code_of(Code code) noexcept;

// AR for a message that is not taken at all (200…203, and too_large), AE for a fault in its content or in the
// broker (100…103, 204…206, and internal).
AckCode ack_code_of(Code code) noexcept;
// The same, but AR for anything that is wrong with MSH itself or with a batch around it: such a message is
// not taken at all either (faults.md B9, B10, C1, C2, C4).
AckCode ack_code_of(const Problem& problem) noexcept;

struct AckContent {
    AckCode code = AckCode::AA;
    std::optional<Problem> problem;  // MSA-3 (80 characters) and ERR, in the form of the message's version
    std::string control_id;          // our own unique MSH-10
    Instant now{};
    bool typed_response = false;  // ORR^O02, ORG^O20, ORI^O24 instead of ACK, for the orders that have one
    std::string remark{};         // MSA-3 where there is no problem: accepted, but not all of it was applied
};

// MSH-3…6 are the message's 5,6,3,4; MSA-2 is its MSH-10; MSH-11, version, delimiters and character set
// follow it; MSH-9 is ACK^trigger^ACK from 2.3.1 on, ACK before. In enhanced mode the code given is turned
// into CA/CE/CR where MSH-15 asks for an accept acknowledgement and MSH-16 asks for none. The bytes are in
// the message's character set. Works from a RawHeader, so that anything with an MSH is answered; without one
// the answer carries an empty MSA-2.
std::string build_ack(const RawHeader& to, const AckContent& content);

// What a received acknowledgement says about a message that we sent.
struct ReceivedAck {
    AckCode code = AckCode::AA;
    std::string acknowledged_id;  // MSA-2; empty: what was sent had no control id that could be read
    std::string text;             // the first of MSA-3, ERR-8, ERR-3 and ERR-1.4 that has text; not for logs
};
// An answer is not lost because of its text: if the bytes contradict MSH-18, those beyond ASCII are read as
// '?'. Problems: those of Message::parse; MSA missing (segment_sequence), MSA-1 not of table 0008.
Result<ReceivedAck> parse_ack(std::string_view bytes);

}  // namespace mwl::hl7
