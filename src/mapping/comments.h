#pragma once
// Which comments (NTE) speak of the patient and which of the order. Private to mapping.

#include "mapping/reading.h"

namespace mwl::mapping {

// (0010,4000): those after PID.
Stated<std::string> read_patient_comments(Reading& reading, const Group& patient);

// (0040,1400): those after OBR; and those at any other place that speak of nothing else, which is noted.
Stated<std::string> read_order_comments(Reading& reading, const Group& patient, const Group& order);

// Notes those of the group that nobody takes: comments on the message or on an observation, and, without an
// order, those on anything but the patient.
void note_comments_not_taken(Reading& reading, const Group& group, bool has_orders);

}  // namespace mwl::mapping
