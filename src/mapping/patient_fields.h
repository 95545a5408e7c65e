#pragma once
// PID, PV1, AL1 and what OBX says of the patient -> patient and visit (interop.md 2). Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/model.h"

namespace mwl::mapping {

// What PID-3 says. The parts die with the message.
struct PatientIds {
    PatientId main;
    hl7::Part main_as_received;  // its repetition
    std::vector<PatientId> others;
};
// Refuses the message if there is none, or if there are more than kMostPatientIds.
inline constexpr std::size_t kMostPatientIds = 100;
PatientIds read_patient_ids(Reading& reading, const Field& pid3);

// The patient with all attributes that stand before the first order. `needs_name`: a name must be there, or
// what the profile puts in its place.
Patient read_patient(Reading& reading, const Group& patient, const PatientIds& ids, bool needs_name);
// What the segments of one order say of the patient (OBX, a PV1 of its own), laid over what is read already.
void read_own_patient_fields(Reading& reading, const Group& order, Patient& patient);

// Allergies and medical alerts alone: an update that brings no demographics still brings these.
Patient read_safety(Reading& reading, const Group& patient);

// The visit of PV1 and PID-18.
Visit read_visit(Reading& reading, const Group& patient);
// What an order says of the visit (OBR-12).
Stated<std::string> read_state(Reading& reading, const Group& order);

}  // namespace mwl::mapping
