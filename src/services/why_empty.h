#pragma once
// Why a worklist query has no answer: the nearest misses, that is the steps that fail fewest keys. Private to
// services.

#include "mwl/dataset/query_outcome.h"
#include "mwl/store/candidates.h"
#include "mwl/worklist/query.h"

namespace mwl::services {

// Looks at every step of the accession number that the query asks for, whatever its status, withheld ones
// included, and at some open steps, whatever else the query narrows by: the narrowing itself may be what
// emptied the list. Throws StoreError.
dataset::WhyEmpty why_empty(store::CandidateSource& source, const worklist::Query& query);

}  // namespace mwl::services
