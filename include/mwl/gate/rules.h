#pragma once
// Everything that the two gates can object to, as one table: PDUs and command sets (DUL-1xx), and the
// contents of a data set (DS-41x).

#include <cstdint>
#include <string_view>

#include "mwl/base/result.h"

namespace mwl::gate {

// One kind of objection: its code for logs and metrics, the kind of Problem, its meaning, and, if it ends the
// association, the reason of our A-ABORT (PS3.8 9.3.8; the source is always 2, the service provider). Reason
// 0: the message gets a DIMSE status and the association goes on.
struct GateRule {
    std::string_view code;
    Code kind;
    std::string_view meaning;
    std::uint8_t abort_reason = 0;
};

inline constexpr std::uint8_t kAbortSourceProvider = 2;
inline constexpr std::uint8_t kUnrecognizedPdu = 1;
inline constexpr std::uint8_t kUnexpectedPdu = 2;
inline constexpr std::uint8_t kUnexpectedParameter = 5;
inline constexpr std::uint8_t kInvalidParameter = 6;

namespace rule {
inline constexpr GateRule kOtherProtocol{"DUL-102", Code::malformed,
                                         "not DICOM: looks like TLS, HTTP or MLLP", kUnrecognizedPdu};
inline constexpr GateRule kUnknownPdu{"DUL-103", Code::malformed, "PDU type that PS3.8 does not know",
                                      kUnrecognizedPdu};
inline constexpr GateRule kUnexpected{"DUL-104", Code::not_allowed, "PDU type not allowed in this state",
                                      kUnexpectedPdu};
inline constexpr GateRule kFixedLength{"DUL-105", Code::malformed,
                                       "release, reject or abort PDU not 4 bytes long", kInvalidParameter};
inline constexpr GateRule kAssociate{
    "DUL-110", Code::malformed,
    "A-ASSOCIATE too large, item lengths that do not add up, item missing or given twice", kInvalidParameter};
inline constexpr GateRule kTooManyItems{"DUL-111", Code::too_large,
                                        "A-ASSOCIATE with too many contexts, transfer syntaxes or user items",
                                        kInvalidParameter};
inline constexpr GateRule kContextId{"DUL-112", Code::malformed,
                                     "presentation context id even or given twice", kInvalidParameter};
inline constexpr GateRule kUnexpectedItem{
    "DUL-113", Code::malformed, "A-ASSOCIATE item in a place that is not its own", kUnexpectedParameter};
inline constexpr GateRule kPduLength{
    "DUL-120", Code::too_large, "P-DATA-TF longer than the maximum that we announced", kInvalidParameter};
inline constexpr GateRule kPdvLength{"DUL-121", Code::malformed,
                                     "PDV shorter than its header, or PDVs that do not add up to their PDU",
                                     kInvalidParameter};
inline constexpr GateRule kTooManyPdvs{"DUL-122", Code::too_large,
                                       "too many PDVs in a PDU, or too many fragments in a message",
                                       kInvalidParameter};
inline constexpr GateRule kContextUnknown{
    "DUL-123", Code::not_allowed, "PDV for a presentation context that was not accepted", kInvalidParameter};
inline constexpr GateRule kInterleaved{
    "DUL-124", Code::not_allowed,
    "command and data set fragments mixed up, or a data set that no command announced", kUnexpectedParameter};
inline constexpr GateRule kCommandSize{"DUL-130", Code::too_large, "command set too large",
                                       kInvalidParameter};
inline constexpr GateRule kCommandElement{"DUL-131", Code::malformed,
                                          "command set not well formed (PS3.7 6.3.1)", kInvalidParameter};
inline constexpr GateRule kCommandContent{"DUL-132", Code::required_field_missing,
                                          "command without what its message requires (PS3.7 9.3, 10.3)",
                                          kInvalidParameter};
inline constexpr GateRule kCommandField{
    "DUL-133", Code::not_allowed,
    "command that this role does not take: unknown, or a response sent to the SCP", kUnexpectedParameter};
inline constexpr GateRule kDataSetSize{"DUL-140", Code::too_large,
                                       "data set larger than any message may bring", kInvalidParameter};

inline constexpr GateRule kDepth{"DS-410", Code::too_large, "sequences nested deeper than the limit"};
inline constexpr GateRule kLength{
    "DS-411", Code::malformed,
    "length odd, beyond the parent or the data set, or undefined where it may not be; header cut"};
inline constexpr GateRule kElements{"DS-412", Code::too_large, "more elements than the limit"};
inline constexpr GateRule kDelimiter{"DS-413", Code::malformed,
                                     "item or delimiter where none may stand, or one that is missing"};
inline constexpr GateRule kGroup{"DS-414", Code::malformed, "group that has no place in a data set"};
inline constexpr GateRule kVr{"DS-415", Code::malformed, "VR that is not two capital letters"};
inline constexpr GateRule kSize{"DS-416", Code::too_large, "more bytes than the limit"};
}  // namespace rule

}  // namespace mwl::gate
