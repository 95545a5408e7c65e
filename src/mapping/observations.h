#pragma once
// OBX segments about the patient: weight, height, pregnancy. Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/model.h"

namespace mwl::mapping {

// The newest observation (OBX-14) of each kind in the group. Without a unit, or outside of plausible limits,
// nothing is taken and a note says so: contrast and dose depend on these values.
void read_observations(Reading& reading, const Group& group, Patient& patient);

}  // namespace mwl::mapping
