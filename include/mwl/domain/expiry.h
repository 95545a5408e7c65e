#pragma once
// Open steps whose day is too long past expire and leave every worklist: nobody performs them any more, and a
// query without a date would show them first. Pure.

#include "mwl/domain/known.h"

namespace mwl::domain {

// Marks as expired every open step of the orders in `effects` that starts before `before`, and takes the mark
// from those that do not (a later date was sent). Each change gets a timeline entry.
void settle_expiry(Effects& effects, Instant before);

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
