#pragma once
// The record of what people did. Private to store.

#include "mwl/store/upkeep.h"
#include "store/raw_connection.h"

namespace mwl::store {

// For the transaction of the act itself. `patient`: whom it is about, as shown; may be empty.
Command record_of(const Act& act, std::string_view what, const std::string& patient, std::string_view detail);

}  // namespace mwl::store
