// The PDU gate gives one verdict to a stream and writes it in one way, however it is cut; it keeps its first
// violation; what it wrote it writes again unchanged.
// First byte: what the peer is talking to and how its bytes are cut. The rest: what it sends.

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "mwl/gate/pdu_gate.h"

namespace {

using mwl::gate::Bytes;
using mwl::gate::PduBytes;
using mwl::gate::PduGate;
using mwl::gate::PduLimits;
using mwl::gate::PduState;
using mwl::gate::PduVerdict;
using mwl::gate::Role;

std::vector<std::uint8_t> item(std::uint8_t type, std::string_view value) {
    std::vector<std::uint8_t> bytes{type, 0, 0, static_cast<std::uint8_t>(value.size())};
    bytes.insert(bytes.end(), value.begin(), value.end());
    return bytes;
}

std::vector<std::uint8_t> associate_request() {
    using namespace std::string_view_literals;
    std::vector<std::uint8_t> body(68);
    for (const auto& part :
         {item(0x10, "1.2.840.10008.3.1.1.1"), item(0x20, "\x01\0\0\0\x30\0\0\x01\x31\x40\0\0\x01\x31"sv),
          item(0x20, "\x03\0\0\0\x30\0\0\x01\x32\x40\0\0\x01\x31"sv),
          item(0x50, "\x51\0\0\x04\0\0\x40\0"sv)}) {
        body.insert(body.end(), part.begin(), part.end());
    }
    std::vector<std::uint8_t> pdu{1, 0, 0, 0, 0, static_cast<std::uint8_t>(body.size())};
    pdu.insert(pdu.end(), body.begin(), body.end());
    return pdu;
}

constexpr std::size_t kWhole = std::numeric_limits<std::size_t>::max();

struct Rewritten {
    PduVerdict verdict;
    PduBytes stream;
};

Rewritten rewritten(PduGate& gate, Bytes stream, std::size_t piece) {
    Rewritten out;
    while (!stream.empty()) {
        auto now = stream.first(std::min(piece, stream.size()));
        stream = stream.subspan(now.size());
        while (!now.empty()) {
            out.verdict = gate.rewrite(now, out.stream);
            if (!out.verdict) return out;
        }
    }
    return out;
}

PduGate gate_of(std::uint8_t mode) {
    if (mode % 3 == 0) return PduGate(Role::acceptor);
    if (mode % 3 == 1) return PduGate(Role::requestor);
    PduGate gate(Role::acceptor);
    if (!rewritten(gate, associate_request(), kWhole).verdict) std::abort();
    gate.accepted(std::vector<std::uint8_t>{1, 3});
    if (gate.state() != PduState::established) std::abort();
    return gate;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes stream(data + 1, size - 1);
    PduGate whole = gate_of(data[0]);
    PduGate cut = gate_of(data[0]);
    PduGate dripped = gate_of(data[0]);
    const auto all = rewritten(whole, stream, kWhole);
    for (auto& [gate, piece] :
         {std::pair{&cut, std::size_t{1} + data[0] / 3U}, std::pair{&dripped, std::size_t{1}}}) {
        const auto again = rewritten(*gate, stream, piece);
        if (again.verdict != all.verdict || again.stream != all.stream) std::abort();
        if (gate->state() != whole.state()) std::abort();
    }
    if (!all.verdict &&
        (rewritten(whole, stream, kWhole).verdict != all.verdict || all.verdict.violation().code.empty()))
        std::abort();
    PduGate second = gate_of(data[0]);
    const auto same = rewritten(second, all.stream, kWhole);
    // The last full fragment of a data set is written when a byte follows.
    if (!same.verdict || all.stream.size() - same.stream.size() > PduLimits{}.max_pdu_bytes + 6) std::abort();
    if (!std::equal(same.stream.begin(), same.stream.end(), all.stream.begin())) std::abort();
    return 0;
}
