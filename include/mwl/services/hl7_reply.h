#pragma once
// What a receiver's HL7 acknowledgement says of the message that it answers (HL7 2.5.1 chapter 2.9). Pure.

#include <string_view>

#include "mwl/services/sender.h"

namespace mwl::services {

// AA and CA accept, the other codes of table 0008 refuse, with the reason that the answer gives. An answer
// whose MSA-2 is not `control_id` (our MSH-10), or that is no acknowledgement at all, is about something
// else.
SendOutcome outcome_of_hl7_reply(std::string_view reply, std::string_view control_id);

}  // namespace mwl::services
