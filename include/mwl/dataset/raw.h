#pragma once
// The structure of a data set whose text is still in its own character set: elements and items, as views into
// the bytes they came in (PS3.5 7). Pure. Sequences are followed by recursion, bounded by RawLimits::depth.
//
// Values without their VR. UN, and a VR that no standard defines, do not say what a value is; for a known tag
// the dictionary of tag.h does. Inside UN everything is Implicit VR Little Endian, whatever is around it
// (PS3.5 6.2.2, CP-246); devices also write Explicit VR there.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mwl/base/result.h"
#include "mwl/dataset/tag.h"

namespace mwl::dataset {

enum class Encoding : std::uint8_t { implicit_little, explicit_little };

struct RawElement;
using RawItem = std::vector<RawElement>;
struct RawElement {
    Tag tag;
    Vr vr = Vr::UN;              // stated, or the dictionary's (Implicit VR); UN: unknown
    std::string_view value;      // without items
    std::vector<RawItem> items;  // SQ only
};

// The same as those of the data-set gate, which does not look into UN of defined length.
struct RawLimits {
    std::size_t depth;     // open sequences
    std::size_t elements;  // elements and items, at all depths
};

// A whole data set. Problems name the byte: malformed, if something does not end within its parent or stands
// where it may not; too_large.
Result<RawItem> read_raw(std::string_view bytes, Encoding encoding, const RawLimits& limits);

// What the dictionary makes of an element.
struct KnownElement {
    RawElement element;
    std::string_view taken_for;  // for people: "SQ", "SQ in Explicit VR", "LO"; "UN": kept as it came
};

// Of an element with VR UN. A sequence is read as Implicit VR if that consumes the value exactly, else as
// Explicit VR if that does. Problem: too_large only.
Result<KnownElement> by_dictionary(const RawElement& unknown, const RawLimits& limits);

}  // namespace mwl::dataset
