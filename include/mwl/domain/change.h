#pragma once
// What a message asks for, in our words: made by `mapping`, applied by decide.h. Shared by mapping and store.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/domain/model.h"

namespace mwl::domain {

// Where a value comes from, when it did not simply come from its own field.
enum class NoteKind { taken_from, defaulted, generated, translated, cut, ignored, charset };
std::string_view name_of(NoteKind kind) noexcept;
std::optional<NoteKind> note_kind_named(std::string_view name) noexcept;

struct MappingNote {
    NoteKind kind = NoteKind::taken_from;
    std::string target;  // DICOM keyword, "AccessionNumber"
    std::string
        source;        // HL7 location or profile key, "OBR[1]-18", "profile zone"; empty: nothing stood there
    std::string rule;  // a sentence: "OBR-18 was empty; taken from filler order number"
    friend bool operator==(const MappingNote&, const MappingNote&) = default;
};

enum class OrderAction {
    create,         // NW
    update,         // XO …: merge what is stated
    cancel,         // CA, OC, CR
    discontinue,    // DC, OD, DR
    hold,           // HD, OH, HR
    release,        // RL, OE, OR
    set_started,    // SC with ORC-5 IP
    set_completed,  // SC, XO, NW with ORC-5 CM
    ignore          // a code of table 0119 that does not concern the worklist
};
std::string_view name_of(OrderAction action) noexcept;

// Makes an order, or writes into one that is there.
constexpr bool takes_content(OrderAction action) noexcept {
    return action == OrderAction::create || action == OrderAction::update;
}

// RP, RQ, RU name an order that is replaced; RO, in the same message and after it, the one that takes its
// place.
enum class Replacement { none, replaced, replacement };

// Where in the message a group states what names its order: "OBR[2]-18". Empty: in the usual place, or
// nowhere.
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
    std::string order_control;  // ORC-1 as received
    Replacement replacement = Replacement::none;
    // Which ids the message itself names; the others are derived, generated or taken from another number.
    bool states_accession = false;
    bool states_procedure = false;  // Requested Procedure ID; the Study UID tells by study_was_generated
    bool states_step = false;       // SPS ID
    NamePlaces places;
    Patient patient;  // id always set; attributes only when demographics are to be taken
    Visit visit;
    Order order;
    std::vector<MappingNote> notes;
};

// Demographics or visit news without an order (ADT).
struct PatientChange {
    Patient patient;
    Visit visit;
    bool has_visit = false;
    std::vector<MappingNote> notes;
};

// Everything one message asks for, all or nothing.
struct MessageChanges {
    std::vector<PatientChange> patients;
    std::vector<OrderChange> orders;
    std::string ignored_because;  // not empty: understood and without effect, AA
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
