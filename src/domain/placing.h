#pragma once
// Which procedure and steps of its order a message speaks of (interop.md 3, "Which steps an update touches").
// Pure. Private to domain.

#include <set>

#include "mwl/base/result.h"
#include "mwl/domain/change.h"

namespace mwl::domain {

// Steps that an earlier group of the same message stands for already.
using Claimed = std::set<StepId>;

// The procedure and step that a create or update describes. No procedure: a new one of this order. No step: a
// new one of the procedure; so where an order replaces a step that was begun. Problem conflict: several
// steps fit, or the numbers are of none of several.
struct Place {
    Procedure* procedure = nullptr;
    Step* step = nullptr;
};
Result<Place> find_place(Order& order, const OrderChange& change, const Claimed& claimed);

// The step with this id, or the one that stands for it because the id was in use elsewhere: the later one.
Step* find_step(OrderRow order, Procedure& procedure, const StepId& stated);

// Every step that a cancel, hold, … concerns: those it names by procedure id, filler, placer, Study UID and
// step id together, all of the order if it names none of these. Of several steps none that has another filler
// or placer number than it states. Empty: its numbers are of no step here, or of different ones.
std::vector<Step*> find_steps(Order& order, const OrderChange& change);

}  // namespace mwl::domain
