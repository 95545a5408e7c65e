#pragma once
// Which steps of an order a service of an appointment (SIU) means. Pure. Private to domain.

#include <vector>

#include "domain/placing.h"

namespace mwl::domain {

// The step that is moved: one of the same procedure code, open ones first; without such a step the only step
// of the order, if the message has no other service. Empty: the order has no step for it.
Place find_appointed(Order& order, const OrderChange& change, const Claimed& claimed);

// The steps that are taken away: one of the same code, or the order's only one; all of them, if the
// appointment names no code. Empty: the order has no such step.
std::vector<Step*> find_appointed_steps(Order& order, const OrderChange& change);

// What the service says of the step besides what it is: its procedure is the order's own.
OrderChange without_procedure(OrderChange change);

}  // namespace mwl::domain
