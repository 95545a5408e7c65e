// PV1 and PID-18 -> visit (interop.md 2).
#include "mapping/names.h"
#include "mapping/patient_fields.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

constexpr Target kAdmissionId{"AdmissionID", 64};
constexpr Target kAdmissionIssuer{"IssuerOfAdmissionIDSequence", 64};
constexpr Target kLocation{"CurrentPatientLocation", 64};
constexpr Target kInstitution{"InstitutionName", 64};
constexpr Target kConfidentiality{"ConfidentialityConstraintOnPatientDataDescription", 64};
constexpr Target kPatientState{"PatientState", 64};

// PL: ward^room^bed, by which users of mobile units find the patient.
std::string point_of_care(const hl7::Part& location) {
    std::string out;
    std::string pending;
    for (std::size_t n = 1; n <= 3; ++n) {
        const auto part = trimmed(location.component(n).text());
        if (!part.empty()) {
            out += pending + part;
            pending.clear();
        }
        pending += '^';
    }
    return out;
}

Stated<std::string> read_location(Reading& reading, const Group& patient) {
    auto field = patient.field("PV1", 3);
    if (field.part.is_null()) return std::string();
    if (!field.part.has_text()) {
        field = patient.field("PV1", 42);
        if (!field.part.has_text()) return {};
        reading.note(NoteKind::taken_from, kLocation.keyword, field.where,
                     "PV1-3 is empty; the pending location");
    }
    auto point = reading.line_of(point_of_care(field.part), kLocation, field.where);
    if (point.find_first_not_of("^ ") == std::string::npos) return {};
    return point;
}

// The profile's constant, else the facility of the location, never the ward.
Stated<std::string> read_institution(Reading& reading, const Group& patient) {
    if (!reading.profile().institution.empty()) {
        reading.note(NoteKind::defaulted, kInstitution.keyword, "profile institution",
                     "a constant of the profile");
        return reading.profile().institution;
    }
    const auto facility = patient.field("PV1", 3, 4);
    if (facility.part.subcomponent(1).has_text())
        return reading.line({facility.part.subcomponent(1), facility.where}, kInstitution);
    return reading.line(patient.field("PV1", 39), kInstitution);
}

// PV1-19, else PID-18. CX: number^…^…^authority.
void read_number(Reading& reading, const Group& patient, Visit& visit) {
    auto field = patient.field("PV1", 19);
    if (!field.part.component(1).has_text()) {
        field = patient.field("PID", 18);
        if (!field.part.component(1).has_text()) return;
        reading.note(NoteKind::taken_from, kAdmissionId.keyword, field.where,
                     "PV1-19 is empty; the patient account number");
    }
    const auto authority = field.part.component(4);
    const auto name_space = authority.subcomponent(authority.subcomponent(1).has_text() ? 1 : 2);
    const auto number = reading.optional_identifier({field.part.component(1), field.where}, kAdmissionId);
    const auto issuer = reading.optional_identifier({name_space, field.where + ".4"}, kAdmissionIssuer);
    if (!number || !issuer) return;  // half an identifier would be another one
    visit.number = *number;
    visit.issuer = Issuer{*issuer};
}

}  // namespace

// (0038,0500)
Stated<std::string> read_state(Reading& reading, const Group& order) {
    const auto danger = order.field("OBR", 12);
    const auto text = danger.part.component(2);
    return reading.line({text.has_text() ? text : danger.part.component(1), danger.where}, kPatientState);
}

Visit read_visit(Reading& reading, const Group& patient) {
    Visit out;
    read_number(reading, patient, out);  // (0038,0010), (0038,0014)
    if (patient.has("PV1")) {
        out.location = read_location(reading, patient);        // (0038,0300)
        out.institution = read_institution(reading, patient);  // (0008,0080)
        out.referring_physician =
            physician(reading, patient.field("PV1", 8), "ReferringPhysicianName");       // (0008,0090)
        out.confidentiality = reading.line(patient.field("PV1", 16), kConfidentiality);  // (0040,3001)
    }
    return out;
}

}  // namespace mwl::mapping
