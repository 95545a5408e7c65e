#pragma once
// A performed procedure step (MPPS object, PS3.4 Annex F) and what became of it.

#include <optional>
#include <string>
#include <vector>

#include "mwl/domain/model.h"

namespace mwl::domain {

// One item of Scheduled Step Attributes Sequence: which scheduled step the modality says it performed.
struct StepReference {
    StudyUid study;
    std::vector<StudyUid> referenced_studies;  // Referenced Study Sequence: the RIS's UIDs in group cases
    AccessionNumber accession;                 // no issuer: the modality stated none, any may be meant
    ProcedureId procedure;
    StepId step;
    friend bool operator==(const StepReference&, const StepReference&) = default;
};

struct PerformedStep {
    PerformedRow row;
    SopInstanceUid uid;
    PpsStatus status = PpsStatus::in_progress;
    AeTitle device;            // calling AE that created it
    AeTitle station;           // Performed Station AE Title
    PatientId patient;         // as the modality stated it; no issuer: it stated none
    std::string patient_name;  // PN as stated; evidence, never copied to a Patient
    OptionalDate birth_date;   // as stated; the same
    std::string sex;           // as stated; the same
    std::string modality;
    std::vector<StepReference> references;
    std::optional<Instant> started_at;
    std::optional<Instant> ended_at;
    CodedEntry discontinuation_reason;
    std::string operators;  // PN of the first operator stated in a series
    int series = 0;
    int instances = 0;
    std::string attributes;      // the whole merged data set, dataset::encode()
    std::string create_digest;   // SHA-256 of the N-CREATE data set as received: finds repeats
    std::string final_digest;    // the same of the N-SET that made it final
    std::vector<StepRow> steps;  // linked scheduled steps; empty: unscheduled
    std::string linked_by;       // the rule that found them, for people
    std::string alarm;           // not empty: why a person must look (other patient than the order's, …)
    friend bool operator==(const PerformedStep&, const PerformedStep&) = default;
};

// What the RIS is told about an order because of a performed step.
enum class StatusTransition { in_progress, completed, discontinued, back_to_scheduled };
std::string_view name_of(StatusTransition transition) noexcept;

// One status message to be rendered: one per order as the RIS numbers them (ORC-2/3) and transition.
struct StatusChange {
    StatusTransition transition = StatusTransition::in_progress;
    Patient patient;
    Visit visit;
    Order order;  // with the one procedure concerned and the one step of it that is reported
    PerformedStep performed;
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
