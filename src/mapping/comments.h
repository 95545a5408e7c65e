#pragma once
// Which comments (NTE) are about the patient and which about the order. Private to mapping.

#include "mapping/reading.h"

namespace mwl::mapping {

// Whether it is a comment on the patient, whatever group it stands in.
bool is_on_patient(const Comment& comment);

// (0010,4000): those on the patient.
Stated<std::string> read_patient_comments(Reading& reading, const Group& patient);

// (0040,1400): those after OBR, and those at any other place that are about nothing else, which is noted.
Stated<std::string> read_order_comments(Reading& reading, const Group& patient, const Group& order);

// Notes the comments of the group that are not used: those on the message or on an observation, and, without
// an order, those on anything but the patient.
void note_comments_not_taken(Reading& reading, const Group& group, bool has_orders);

}  // namespace mwl::mapping
