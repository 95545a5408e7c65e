#pragma once
// Table 0008, for writing and for reading.

#include "mwl/base/enum_names.h"
#include "mwl/hl7/ack.h"

namespace mwl::hl7 {

inline constexpr auto kAckCodeNames = enum_names<AckCode>({
    {AckCode::AA, "AA"},
    {AckCode::AE, "AE"},
    {AckCode::AR, "AR"},
    {AckCode::CA, "CA"},
    {AckCode::CE, "CE"},
    {AckCode::CR, "CR"},
});

}  // namespace mwl::hl7
