#pragma once
// A data set as bytes: Explicit VR Little Endian (PS3.5 A.2), text in UTF-8. How performed steps are kept in
// the database. Pure.

#include <string>
#include <string_view>

#include "mwl/base/result.h"
#include "mwl/dataset/dataset.h"

namespace mwl::dataset {

// Sequences and items have defined lengths; values are padded to even length.
std::string encode(const Dataset& dataset);

// Reads what encode() wrote, and any other Explicit VR Little Endian data set in UTF-8, sequences and items
// of undefined length included. Problems: malformed, naming the byte offset; too_large when sequences are
// nested more than 64 deep.
Result<Dataset> decode(std::string_view bytes);

}  // namespace mwl::dataset
