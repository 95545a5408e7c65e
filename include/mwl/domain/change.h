#pragma once
// What a message asks for, in the terms of the model: made by `mapping`, applied by decide.h; the store keeps
// the notes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/domain/model.h"
#include "mwl/domain/origin.h"

namespace mwl::domain {

// Where a value comes from, if it was not simply taken from its own field.
enum class NoteKind { taken_from, defaulted, generated, translated, cut, ignored, charset };
std::string_view name_of(NoteKind kind) noexcept;
std::optional<NoteKind> note_kind_named(std::string_view name) noexcept;

struct MappingNote {
    NoteKind kind = NoteKind::taken_from;
    std::string target;  // DICOM keyword, "AccessionNumber"
    std::string source;  // HL7 location or profile key, "OBR[1]-18", "profile zone"; empty: no source
    std::string rule;    // a sentence: "OBR-18 was empty; taken from filler order number"
    friend bool operator==(const MappingNote&, const MappingNote&) = default;
};

enum class OrderAction {
    create,         // NW
    update,         // XO and others: merge what is stated
    cancel,         // CA, OC, CR
    discontinue,    // DC, OD, DR
    hold,           // HD, OH, HR
    release,        // RL, OE, OR
    set_started,    // SC with ORC-5 IP
    set_completed,  // SC, XO, NW with ORC-5 CM
    ignore          // a code of table 0119 that does not concern the worklist
};
std::string_view name_of(OrderAction action) noexcept;

// Makes an order, or writes into an existing one.
constexpr bool takes_content(OrderAction action) noexcept {
    return action == OrderAction::create || action == OrderAction::update;
}

// RP, RQ and RU name an order that is replaced; RO, in the same message and put after them, names the order
// that takes its place.
enum class Replacement { none, replaced, replacement };

// Which open steps are cancelled because the message does not name them: none, those with one of the order
// numbers of the group, or all of its order.
enum class Listing { some, of_numbers, of_order };

// A service of an appointment. Its numbers are those of the whole order: the code of the procedure tells
// which step is meant.
struct Service {
    bool is_only = false;  // the message has no other
    bool may_add = false;  // a step that the order does not have yet; else it moves the steps of the order
};

// Where in the message a group states the identifiers of its order: "OBR[2]-18". Empty: in the usual place,
// or nowhere.
struct NamePlaces {
    std::string accession;
    std::string placer;
    std::string filler;
    std::string study;
    std::string step;
};

// One ORC/OBR group. `order` holds exactly one procedure; ids that the message does not name are empty in an
// update or cancel (they are found in the stored order) and complete, derived if need be, in a create.
struct OrderChange {
    OrderAction action = OrderAction::ignore;
    std::string order_control;  // ORC-1 as received; of an appointment its event, "S13"
    Replacement replacement = Replacement::none;
    // Which ids the message itself names; the others are derived, generated or taken from another number.
    bool states_accession = false;
    bool states_procedure = false;  // Requested Procedure ID; for the Study UID see study_was_generated
    bool states_step = false;       // SPS ID
    bool may_create = true;         // an update of an order that is not known
    Listing listing = Listing::some;
    std::optional<Service> service;  // of an appointment
    NamePlaces places;
    Patient patient;  // id always set; attributes only when demographics are to be taken
    Visit visit;
    Order order;
    std::vector<MappingNote> notes;
    std::vector<Origin> origins;  // of the values above, one for each that is stated or made
};

// For people: "ORC-1 XO", "SIU^S13".
std::string asked_by(const OrderChange& change);

// News of demographics or of a visit, without an order (ADT).
struct PatientChange {
    Patient patient;
    Visit visit;
    bool has_visit = false;
    std::vector<MappingNote> notes;
    std::vector<Origin> origins;
};

// Everything one message asks for, all or nothing.
struct MessageChanges {
    std::vector<PatientChange> patients;
    std::vector<OrderChange> orders;
    std::string ignored_because;  // not empty: the message was understood and has no effect (AA)
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
