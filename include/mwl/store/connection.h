#pragma once
// What can be said of a connection string without connecting.

#include <string>

#include "mwl/base/result.h"

namespace mwl::store {

// Whether libpq can read it: keywords that it knows, quotes that are closed. The Problem quotes nothing of
// the string except a keyword that is nearly one of libpq's, because an unquoted password with a space in it
// looks like keywords.
Result<void> check_connection(const std::string& connection);

}  // namespace mwl::store
