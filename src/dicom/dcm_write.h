#pragma once
// Dataset -> DcmDataset, for the wire.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>

#include <cstddef>
#include <memory>

#include "mwl/dataset/dataset.h"

namespace mwl::dicom {

struct Written {
    std::unique_ptr<DcmDataset> data_set;
    std::size_t characters_replaced = 0;  // that the character set cannot hold
};

// In the character set that (0008,0005) of `values` names; the default repertoire, and no (0008,0005), if it
// is one that cannot be written. A backslash inside a value becomes a slash: it would split the value.
Written write_dataset(const dataset::Dataset& values);

}  // namespace mwl::dicom
