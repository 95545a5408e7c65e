#pragma once
// Bytes of a data set -> Dataset. The bytes have passed the data-set gate.

#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/result.h"
#include "mwl/dataset/dataset.h"

class DcmItem;

namespace mwl::dicom {

// An element whose text was not in the declared character set: where, and as what it was read.
struct GuessedText {
    std::string path;            // "(0010,0010)", "(0040,0340)>(0008,1070)"
    std::string_view taken_for;  // see ReadText
};

// All of its text is UTF-8.
struct ReadValues {
    dataset::Dataset values;
    std::vector<GuessedText> guessed;
};

// Text is decoded before it is split at backslashes (in GB18030 a backslash can be half a character).
// Problem: malformed, where DCMTK cannot read; text is no problem.
Result<ReadValues> read_dataset(std::string_view bytes, std::string_view transfer_syntax);
ReadValues read_item(DcmItem& item);

// "text not in the declared character set: (0010,0010) read as UTF-8, …"; empty if nothing was guessed. Names
// elements, never values.
std::string describe(const std::vector<GuessedText>& guessed);

}  // namespace mwl::dicom
