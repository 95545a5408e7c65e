#pragma once
// Outbound connections.

#include <cstdint>
#include <string>

#include "mwl/net/stream.h"
#include "mwl/net/tls.h"

namespace mwl::net {

// Connects to a host name or numeric address, trying each of its addresses in turn until the deadline.
// With TLS the handshake is made before it returns, and the peer's certificate is in order: nothing is ever
// sent in plain text instead. Throws NetworkError naming host, port and the last reason; its text begins with
// OUT-730 if the peer's certificate is refused (expired, made out to another name, of an unknown CA), OUT-731
// if there can be no TLS, OUT-732 if the handshake takes too long. The name lookup itself is the system's and
// knows no deadline (faults.md A15): never call this on an accept path.
Stream connect_to(const std::string& host, std::uint16_t port, Deadline deadline, const Tls& tls = {});

}  // namespace mwl::net
