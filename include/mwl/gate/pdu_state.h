#pragma once
// Which PDU a peer may send when (PS3.8 9.2, seen from the reader). The gate's own table: DCMTK's state
// machine is behind it and never sees a PDU that the table does not allow.

#include <array>
#include <cstdint>
#include <optional>

namespace mwl::gate {

enum class PduType : std::uint8_t {
    associate_request = 1,
    associate_accept = 2,
    associate_reject = 3,
    data = 4,
    release_request = 5,
    release_response = 6,
    abort = 7,
};

inline constexpr std::uint8_t kLastPduType = 7;

enum class PduState : std::uint8_t {
    awaiting_request,     // acceptor: nothing read yet
    awaiting_our_answer,  // acceptor: request read, our A-ASSOCIATE-AC or -RJ not sent yet
    awaiting_answer,      // requestor: our request is sent
    established,
    releasing,      // we sent A-RELEASE-RQ
    collision,      // both sent A-RELEASE-RQ
    peer_released,  // the peer sent A-RELEASE-RQ
    ended,
};

struct PduTransition {
    PduState from;
    PduType read;
    PduState to;
};

// Whatever is not here is refused.
inline constexpr std::array kPduTransitions{
    PduTransition{PduState::awaiting_request, PduType::associate_request, PduState::awaiting_our_answer},
    PduTransition{PduState::awaiting_request, PduType::abort, PduState::ended},
    PduTransition{PduState::awaiting_our_answer, PduType::abort, PduState::ended},
    PduTransition{PduState::awaiting_answer, PduType::associate_accept, PduState::established},
    PduTransition{PduState::awaiting_answer, PduType::associate_reject, PduState::ended},
    PduTransition{PduState::awaiting_answer, PduType::abort, PduState::ended},
    PduTransition{PduState::established, PduType::data, PduState::established},
    PduTransition{PduState::established, PduType::release_request, PduState::peer_released},
    PduTransition{PduState::established, PduType::abort, PduState::ended},
    PduTransition{PduState::releasing, PduType::data, PduState::releasing},
    PduTransition{PduState::releasing, PduType::release_request, PduState::collision},
    PduTransition{PduState::releasing, PduType::release_response, PduState::ended},
    PduTransition{PduState::releasing, PduType::abort, PduState::ended},
    PduTransition{PduState::collision, PduType::release_response, PduState::ended},
    PduTransition{PduState::collision, PduType::abort, PduState::ended},
    PduTransition{PduState::peer_released, PduType::abort, PduState::ended},
};

constexpr std::optional<PduState> next(PduState from, PduType read) noexcept {
    for (const auto& row : kPduTransitions) {
        if (row.from == from && row.read == read) return row.to;
    }
    return std::nullopt;
}

static_assert(!next(PduState::awaiting_request, PduType::data));
static_assert(!next(PduState::established, PduType::associate_request));
static_assert(!next(PduState::ended, PduType::abort));

}  // namespace mwl::gate
