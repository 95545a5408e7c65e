#pragma once
// What all DIMSE messages have in common, whichever member of DCMTK's union they are in.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>
#include <dcmtk/ofstd/ofstd.h>

#include <cstdint>
#include <string>

#include "mwl/dicom/status.h"

namespace mwl::dicom {

using DimseFields = decltype(T_DIMSE_Message::msg);

struct RequestFields {
    std::uint16_t message_id = 0;
    std::string sop_class;  // affected or requested
    bool has_data_set = false;
};

RequestFields fields_of(const T_DIMSE_Message& request);

// C-, not N- (PS3.7 E.1-1: the command fields of the two do not mix).
constexpr bool is_composite(T_DIMSE_Command request) noexcept { return request < DIMSE_N_EVENT_REPORT_RQ; }

// The command of the response to a request.
constexpr T_DIMSE_Command response_to(T_DIMSE_Command request) noexcept {
    return static_cast<T_DIMSE_Command>(static_cast<unsigned>(request) | 0x8000U);
}

// A response with only `status` filled in.
T_DIMSE_Message plain_response(const T_DIMSE_Message& request, Status status);

// Into a UID of a message: cut where it does not fit.
inline void put_uid(DIC_UI& into, const std::string& uid) {
    OFStandard::strlcpy(into, uid.c_str(), sizeof into);
}

}  // namespace mwl::dicom
