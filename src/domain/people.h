#pragma once
// What messages say of patients and their visits. Private to domain.

#include "domain/draft.h"

namespace mwl::domain {

// Of a group of an order message; `order` is what it made or changed.
void apply_people(Draft& draft, const OrderChange& change, const Order& order);
// Of a message without an order.
void apply_patient(Draft& draft, const PatientChange& change);

}  // namespace mwl::domain
