#pragma once
// PID, PV1, AL1 and what OBX says about the patient -> patient and visit (interop.md 2). Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/model.h"

namespace mwl::mapping {

// What PID-3 says, or what the profile reads. The parts die with the message.
struct PatientIds {
    PatientId main;
    hl7::Part main_as_received;  // its repetition
    std::vector<PatientId> others;
};
// From the first source that holds any. Refuses the message if there is none, or if there are more than
// kMostPatientIds.
inline constexpr std::size_t kMostPatientIds = 100;
PatientIds read_patient_ids(Reading& reading, const Group& patient);

// The patient with all attributes stated before the first order. `needs_name`: there must be a name, or what
// the profile puts in its place.
Patient read_patient(Reading& reading, const Group& patient, const PatientIds& ids, bool needs_name);
// What the segments of one order say about the patient (OBX, a PV1 of its own), added to what was read
// before.
void read_own_patient_fields(Reading& reading, const Group& order, Patient& patient);

// Allergies and medical alerts alone: an update that brings no demographics still brings these.
Patient read_safety(Reading& reading, const Group& patient);

// The visit. `is_new`: of a new order, for which the profile may require more.
Visit read_visit(Reading& reading, const Group& patient, bool is_new);
// Whether a source of the profile names a segment that can stand in an order, so that each order is asked.
bool is_visit_read_from_orders(const SiteProfile& profile);
// What an order says about the patient's state.
Stated<std::string> read_state(Reading& reading, const Group& order, bool is_new);

}  // namespace mwl::mapping
