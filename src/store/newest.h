#pragma once
// The newest rows of a table that is partitioned by month. Private to store.

#include "mwl/base/clock.h"
#include "store/runner.h"

namespace mwl::store {

// `query` takes $1, how many rows, and $2, since when: the last two months, and all of time only if these
// hold less than is asked for. So a list of ten years opens three tables, not a hundred.
Rows newest(const Runner& runner, const Query& query, int limit, Instant now);

}  // namespace mwl::store
