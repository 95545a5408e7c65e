#pragma once
// The data set of a request, from the wire through the gate to values.

#include <optional>
#include <string>

#include "dicom/service.h"
#include "mwl/dataset/dataset.h"
#include "mwl/gate/dataset_gate.h"

namespace mwl::dicom {

struct Incoming {
    dataset::Dataset values;
    std::string digest;              // SHA-256 of the bytes, in hex
    std::optional<Problem> problem;  // then there are no values; it names no value
    bool over_limit = false;         // the problem is the number of bytes
    std::string note;                // what was not as declared, and what it was taken for
};

// Reads the data set if the request has one, else gives an empty one. Throws NetworkError. A problem
// and a note are logged.
Incoming receive_values(Conversation& talk, const Command& request, const gate::DatasetLimits& limits);

}  // namespace mwl::dicom
