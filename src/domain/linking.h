#pragma once
// Which scheduled steps a performed step belongs to (interop.md 6, "Finding the steps"). Pure. Private to
// domain.

#include <deque>
#include <string>
#include <vector>

#include "mwl/domain/known.h"

namespace mwl::domain {

// A scheduled step with everything above it, inside a draft's orders.
struct LinkedStep {
    Order* order = nullptr;
    Procedure* procedure = nullptr;
    Step* step = nullptr;
};

struct Links {
    std::vector<LinkedStep> steps;  // all of the performed step's patient; empty: unscheduled
    std::string rule;               // the rule that found them, and a former name if one was used, for people
    const Order* other = nullptr;   // an order of another patient that is referenced: a mismatch
};

// `orders` are a draft of the known ones.
Links find_links(std::deque<Order>& orders, const Known& known, const PerformedStep& performed);

// The steps already linked, by row.
std::vector<LinkedStep> linked_steps(std::deque<Order>& orders, const PerformedStep& performed);

}  // namespace mwl::domain
