#pragma once
// The keys of a query as its record may keep them. Pure.

#include <vector>

#include "mwl/dataset/dataset.h"
#include "mwl/dataset/query_outcome.h"

namespace mwl::dicom {

// Every key's path; its value only for keys by which no patient can be known. At most 200 keys, values cut at
// 64 characters.
std::vector<dataset::AskedKey> keys_of(const dataset::Dataset& query);

}  // namespace mwl::dicom
