#pragma once
// Table 0008, for writing and for reading.

#include <array>

#include "mwl/hl7/ack.h"

namespace mwl::hl7 {

struct AckCodeName {
    AckCode code;
    const char* name;
};
inline constexpr std::array kAckCodeNames{
    AckCodeName{AckCode::AA, "AA"}, AckCodeName{AckCode::AE, "AE"}, AckCodeName{AckCode::AR, "AR"},
    AckCodeName{AckCode::CA, "CA"}, AckCodeName{AckCode::CE, "CE"}, AckCodeName{AckCode::CR, "CR"},
};

}  // namespace mwl::hl7
