#pragma once
// Outbound connections.

#include <cstdint>
#include <string>

#include "mwl/net/socket.h"

namespace mwl::net {

// Connects to a host name or numeric address, trying each of its addresses in turn until the deadline; the
// socket is tuned. Throws NetworkError naming host, port and the last reason; also as soon as `stop` is
// raised, if given. The name lookup itself is the system's: it knows no deadline (faults.md A15) and no stop.
// Never call this on an accept path.
Socket connect_to(const std::string& host, std::uint16_t port, Deadline deadline,
                  const StopSignal* stop = nullptr);

}  // namespace mwl::net
