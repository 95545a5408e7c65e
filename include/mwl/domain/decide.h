#pragma once
// The rules of orders: what a message's changes do to what is known (interop.md 2 and 3). Pure: no clock, no
// store.

#include <set>

#include "mwl/base/result.h"
#include "mwl/domain/known.h"

namespace mwl::domain {

// The keys under which everything that `changes` may touch is found.
Keys keys_of(const MessageChanges& changes);

// The changes without what their orders say about known patients and visits: for an order that is older than
// what its sender last said about the patient. Allergies and alerts stay. A note on the order says so.
MessageChanges without_known_people(MessageChanges changes, const Known& known);

// Orders about which the sender of a message has already said something newer (MSH-7). A doubt about an
// order's patient counts as news like any other.
struct Lateness {
    // Newer by more than the tolerance: the message raises no doubt about them. Of its groups only those that
    // take an order away, or put another in its place, still apply to them.
    std::set<OrderRow> stale;
    // Newer by any time, the stale ones included: the message settles no doubt about them.
    std::set<OrderRow> older;
};

// All or nothing. Problems: conflict (several orders match, or several steps), unknown_key (cancel of an
// unknown order, or an update too incomplete to create one). A message that names another patient than the
// order's, or claims that patient's accession number, filler number or Study UID, makes the open steps of
// every order that it contradicts doubtful, whatever else is wrong with it: then `conflict` is set, the
// message goes to quarantine, and the effects, which must be saved all the same, withhold those steps. The
// doubt is settled by a create or update that is consistent with the order and not older than the doubt.
struct Decision {
    Effects effects;
    // If set, `effects` hold only the withholding and its timeline entries; nothing, if the message is stale.
    std::optional<Problem> conflict;
};
Result<Decision> decide(const MessageChanges& changes, const Known& known, const Lateness& late = {});

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
