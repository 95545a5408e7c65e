#pragma once
// The keys of a query as its record may keep them. Pure.

#include <vector>

#include "mwl/dataset/dataset.h"
#include "mwl/dataset/query_outcome.h"

namespace mwl::dicom {

// Every key's path, and its value if that cannot identify a patient. At most 200 keys; values are cut at 64
// characters.
std::vector<dataset::AskedKey> keys_of(const dataset::Dataset& query);

}  // namespace mwl::dicom
