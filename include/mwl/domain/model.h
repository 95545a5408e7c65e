#pragma once
// What the broker keeps: patient, visit, imaging service request (order), requested procedure, scheduled
// step. Plain values; no rules here (step_status.h, decide.h). Text is UTF-8 in DICOM's shape, controls
// removed.

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/domain/stated.h"
#include "mwl/domain/step_status.h"
#include "mwl/text/person_name.h"
#include "mwl/time/local.h"

namespace mwl::domain {

// One item of a code sequence (PS3.3 8.8).
struct CodedEntry {
    std::string value;    // (0008,0100) SH 16
    std::string scheme;   // (0008,0102) SH 16
    std::string meaning;  // (0008,0104) LO 64
    bool empty() const noexcept { return value.empty(); }
    friend bool operator==(const CodedEntry&, const CodedEntry&) = default;
};

// A date, or none: a DA cannot hold an incomplete birth date, which is therefore left out with a note.
using OptionalDate = std::optional<LocalDate>;

struct Patient {
    PatientRow row;
    PatientId id;                              // (0010,0020), (0010,0021)
    Stated<std::vector<PatientId>> other_ids;  // (0010,1002)
    Stated<PersonName> name;                   // (0010,0010)
    Stated<OptionalDate> birth_date;           // (0010,0030)
    Stated<std::string> sex;                   // (0010,0040) M, F, O or empty
    Stated<std::string> allergies;             // (0010,2110)
    Stated<std::string> medical_alerts;        // (0010,2000)
    Stated<std::string> special_needs;         // (0038,0050)
    Stated<std::string> pregnancy_status;      // (0010,21C0) US 1…4
    Stated<std::string> weight_kg;             // (0010,1030) DS
    Stated<std::string> size_m;                // (0010,1020) DS
    Stated<std::string> comments;              // (0010,4000)

    static auto attributes(auto& p) {
        return std::tie(p.other_ids, p.name, p.birth_date, p.sex, p.allergies, p.medical_alerts,
                        p.special_needs, p.pregnancy_status, p.weight_kg, p.size_m, p.comments);
    }
    friend bool operator==(const Patient&, const Patient&) = default;
};

// A stay of a patient. Without a number it stands for "where the patient is now".
struct Visit {
    std::string number;                      // (0038,0010), unique within patient and issuer; may be empty
    Issuer issuer;                           // (0038,0014)
    Stated<std::string> location;            // (0038,0300) ward^room^bed
    Stated<std::string> institution;         // (0008,0080)
    Stated<PersonName> referring_physician;  // (0008,0090)
    Stated<std::string> confidentiality;     // (0040,3001)
    Stated<std::string> patient_state;       // (0038,0500)

    static auto attributes(auto& v) {
        return std::tie(v.location, v.institution, v.referring_physician, v.confidentiality, v.patient_state);
    }
    friend bool operator==(const Visit&, const Visit&) = default;
};

// True if anything is known of the visit.
inline bool says_something(const Visit& visit) {
    const auto any = [](const auto&... attribute) { return (attribute.is_stated() || ...); };
    return !visit.number.empty() || std::apply(any, Visit::attributes(visit));
}

// What an ORC/OBR group said of its order, field by field as received, in default delimiters: status messages
// repeat it, so that the RIS recognises its own order. Empty: the RIS sent nothing there. These values are
// never used to find an order.
struct AsOrdered {
    Stated<std::string> pid_3;   // the repetition that became the main id
    Stated<std::string> pid_18;  // patient account number
    Stated<std::string> pv1_19;  // visit number
    Stated<std::string> orc_2;   // placer order number; from OBR-2 where ORC-2 is empty
    Stated<std::string> orc_3;   // filler order number; from OBR-3 where ORC-3 is empty
    Stated<std::string> obr_2;   // from ORC-2 where OBR-2 is empty
    Stated<std::string> obr_3;   // from ORC-3 where OBR-3 is empty
    Stated<std::string> obr_4;
    Stated<std::string> obr_18;
    Stated<std::string> obr_19;
    Stated<std::string> obr_20;
    Stated<std::string> obr_24;
    Stated<std::string> obr_44;
    Stated<std::string> zds;  // the whole segment

    static auto attributes(auto& a) {
        return std::tie(a.pid_3, a.pid_18, a.pv1_19, a.orc_2, a.orc_3, a.obr_2, a.obr_3, a.obr_4, a.obr_18,
                        a.obr_19, a.obr_20, a.obr_24, a.obr_44, a.zds);
    }
    friend bool operator==(const AsOrdered&, const AsOrdered&) = default;
};

// One scheduled procedure step: what one ORC/OBR group orders. `placer` and `filler` are that group's.
struct Step {
    StepRow row;
    StepId id;  // (0040,0009), unique in the installation
    StepStatus status = StepStatus::scheduled;
    bool withheld = false;                  // a conflict that a person must settle: never on a worklist
    bool expired = false;                   // open, and its day too long past: on no worklist (expiry.h)
    OrderNumber placer;                     // (0040,2016), (0040,0026)
    OrderNumber filler;                     // (0040,2017), (0040,0027)
    Stated<std::string> modality;           // (0008,0060)
    Stated<std::vector<AeTitle>> stations;  // (0040,0001); empty: whoever asks for the modality
    Stated<std::string> station_name;       // (0040,0010)
    Stated<std::string> location;           // (0040,0011)
    Stated<std::optional<Instant>> start;   // an all-day step: local midnight at the performing site
    Stated<OptionalDate> local_date;        // the date at the performing site, kept beside the instant
    Stated<bool> all_day;
    Stated<PersonName> performing_physician;  // (0040,0006)
    Stated<std::string> description;          // (0040,0007)
    Stated<CodedEntry> protocol;              // (0040,0008)
    Stated<std::string> comments;             // (0040,0400)
    AsOrdered as_ordered;                     // from the group that asks for this step

    static auto attributes(auto& s) {
        return std::tie(s.modality, s.stations, s.station_name, s.location, s.start, s.local_date, s.all_day,
                        s.performing_physician, s.description, s.protocol, s.comments);
    }
    friend bool operator==(const Step&, const Step&) = default;
};

// One requested procedure; its steps may be ordered by several ORC/OBR groups.
struct Procedure {
    ProcedureRow row;
    ProcedureId id;  // (0040,1001)
    StudyUid study;  // (0020,000D)
    bool study_was_generated = false;
    Stated<std::string> description;  // (0032,1060)
    Stated<CodedEntry> code;          // (0032,1064)
    Stated<std::string> priority;     // (0040,1003) STAT HIGH ROUTINE MEDIUM LOW or empty
    Stated<std::string> transport;    // (0040,1004)
    Stated<std::string> reason;       // (0040,1002)
    Stated<std::string> comments;     // (0040,1400)
    // OBR-13: what those who perform this procedure must know about the patient; answered in (0010,2000).
    Stated<std::string> clinical_information;
    std::vector<Step> steps;

    static auto attributes(auto& p) {
        return std::tie(p.description, p.code, p.priority, p.transport, p.reason, p.comments,
                        p.clinical_information);
    }
    friend bool operator==(const Procedure&, const Procedure&) = default;
};

// An imaging service request. Its row is its identity, set aside before it is stored; its accession numbers
// may change (mapping.md, "Accession numbers change").
struct Order {
    OrderRow row;
    PatientRow patient_row;  // 0 until stored
    PatientId patient;
    AccessionNumber accession;  // (0008,0050), (0008,0051): the one in force
    // The numbers it had before: devices may still hold them. Known inside a unit of work only.
    std::vector<AccessionNumber> earlier_accessions;
    // Another order may have one of its Study Instance UIDs; while a step is offered.
    bool shares_study = false;
    SenderName sender;         // the RIS that sent it: status goes back there
    std::string visit_number;  // names a Visit of the same patient
    Issuer visit_issuer;
    Stated<PersonName> requesting_physician;      // (0032,1032)
    Stated<std::string> requesting_service;       // (0032,1033)
    Stated<std::optional<Instant>> requested_at;  // ORC-9 / ORC-15: (0040,2004), (0040,2005)
    std::vector<Procedure> procedures;

    static auto attributes(auto& o) {
        return std::tie(o.requesting_physician, o.requesting_service, o.requested_at);
    }
    friend bool operator==(const Order&, const Order&) = default;
};

// One line of a worklist: a step with everything above it. Always of one patient.
// `order.procedures`, `procedure.steps` and `step.as_ordered` are empty here.
struct WorklistItem {
    Patient patient;
    Visit visit;
    Order order;
    Procedure procedure;
    Step step;
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
