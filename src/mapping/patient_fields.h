#pragma once
// PID, PV1, AL1 and what OBX says of the patient -> patient and visit (interop.md 2). Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/model.h"

namespace mwl::mapping {

// The patient of the message with all its attributes. `order` adds what order segments say of the patient
// (OBR-13, OBX); nullptr: an ADT message.
Patient read_patient(Reading& reading, const Group& patient, const Group* order);

// Allergies and medical alerts alone: an update that brings no demographics still brings these.
void read_safety(Reading& reading, const Group& patient, const Group* order, Patient& out);

// Main id and the others of PID-3; refuses the message if there is none.
PatientId read_patient_id(Reading& reading, const Field& pid3, std::vector<PatientId>& others);

// The visit of PV1 and PID-18; `order` adds OBR-12.
Visit read_visit(Reading& reading, const Group& patient, const Group* order);

}  // namespace mwl::mapping
