#pragma once
// Outbound connections.

#include <cstdint>
#include <string>

#include "mwl/net/stream.h"

namespace mwl::net {

// Connects to a host name or numeric address, trying each of its addresses in turn until the deadline.
// Throws NetworkError naming host, port and the last reason. The name lookup itself is the
// system's and knows no deadline (faults.md A15): never call this on an accept path.
Stream connect_to(const std::string& host, std::uint16_t port, Deadline deadline);

}  // namespace mwl::net
