#pragma once
// A gate with a peer's stream shown to it, whole or cut.

#include <algorithm>
#include <string>

#include "mwl/gate/pdu_gate.h"
#include "unit/gate/byte_builder.h"

namespace mwl::gate::test {

inline constexpr std::uint8_t kAcceptedContexts[] = {1, 3};

// Shows `stream` to the gate in pieces of `piece` bytes; what the gate writes is appended to `written`.
inline PduVerdict show(PduGate& gate, Bytes stream, std::size_t piece, Raw& written) {
    while (!stream.empty()) {
        auto now = stream.first(std::min(piece, stream.size()));
        stream = stream.subspan(now.size());
        while (!now.empty())
            if (auto verdict = gate.rewrite(now, written); !verdict) return verdict;
    }
    return {};
}

inline PduVerdict show(PduGate& gate, Bytes stream, std::size_t piece = std::string::npos) {
    Raw written;
    return show(gate, stream, piece, written);
}

// An acceptor that has said yes to contexts 1 and 3.
inline PduGate established(const PduLimits& limits = {}) {
    PduGate gate(Role::acceptor, limits);
    (void)show(gate, associate_request());
    gate.accepted(kAcceptedContexts);
    return gate;
}

// "" or "code source/reason"
inline std::string summary(const PduVerdict& verdict) {
    if (verdict) return "";
    const auto& violation = verdict.violation();
    return violation.code + " " + std::to_string(violation.abort_source) + "/" +
           std::to_string(violation.abort_reason);
}

// What a fresh gate says of the first PDU it sees.
inline std::string of_first(const Raw& stream) {
    PduGate gate(Role::acceptor);
    return summary(show(gate, stream));
}

// What a gate says of `stream` on an association with contexts 1 and 3.
inline std::string of_established(const Raw& stream, const PduLimits& limits = {}) {
    auto gate = established(limits);
    return summary(show(gate, stream));
}

}  // namespace mwl::gate::test
