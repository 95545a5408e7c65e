#pragma once
// Whether a message is one that the broker takes: type, event, version, processing id, control id
// (interop.md 1). Private to mapping.

#include "mapping/reading.h"

namespace mwl::mapping {

enum class MessageKind { orders, patient };

// Refuses the message in `reading` if it is not taken.
MessageKind read_header(Reading& reading, const hl7::Message& message);

}  // namespace mwl::mapping
