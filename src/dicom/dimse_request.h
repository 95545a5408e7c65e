#pragma once
// What all DIMSE requests have in common, whichever member of DCMTK's union they are in.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <cstdint>
#include <string>

#include "mwl/dicom/status.h"

namespace mwl::dicom {

struct RequestFields {
    std::uint16_t message_id = 0;
    std::string sop_class;  // affected or requested
    bool has_data_set = false;
    bool is_composite = false;  // C-, not N-
};

RequestFields fields_of(const T_DIMSE_Message& request);

// The response that says no more than `status`.
T_DIMSE_Message plain_response(const T_DIMSE_Message& request, Status status);

}  // namespace mwl::dicom
