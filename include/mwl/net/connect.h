#pragma once
// Outbound connections.

#include <cstdint>
#include <string>

#include "mwl/net/stream.h"
#include "mwl/net/tls.h"

namespace mwl::net {

// Connects to a host name or numeric address, trying each of its addresses in turn until the deadline. With
// TLS the handshake is made and the peer's certificate checked too: nothing is ever sent in plain text
// instead. Throws NetworkError naming host, port and the last reason (with words_for()'s code, if TLS is the
// reason); also as soon as `stop` is raised, if given. The name lookup itself is the system's: it knows
// neither deadline (faults.md A15) nor stop. Never call this on an accept path. Thread-safe.
Stream connect_to(const std::string& host, std::uint16_t port, Deadline deadline,
                  const StopSignal* stop = nullptr, const Tls& tls = {});

}  // namespace mwl::net
