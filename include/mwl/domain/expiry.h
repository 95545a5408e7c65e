#pragma once
// Open steps whose day is too long past are on no worklist: nobody performs them any more, and an undated
// query would show them first. Pure.

#include "mwl/domain/known.h"

namespace mwl::domain {

// Marks every open step of the orders in `effects` as expired that starts before `before`, and takes the mark
// from those that do not (a later date was sent). The timeline tells each of both.
void settle_expiry(Effects& effects, Instant before);

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
