// The data-set gate reads nothing outside its bytes (they stand in a block of their own size), objects with a
// code and a place, and never passes more than a smaller limit would have refused.
// First byte: transfer syntax. The rest: the data set.

#include <cstdlib>
#include <vector>

#include "mwl/gate/dataset_gate.h"

namespace {

using mwl::gate::check_dataset;
using mwl::gate::DatasetLimits;
using mwl::gate::kTransferSyntaxUids;

constexpr DatasetLimits kWide{1 << 20, 10'000, 64};
constexpr DatasetLimits kShallow{1 << 20, 10'000, 2};
constexpr DatasetLimits kFew{1 << 20, 8, 64};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto syntax = kTransferSyntaxUids[data[0] % kTransferSyntaxUids.size()].syntax;
    const std::vector<std::uint8_t> bytes(data + 1, data + size);
    const auto wide = check_dataset(bytes, syntax, kWide);
    const auto shallow = check_dataset(bytes, syntax, kShallow);
    const auto few = check_dataset(bytes, syntax, kFew);
    if (!wide) {
        const auto& problem = wide.problem();
        if (!problem.what.starts_with("DS-4") || problem.where.find("at byte ") == std::string::npos)
            std::abort();
        if (shallow || few) std::abort();
    }
    return 0;
}
