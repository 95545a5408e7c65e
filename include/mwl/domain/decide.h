#pragma once
// The rules of orders: what a message's changes do to what is known (interop.md 2 and 3). Pure: no clock, no
// store.

#include <set>

#include "mwl/base/result.h"
#include "mwl/domain/known.h"

namespace mwl::domain {

// The keys under which everything that `changes` may touch is found.
Keys keys_of(const MessageChanges& changes);

// Orders without what they say of patients and visits that are known: for an order that is older than what
// its sender last said of the patient. Allergies and alerts stay. A note on the order tells.
MessageChanges without_known_people(MessageChanges changes, const Known& known);

// Orders of which the sender of a message has already said something newer (MSH-7): a doubt about an order's
// patient is news like any other.
struct Lateness {
    // By more than the tolerance: the message raises no doubt about them. Of its groups only those that take
    // an order away, or put one in its place, still concern them.
    std::set<OrderRow> stale;
    // By any time, the stale ones included: the message settles no doubt about them.
    std::set<OrderRow> older;
};

// All or nothing. Problems: conflict (several orders match, or several steps), unknown_key (cancel of an
// order that nobody sent, or an update too incomplete to create one). A message that speaks of another
// patient than the order's (or claims his accession, filler number or Study UID) makes open steps doubtful,
// those of every order it contradicts, whatever else is wrong with it: then `conflict` is set, the message
// goes to quarantine, and the effects, which must be saved all the same, withhold them. What settles it
// is a create or update that is consistent with the order and not older than the doubt.
struct Decision {
    Effects effects;
    // Effects then hold only the withholding and its timeline entries: nothing, if the message is too old.
    std::optional<Problem> conflict;
};
Result<Decision> decide(const MessageChanges& changes, const Known& known, const Lateness& late = {});

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
