#pragma once
// Which stored order, procedure and steps a message speaks of (interop.md 3, "Finding the order", "Which
// steps an update touches"). Pure. Private to domain.

#include <deque>
#include <set>

#include "mwl/base/result.h"
#include "mwl/domain/change.h"

namespace mwl::domain {

// By Study Instance UID, filler, placer, accession number, each with its issuer: the first way that finds
// anything must find exactly one. nullptr: nobody sent it. Problem conflict: several match, or another order
// is found than the accession number names.
Result<Order*> find_order(std::deque<Order>& orders, const OrderChange& change);

// Orders of another patient than the message's that it speaks of or, in a create or update, claims by a name
// no two patients may share. May name one twice.
std::vector<const Order*> orders_in_doubt(std::deque<Order>& orders, const OrderChange& change);

// Steps that an earlier group of the same message stands for already.
using Claimed = std::set<StepId>;

// The procedure and step that a create or update describes. No procedure: a new one of this order. No step: a
// new one of the procedure; so where an order replaces a step whose exam was begun. Problem conflict: several
// steps fit, or the numbers are of none of several.
struct Place {
    Procedure* procedure = nullptr;
    Step* step = nullptr;
};
Result<Place> find_place(Order& order, const OrderChange& change, const Claimed& claimed);

// Every step that a cancel, hold, … concerns: those it names by procedure id, filler, placer, Study UID and
// step id together, all of the order if it names none of these. Of several steps none that has another filler
// or placer number than it states. Empty: its numbers are of no step here, or of different ones.
std::vector<Step*> find_steps(Order& order, const OrderChange& change);

}  // namespace mwl::domain
