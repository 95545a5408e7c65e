#pragma once
// What the PDU gate says of the bytes it was shown, and the table of all it can object to.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mwl/base/result.h"

namespace mwl::gate {

// One kind of objection: its code for logs and metrics, the reason for our A-ABORT (PS3.8 9.3.8; the source
// is always 2, the service provider), the kind of Problem, and what it means.
struct PduRule {
    std::string_view code;
    std::uint8_t abort_reason;
    Code kind;
    std::string_view meaning;
};

inline constexpr std::uint8_t kAbortSourceProvider = 2;
inline constexpr std::uint8_t kUnrecognizedPdu = 1;
inline constexpr std::uint8_t kUnexpectedPdu = 2;
inline constexpr std::uint8_t kUnexpectedParameter = 5;
inline constexpr std::uint8_t kInvalidParameter = 6;

namespace rule {
inline constexpr PduRule kOtherProtocol{"DUL-102", kUnrecognizedPdu, Code::malformed,
                                        "not DICOM: looks like TLS, HTTP or MLLP"};
inline constexpr PduRule kUnknownPdu{"DUL-103", kUnrecognizedPdu, Code::malformed,
                                     "PDU type that PS3.8 does not know"};
inline constexpr PduRule kUnexpected{"DUL-104", kUnexpectedPdu, Code::not_allowed,
                                     "PDU type not allowed in this state"};
inline constexpr PduRule kFixedLength{"DUL-105", kInvalidParameter, Code::malformed,
                                      "release, reject or abort PDU not 4 bytes long"};
inline constexpr PduRule kAssociate{
    "DUL-110", kInvalidParameter, Code::malformed,
    "A-ASSOCIATE too large, item lengths that do not add up, item missing or given twice"};
inline constexpr PduRule kTooManyItems{"DUL-111", kInvalidParameter, Code::too_large,
                                       "A-ASSOCIATE with too many contexts, transfer syntaxes or user items"};
inline constexpr PduRule kContextId{"DUL-112", kInvalidParameter, Code::malformed,
                                    "presentation context id even or given twice"};
inline constexpr PduRule kUnexpectedItem{"DUL-113", kUnexpectedParameter, Code::malformed,
                                         "A-ASSOCIATE item in a place that is not its own"};
inline constexpr PduRule kPduLength{"DUL-120", kInvalidParameter, Code::too_large,
                                    "P-DATA-TF longer than the maximum that we announced"};
inline constexpr PduRule kPdvLength{"DUL-121", kInvalidParameter, Code::malformed,
                                    "PDV shorter than its header, or PDVs that do not add up to their PDU"};
inline constexpr PduRule kTooManyPdvs{"DUL-122", kInvalidParameter, Code::too_large,
                                      "too many PDVs in a PDU, or too many fragments in a message"};
inline constexpr PduRule kContextUnknown{"DUL-123", kInvalidParameter, Code::not_allowed,
                                         "PDV for a presentation context that was not accepted"};
inline constexpr PduRule kInterleaved{
    "DUL-124", kUnexpectedParameter, Code::not_allowed,
    "command and data set fragments mixed up, or a data set that no command announced"};
inline constexpr PduRule kCommandSize{"DUL-130", kInvalidParameter, Code::too_large, "command set too large"};
inline constexpr PduRule kCommandElement{"DUL-131", kInvalidParameter, Code::malformed,
                                         "command set not well formed (PS3.7 6.3.1)"};
inline constexpr PduRule kCommandContent{"DUL-132", kInvalidParameter, Code::required_field_missing,
                                         "command without what its message requires (PS3.7 9.3, 10.3)"};
inline constexpr PduRule kCommandField{
    "DUL-133", kUnexpectedParameter, Code::not_allowed,
    "command that this role does not take: unknown, or a response sent to the SCP"};
inline constexpr PduRule kDataSetSize{"DUL-140", kInvalidParameter, Code::too_large,
                                      "data set larger than any message may bring"};
}  // namespace rule

// Why the association must end: send A-ABORT(abort_source, abort_reason), log code and problem, close.
// problem.where is the PDU by name and number, and the element if it is about a command set:
// "P-DATA-TF (number 3), command set (0000,0100)".
struct Violation {
    std::string code;
    std::uint8_t abort_source = kAbortSourceProvider;
    std::uint8_t abort_reason = 0;
    Problem problem;

    friend bool operator==(const Violation&, const Violation&) = default;
};

class [[nodiscard]] Verdict {
public:
    Verdict() = default;                                                // the bytes may pass
    Verdict(Violation violation) : violation_(std::move(violation)) {}  // NOLINT: implicit by design

    [[nodiscard]] bool ok() const noexcept { return !violation_; }
    explicit operator bool() const noexcept { return ok(); }

    // Precondition: !ok(). Violations throw std::bad_optional_access.
    const Violation& violation() const { return violation_.value(); }

    friend bool operator==(const Verdict&, const Verdict&) = default;

private:
    std::optional<Violation> violation_;
};

}  // namespace mwl::gate
