#pragma once
// Checks one whole data set before any parser reads it (PS3.5 7). Pure, iterative; memory grows
// with the depth found, never with a length claimed, and each step goes forward at least eight bytes.
//
// What holds for bytes that pass:
//  * every element, item and sequence ends within its parent, every delimiter closes what is open;
//  * lengths are even; an undefined length stands only on sequences, items and UN;
//  * no group 0000 or 0002, no group FFFE but for items and delimiters;
//  * not more bytes, elements and open sequences than the limits.
//
// What counts as a sequence. SQ; anything of undefined length; and in Implicit VR, where only a dictionary
// could tell, any value of at least eight bytes that begins with an item tag: a parser recurses into nothing
// else. UN of undefined length holds Implicit VR Little Endian, whatever is around it (PS3.5 6.2.2). UN and
// unknown VRs of defined length are opaque, here as in DCMTK (dcmEnableUnknownVRConversion stays off).
//
// Unknown VRs. Two capital letters that no standard defines take a length of four bytes, as PS3.5 7.1.2 asks
// of future VRs and as DCMTK reads them. Anything else is refused: DCMTK has internal VR names in lower case
// ("it", "ds", "na"), which no peer may use.
//
// Tolerated, because devices do it: elements out of order, the same element twice, group lengths, lengths
// that do not fit their VR, bytes other than zero in reserved places.

#include <cstddef>

#include "mwl/base/result.h"
#include "mwl/gate/bytes.h"
#include "mwl/gate/transfer_syntax.h"

namespace mwl::gate {

struct DatasetLimits {
    std::size_t max_bytes;
    std::size_t max_elements;  // elements and items, at all depths
    std::size_t max_depth;     // open sequences
};

inline constexpr DatasetLimits kFindLimits{256UL * 1024, 10'000, 64};
inline constexpr DatasetLimits kSetLimits{4UL * 1024 * 1024, 200'000, 64};

// Problem.where is the tag path and the byte offset of the element's tag: "(0040,0100)[1]>(0008,0060) at byte
// 54" (items count from 1; of a deep path the middle is left out). Problem.what begins with the code of its
// rule, DS-410 to DS-416 (rules.h).
Result<void> check_dataset(Bytes bytes, TransferSyntax syntax, const DatasetLimits& limits);

}  // namespace mwl::gate
