#pragma once
// Which acknowledgements a message is answered with (HL7 2.5.1 chapter 2.9, table 0155). Pure.

#include <string>
#include <vector>

#include "mwl/hl7/ack.h"
#include "mwl/store/messages.h"

namespace mwl::services {

// Original mode: one. Enhanced mode: the commit acknowledgement and the application acknowledgement, each if
// MSH-15 and MSH-16 ask for it, in this order; none if neither does. An acknowledgement is never
// acknowledged.
std::vector<std::string> acknowledgements(const hl7::RawHeader& to, const hl7::AckContent& content);

// What MSA-3 says about a message that was accepted but not, or not wholly, applied: its disposition and the
// reason. Empty if all of it was applied, or if it was refused: then the problem says why.
std::string remark_on(const store::StoredMessage& settled);

// True if MSH-9 is ACK or another response: answers to our messages do not belong on the intake.
bool is_acknowledgement(const hl7::RawHeader& header);

}  // namespace mwl::services
