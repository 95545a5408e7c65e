#pragma once
// What an edge (error.h) makes of an exception. Any type other than mwl's three is a defect of the broker, or
// a lack of memory. Thread-safe.

#include <string>

#include "mwl/base/error.h"

namespace mwl::base {

// True if the database is there and refuses what it was given, or holds what cannot be read: asking again
// gives the same answer. By SQLSTATE: data exception, integrity constraint violation, program limit exceeded.
bool is_about_content(const StoreError& error) noexcept;

// What the current exception says, for the log; with its type's name if it is none of mwl's three. Inside a
// catch block only.
std::string what_was_thrown();

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
