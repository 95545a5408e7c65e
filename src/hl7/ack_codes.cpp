// The tables behind acknowledgements: 0008 (codes), 0155 (when to answer), 0357 (errors).
#include <algorithm>
#include <array>
#include <string_view>

#include "hl7/ack_code_names.h"
#include "hl7/segment_name.h"
#include "mwl/hl7/ack.h"

namespace mwl::hl7 {

namespace {

struct ErrorRow {
    Code code;
    ErrorCode error;
    AckCode ack;
};
constexpr std::array kErrors{
    ErrorRow{Code::segment_sequence, {100, "Segment sequence error"}, AckCode::AE},
    ErrorRow{Code::required_field_missing, {101, "Required field missing"}, AckCode::AE},
    ErrorRow{Code::wrong_data_type, {102, "Data type error"}, AckCode::AE},
    ErrorRow{Code::value_not_in_table, {103, "Table value not found"}, AckCode::AE},
    ErrorRow{Code::unsupported_type, {200, "Unsupported message type"}, AckCode::AR},
    ErrorRow{Code::unsupported_event, {201, "Unsupported event code"}, AckCode::AR},
    ErrorRow{Code::unsupported_processing, {202, "Unsupported processing id"}, AckCode::AR},
    ErrorRow{Code::unsupported_version, {203, "Unsupported version id"}, AckCode::AR},
    ErrorRow{Code::unknown_key, {204, "Unknown key identifier"}, AckCode::AE},
    ErrorRow{Code::duplicate_key, {205, "Duplicate key identifier"}, AckCode::AE},
    ErrorRow{Code::conflict, {205, "Duplicate key identifier"}, AckCode::AE},
    ErrorRow{Code::too_long, {102, "Data type error"}, AckCode::AE},
    ErrorRow{Code::too_large, {207, "Application internal error"}, AckCode::AR},
    ErrorRow{Code::malformed, {102, "Data type error"}, AckCode::AE},
    ErrorRow{Code::wrong_charset, {102, "Data type error"}, AckCode::AE},
    ErrorRow{Code::not_encodable, {102, "Data type error"}, AckCode::AE},
    ErrorRow{Code::not_allowed, {206, "Application record locked"}, AckCode::AE},
    ErrorRow{Code::internal, {207, "Application internal error"}, AckCode::AE},
};

// A code without a row counts as internal, the last row.
const ErrorRow& row_of(Code code) noexcept {
    const auto* row =
        std::find_if(kErrors.begin(), kErrors.end(), [&](const ErrorRow& r) { return r.code == code; });
    return row == kErrors.end() ? kErrors.back() : *row;
}

bool is_success(AckCode code) noexcept { return code == AckCode::AA || code == AckCode::CA; }

}  // namespace

const char* name_of(AckCode code) noexcept { return kAckCodeNames.of(code); }

AckWanted ack_wanted(const RawHeader& header) {
    return {!header.accept_ack.empty() || !header.application_ack.empty(), header.accept_ack,
            header.application_ack};
}

bool asks_for(std::string_view condition, AckCode code) noexcept {
    if (condition.empty() || condition == "NE") return false;
    if (condition == "ER") return !is_success(code);
    if (condition == "SU") return is_success(code);
    return true;
}

ErrorCode error_code_of(Code code) noexcept { return row_of(code).error; }

AckCode ack_code_of(Code code) noexcept { return row_of(code).ack; }

AckCode ack_code_of(const Problem& problem) noexcept {
    const auto segment = std::string_view(problem.where).substr(0, kSegmentNameLength);
    const bool is_about_envelope = segment == "MSH" || is_batch_segment(segment);
    return is_about_envelope ? AckCode::AR : ack_code_of(problem.code);
}

}  // namespace mwl::hl7
