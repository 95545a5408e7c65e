#pragma once
// What a receiver's HL7 acknowledgement says about the message that it answers (HL7 2.5.1 chapter 2.9). Pure.

#include <string_view>

#include "mwl/services/sender.h"

namespace mwl::services {

// AA and CA: accepted. The other codes of table 0008: refused, with the reason that the answer gives. An
// answer whose MSA-2 is not `control_id` (our MSH-10), or that is not an acknowledgement: unrelated.
SendOutcome outcome_of_hl7_reply(std::string_view reply, std::string_view control_id);

}  // namespace mwl::services
