#pragma once
// Opening a port.

#include <Poco/Net/ServerSocket.h>

#include <cstdint>
#include <string>

#include "mwl/net/address.h"

namespace mwl::net {

using ListeningSocket = Poco::Net::ServerSocket;

// A listening socket on a numeric address ("::" = all IPv6 and IPv4 addresses, or all IPv4 ones where the
// system knows no IPv6); it does not block. Throws NetworkError that names address and port and says what to
// do.
ListeningSocket listen_on(const std::string& address, std::uint16_t port);

PeerAddress address_of(const ListeningSocket& socket);

}  // namespace mwl::net
