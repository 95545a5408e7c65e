#pragma once
// Loading the former names of patients, which performed steps are compared with. Private to store.

#include <vector>

#include "mwl/domain/known.h"
#include "store/raw_connection.h"

namespace mwl::store {

// After the statements that find and lock what is loaded: of the orders among it.
Command former_names_command();
std::vector<FormerName> read_former_names(const Rows& rows);

}  // namespace mwl::store
