#pragma once
// Which acknowledgements a message is answered with (HL7 2.5.1 chapter 2.9, table 0155). Pure.

#include <string>
#include <vector>

#include "mwl/hl7/ack.h"

namespace mwl::services {

// Original mode: one. Enhanced mode: the commit acknowledgement and the application acknowledgement, each if
// MSH-15 and MSH-16 ask for it, in this order; none if neither does. An acknowledgement is never
// acknowledged.
std::vector<std::string> acknowledgements(const hl7::RawHeader& to, const hl7::AckContent& content);

// MSH-9 is ACK or another answer: what somebody says to a message of ours does not belong here.
bool is_acknowledgement(const hl7::RawHeader& header);

}  // namespace mwl::services
