#pragma once
// What a create or update writes into an order, its procedure and its step. Pure. Private to domain.

#include "domain/draft.h"
#include "domain/placing.h"

namespace mwl::domain {

// Empty, or for example "the start time is missing": an update of an unknown order creates it only if it is
// complete. `known`: the patient as stored, or nullptr.
std::string what_a_new_order_lacks(const OrderChange& change, const Patient* known);

// The order without procedures.
Order new_order(const OrderChange& change);

// The accession number that the message states becomes the order's; the earlier one stays known.
void take_accession(Draft& draft, Order& order, const OrderChange& change);

// The same for a further step of a known order; `procedure`: its procedure, or nullptr if that is new too.
std::string what_a_new_step_lacks(const OrderChange& change, const Procedure* procedure);

struct Written {
    ProcedureId procedure;
    StepId step;
};
// Overlays what is stated; adds procedure and step where `place` has none, with ids derived where the message
// names none. A step that is over stays as it is, but a cancelled one that is replaced opens again. Says in
// timeline and notes what it did.
Written write_content(Draft& draft, Order& order, Place place, const OrderChange& change);

}  // namespace mwl::domain
