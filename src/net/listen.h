#pragma once
// Opening a port.

#include <cstdint>
#include <string>

#include "mwl/net/socket.h"

namespace mwl::net {

// A listening socket on a numeric address ("::" = all IPv6 and IPv4 addresses, or all IPv4 ones where the
// system knows no IPv6). Throws NetworkError that names address and port and says what to do.
Socket listen_on(const std::string& address, std::uint16_t port);

}  // namespace mwl::net
