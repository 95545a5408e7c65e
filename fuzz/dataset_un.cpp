// A value of VR UN is read by the dictionary without looking outside of its bytes (they stand in a block of
// their own size), with not more elements and open sequences than are allowed; and what decode() takes,
// encode() writes so that it is taken again as the same.

#include <cstdlib>
#include <vector>

#include "mwl/dataset/codec.h"
#include "mwl/dataset/raw.h"

namespace {

using mwl::dataset::by_dictionary;
using mwl::dataset::RawElement;
using mwl::dataset::RawLimits;
using mwl::dataset::Vr;

constexpr RawLimits kLimits{8, 200};

std::size_t count(const RawElement& element, std::size_t depth) {
    if (depth > kLimits.depth) std::abort();
    std::size_t found = 0;
    for (const auto& item : element.items) {
        ++found;
        for (const auto& inner : item) found += 1 + count(inner, depth + (inner.vr == Vr::SQ ? 1 : 0));
    }
    return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<char> block(data, data + size);
    const std::string_view bytes(block.data(), block.size());
    const auto known =
        by_dictionary({mwl::dataset::tags::ScheduledProcedureStepSequence, Vr::UN, bytes, {}}, kLimits);
    if (known && count(known->element, 1) > kLimits.elements) std::abort();
    const auto values = mwl::dataset::decode(bytes);
    if (!values) return 0;
    const auto again = mwl::dataset::decode(mwl::dataset::encode(*values));
    if (!again || mwl::dataset::encode(*again) != mwl::dataset::encode(*values)) std::abort();
    return 0;
}
