// The PDU gate gives one verdict to a stream, however it is cut, and keeps its first violation.
// First byte: what the peer is talking to and how its bytes are cut. The rest: what it sends.

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "mwl/gate/pdu_gate.h"

namespace {

using mwl::gate::Bytes;
using mwl::gate::PduGate;
using mwl::gate::PduState;
using mwl::gate::Role;
using mwl::gate::Verdict;

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

PduGate gate_of(std::uint8_t mode) {
    if (mode % 3 == 0) return PduGate(Role::acceptor);
    if (mode % 3 == 1) return PduGate(Role::requestor);
    PduGate gate(Role::acceptor);
    if (!gate.accept(associate_request())) std::abort();
    gate.accepted(std::vector<std::uint8_t>{1, 3});
    if (gate.state() != PduState::established) std::abort();
    return gate;
}

Verdict in_pieces(PduGate& gate, Bytes stream, std::size_t piece) {
    while (!stream.empty()) {
        const auto now = stream.first(std::min(piece, stream.size()));
        if (auto verdict = gate.accept(now); !verdict) return verdict;
        stream = stream.subspan(now.size());
    }
    return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes stream(data + 1, size - 1);
    PduGate whole = gate_of(data[0]);
    PduGate cut = gate_of(data[0]);
    PduGate dripped = gate_of(data[0]);
    const auto verdict = whole.accept(stream);
    if (in_pieces(cut, stream, 1 + data[0] / 3U) != verdict) std::abort();
    if (in_pieces(dripped, stream, 1) != verdict) std::abort();
    if (whole.state() != cut.state() || whole.state() != dripped.state()) std::abort();
    if (!verdict && (whole.accept(stream) != verdict || verdict.violation().code.empty())) std::abort();
    return 0;
}
