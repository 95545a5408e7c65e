#pragma once
// What N-CREATE, N-SET and the final state require of each attribute of an MPPS object (PS3.4 Table F.7.2-1,
// as in interop.md 6), as data. Private to mapping.

#include <span>
#include <vector>

#include "mwl/dataset/dataset.h"

namespace mwl::mapping {

enum class Need {
    value,      // type 1: there, with a value
    present,    // type 2: there, perhaps without a value
    optional,   // type 3
    forbidden,  // not allowed
};

struct MppsAttribute {
    dataset::Tag sequence;  // the sequence whose items hold it; 0000,0000: the data set itself
    dataset::Tag tag;
    Need create;
    Need set;
    Need at_end;  // when the object is final
};

std::span<const MppsAttribute> mpps_attributes() noexcept;

// What a data set lacks under one column of the table.
struct MppsLack {
    std::vector<dataset::Tag> missing;  // absent
    std::vector<dataset::Tag> empty;    // there, without the value that type 1 asks for
};
MppsLack lacking(const dataset::Dataset& attributes, Need MppsAttribute::*column);

}  // namespace mwl::mapping
