#pragma once
// One ORC/OBR group -> order, procedure and step attributes (interop.md 2). Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/change.h"

namespace mwl::mapping {

// Fills the attributes of `change.order`, whose ids are set; `change.visit` helps to choose a station.
// `patient`: the group around the order, for comments in unusual places.
void read_order_fields(Reading& reading, const Group& patient, const Group& order, Instant received_at,
                       OrderChange& change);

// The code of the procedure alone: which service of an appointment is taken away.
void read_service(Reading& reading, const Group& order, OrderChange& change);

}  // namespace mwl::mapping
