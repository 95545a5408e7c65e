#pragma once
// How a group of a message identifies a step: by which numbers it fits one, and which numbers belong to
// another order. Pure. Private to domain.

#include "mwl/domain/change.h"

namespace mwl::domain {

inline const Procedure& named(const OrderChange& change) { return change.order.procedures.front(); }
inline const Step& asked(const OrderChange& change) { return named(change).steps.front(); }

inline bool names_study(const OrderChange& change) {
    return !named(change).study.empty() && !named(change).study_was_generated;
}

// The ways to identify a step.
using Fits = bool (*)(const Procedure&, const Step&, const OrderChange&);
bool has_study(const Procedure& procedure, const Step& step, const OrderChange& change);
bool has_filler(const Procedure& procedure, const Step& step, const OrderChange& change);
bool has_placer(const Procedure& procedure, const Step& step, const OrderChange& change);
bool has_id(const Procedure& procedure, const Step& step, const OrderChange& change);
// The same procedure code, and no number that contradicts.
bool has_code(const Procedure& procedure, const Step& step, const OrderChange& change);

// The message states a filler or placer number that belongs to another order than the step's.
bool contradicts(const Step& step, const OrderChange& change);
// The same for every step of the order.
bool contradicts(const Order& order, const OrderChange& change);

// Some step of the order fits.
bool fits_any(const Order& order, Fits way, const OrderChange& change);
// Nothing more has to be done for any step.
bool is_finished(const Order& order);
// Some step may still be on a worklist.
bool is_open(const Order& order);
// Some step is withheld: there is an open doubt about the patient.
bool has_offered_step(const Order& order);  // open, and not expired
bool is_withheld(const Order& order);

}  // namespace mwl::domain
