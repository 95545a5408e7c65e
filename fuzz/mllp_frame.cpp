// MLLP framing: whatever arrives, in whatever pieces, gives the same events, and none is larger than its
// limit.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/mllp/frame_decoder.h"

namespace {

using namespace mwl::mllp;

constexpr std::size_t kMaxMessageBytes = 48;  // small, so that short inputs reach every limit
constexpr std::size_t kMaxNoiseBytes = 16;

void require(bool holds) {
    if (!holds) std::abort();
}

void check(const FrameEvent& event) {
    require(event.bytes.size() <= kMaxMessageBytes + 1);  // + 1: a 0x1C that another start turned into data
    require(event.bytes.size() <= event.size || event.bytes.empty());
    require(event.bytes.find('\x0B') == std::string::npos);
    require(event.bytes.find("\x1C\x0D") == std::string::npos);
}

std::vector<FrameEvent> decoded(std::string_view bytes, std::size_t step, bool lenient) {
    FrameDecoder decoder({kMaxMessageBytes, kMaxNoiseBytes, lenient});
    std::vector<FrameEvent> events;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
        std::string_view piece = bytes.substr(0, step);
        while (auto event = decoder.next(piece)) {
            check(*event);
            events.push_back(std::move(*event));
        }
        require(piece.empty());
    }
    if (auto last = decoder.end_of_stream()) events.push_back(std::move(*last));
    require(!decoder.in_message() && !decoder.end_of_stream());
    return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const bool lenient : {false, true}) {
        const auto whole = decoded(bytes, size + 1, lenient);
        require(decoded(bytes, 1, lenient) == whole);
        require(decoded(bytes, 3, lenient) == whole);
    }
    return 0;
}
