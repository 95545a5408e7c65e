#pragma once
// Which procedure and steps of its order a message is about (interop.md 3, "Which steps an update touches").
// Pure. Private to domain.

#include <set>

#include "mwl/base/result.h"
#include "mwl/domain/change.h"

namespace mwl::domain {

// Steps that belong to an earlier group of the same message.
using Claimed = std::set<StepId>;

// The procedure and step that a create or update describes. No procedure: a new one of this order. No step: a
// new one of the procedure, also if the order replaces a step that was begun. Problem conflict: several steps
// fit, or there are several and the numbers fit none.
struct Place {
    Procedure* procedure = nullptr;
    Step* step = nullptr;
};
Result<Place> find_place(Order& order, const OrderChange& change, const Claimed& claimed);

// The step with this id, or the one that got an alias because the id was in use elsewhere; if both exist, the
// later one.
Step* find_step(OrderRow order, Procedure& procedure, const StepId& stated);

// Every step to which a cancel, hold, … applies: those that match its procedure id, filler and placer number,
// Study UID and step id together; all steps of the order if it states none of these. Of several steps, none
// with another filler or placer number than it states. Empty: its numbers belong to no step here, or to
// different steps.
std::vector<Step*> find_steps(Order& order, const OrderChange& change);

}  // namespace mwl::domain
