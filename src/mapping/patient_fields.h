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
// Refuses the message if there is none.
PatientIds read_patient_ids(Reading& reading, const Field& pid3);

// The patient of the message with all its attributes. `order` adds what order segments say of the patient
// (OBX, their own PV1); nullptr: an ADT message. `needs_name`: a name must be there, or what the profile puts
// in its place.
Patient read_patient(Reading& reading, const Group& patient, const Group* order, const PatientIds& ids,
                     bool needs_name);

// Allergies and medical alerts alone: an update that brings no demographics still brings these.
void read_safety(Reading& reading, const Group& patient, Patient& out);

// The visit of PV1 and PID-18 in the group or around it; `order` adds OBR-12.
Visit read_visit(Reading& reading, const Group& patient, const Group* order);

}  // namespace mwl::mapping
