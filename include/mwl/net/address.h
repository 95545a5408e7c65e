#pragma once
// The two ends of a connection as values. Immutable, pure but for peer_of() and local_of().

#include <compare>
#include <cstdint>
#include <string>

#include "mwl/base/ip_address.h"

namespace mwl::net {

class Stream;

struct PeerAddress {
    IpAddress ip;
    std::uint16_t port = 0;

    std::string str() const;  // "10.0.0.7:50123", "[fe80::1]:50123"
    friend auto operator<=>(const PeerAddress&, const PeerAddress&) = default;
    friend bool operator==(const PeerAddress&, const PeerAddress&) = default;
};

// The other end (getpeername) and this end (getsockname); an unknown address if the stream has none, for
// example because the peer has reset the connection already.
PeerAddress peer_of(const Stream& stream) noexcept;
PeerAddress local_of(const Stream& stream) noexcept;

}  // namespace mwl::net
