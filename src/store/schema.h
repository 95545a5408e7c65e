#pragma once
// Which schema this program works with. Private to store.

#include "store/session.h"

namespace mwl::store {

// True when every migration of this program, and nothing newer, is applied.
bool has_expected_schema(Session& session);

}  // namespace mwl::store
