#pragma once
// What an edge (error.h) makes of what was thrown. A type other than mwl's three is a defect of ours,
// whatever it is.

#include <string>

#include "mwl/base/error.h"

namespace mwl::base {

// The database is there and refuses what it was given, or holds what cannot be read: asking again gives the
// same answer. By SQLSTATE: data exception, integrity constraint violation, program limit exceeded.
bool is_about_content(const StoreError& error) noexcept;

// What the exception in hand says of itself, a type that is not ours with its name; for the log. Inside a
// catch block only.
std::string what_was_thrown();

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
