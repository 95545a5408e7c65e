// What the data-set gate passes, DCMTK's parser survives: no crash, no deep recursion, no memory beyond the
// size of the bytes (run with -malloc_limit_mb). And the promise the other way round: DCMTK reads no deeper
// than the gate's limit. First byte: transfer syntax. The rest: the data set.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "mwl/gate/dataset_gate.h"

namespace {

using mwl::gate::check_dataset;
using mwl::gate::DatasetLimits;
using mwl::gate::kTransferSyntaxUids;

constexpr DatasetLimits kLimits{1 << 20, 10'000, 8};

std::size_t depth_of(DcmItem& root) {
    std::size_t deepest = 0;
    DcmStack stack;
    while (root.nextObject(stack, OFTrue).good()) {
        std::size_t depth = 0;
        for (unsigned long i = 0; i < stack.card(); ++i) {
            depth += stack.elem(i)->ident() == EVR_SQ ? 1 : 0;
        }
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto& row = kTransferSyntaxUids[data[0] % kTransferSyntaxUids.size()];
    std::vector<std::uint8_t> bytes(data + 1, data + size);
    if (!check_dataset(bytes, row.syntax, kLimits)) return 0;

    DcmInputBufferStream stream;
    stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    stream.setEos();
    DcmDataset dataset;
    dataset.transferInit();
    const OFCondition read = dataset.read(stream, DcmXfer(row.uid.data()).getXfer());
    dataset.transferEnd();
    if (read.good() && depth_of(dataset) > kLimits.max_depth) std::abort();
    return 0;
}
