#pragma once
// Bytes of a data set -> Dataset. The bytes have passed the data-set gate.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/result.h"
#include "mwl/dataset/dataset.h"
#include "mwl/gate/dataset_gate.h"

class DcmItem;

namespace mwl::dicom {

// An element that was not what it was declared to be, and what it was taken for.
struct ReadAs {
    std::string path;            // "(0010,0010)", "(0040,0340)>(0008,1070)"
    std::string_view taken_for;  // a character set, see ReadText; or a VR, see dataset::KnownElement
};

// All of its text is UTF-8.
struct ReadValues {
    dataset::Dataset values;
    std::vector<ReadAs> guessed;  // text that was not in the declared character set
    std::vector<ReadAs> untold;   // values of known tags that came as UN or with an unknown VR
};

// Text is decoded before it is split at backslashes (in GB18030 a backslash can be half a character). A value
// of VR UN, or of a VR that no standard defines, is what the dictionary says of its tag; `limits` hold for
// what is inside of it too. Only group lengths are left out. Problems: malformed, where DCMTK cannot read;
// too_large. Text never causes a Problem.
Result<ReadValues> read_dataset(std::string_view bytes, std::string_view transfer_syntax,
                                const gate::DatasetLimits& limits = gate::kSetLimits);
Result<ReadValues> read_item(DcmItem& item, const gate::DatasetLimits& limits = gate::kSetLimits);

// True if a value stayed UN.
bool holds_unread(const std::vector<ReadAs>& untold);

// "text not in the declared character set: (0010,0010) read as UTF-8, …"; empty if nothing was guessed. Names
// elements, never values.
std::string describe_guessed(const std::vector<ReadAs>& guessed);
// "values without their VR: (0040,0100) read as SQ, …".
std::string describe_untold(const std::vector<ReadAs>& untold);

}  // namespace mwl::dicom
