#pragma once
// What is loaded before a decision, and what a decision wants written: the two halves of a unit of work.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mwl/domain/change.h"
#include "mwl/domain/performed.h"

namespace mwl::domain {

// Names to look up. Everything stored under any of them is loaded and locked, in row order. A patient or
// accession without an issuer is looked up under every issuer; an accession number also finds the orders that
// had it before.
struct Keys {
    std::vector<PatientId> patients;
    std::vector<AccessionNumber> accessions;
    std::vector<OrderNumber> placers;
    std::vector<OrderNumber> fillers;
    std::vector<StudyUid> studies;
    std::vector<StepId> steps;
    std::vector<SopInstanceUid> performed;
    bool orders_of_patients = false;  // also load the open orders of these patients
    int new_orders = 0;               // how many row ids are set aside for orders that may be created
    SenderName sender;                // load also what this sender said last (NewestSaid); empty: nothing
};

// A name that the patient of a scheduled step had before it was changed. The store keeps them, whatever
// changes a name; the instants are those of the database's clock, in the order of the commits.
struct FormerName {
    StepRow step;
    PersonName name;
    Instant until;
    Instant step_created_at;
    std::optional<Instant> doubted_at;  // when the step was last withheld, settled since or not
    friend bool operator==(const FormerName&, const FormerName&) = default;
};

// The newest MSH-7 instants of what one sender said about orders, and about patients without naming an order.
// An order or patient that is not listed has nothing to compare with.
struct NewestSaid {
    std::map<OrderRow, Instant> of_orders;
    std::map<PatientId, Instant> of_patients;
};

// Orders come whole, with all procedures and steps; patients and visits of those orders come along.
struct Known {
    std::vector<Patient> patients;
    struct PatientVisit {
        PatientId patient;
        Visit visit;
        friend bool operator==(const PatientVisit&, const PatientVisit&) = default;
    };
    std::vector<PatientVisit> visits;
    std::vector<Order> orders;
    std::vector<PerformedStep> performed;  // asked for by UID, or linked to a step of a loaded order
    std::vector<OrderRow> new_rows;        // set aside; ids that no order takes are never used
    std::vector<FormerName> former_names;  // of the loaded orders' patients; same_patient.h says which count
    NewestSaid newest;                     // of what is loaded, by Keys::sender

    const Patient* patient(const PatientId& id) const noexcept;
    const Visit* visit(const PatientId& id, const std::string& number, const Issuer& issuer) const noexcept;
    const PerformedStep* performed_step(const SopInstanceUid& uid) const noexcept;
};

// One append-only line of an order's history.
struct TimelineEntry {
    OrderRow order;      // 0: not about one order
    std::string event;   // "order created", "step started", "status queued", …
    std::string detail;  // for people; ids, never names
    friend bool operator==(const TimelineEntry&, const TimelineEntry&) = default;
};

// Notes of one order.
struct OrderNotes {
    OrderRow order;
    std::vector<MappingNote> notes;
};

// Everything to be written, keyed by natural keys: a patient by id and issuer, a visit by patient and number,
// an order by its row, a procedure by order and id, a step by its id, a performed step by its UID.
struct Effects {
    std::vector<Patient> patients;
    std::vector<Known::PatientVisit> visits;
    std::vector<Order> orders;             // whole: every procedure and step of it
    std::vector<PerformedStep> performed;  // `steps` of a performed step are written as links
    std::vector<TimelineEntry> timeline;
    std::vector<OrderNotes> notes;
    std::vector<PatientOrigins> patient_origins;
    std::vector<VisitOrigins> visit_origins;
    std::vector<OrderOrigins> order_origins;
    std::vector<StatusChange> status;  // to be rendered into the outbox by services
    // What the message was about, whether or not it changed anything: later messages of its sender are
    // compared with it. Patients only from messages without an order (ADT).
    std::vector<PatientId> patients_told_of;
    std::vector<OrderRow> orders_told_of;
    bool empty() const noexcept {
        return patients.empty() && visits.empty() && orders.empty() && performed.empty();
    }
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
