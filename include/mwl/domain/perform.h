#pragma once
// What a performed step does to the scheduled steps that it references (interop.md 6, "Finding the steps" and
// the effect table). Pure. No step of another patient ever advances.

#include "mwl/domain/known.h"

namespace mwl::domain {

// The keys under which the orders of a performed step are found.
Keys keys_of(const PerformedStep& performed);

// Effects of creating `performed`: links, step status, timeline, one StatusChange per procedure.
Effects perform_created(PerformedStep performed, const Known& known);

// Effects of an N-SET that led from `before` to `after` (equal status: only the object is saved).
Effects perform_changed(const PerformedStep& before, PerformedStep after, const Known& known);

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
