#pragma once
// Our addresses <-> the socket interface's.

#include <netinet/in.h>
#include <sys/socket.h>

#include "mwl/net/address.h"

namespace mwl::net {

// An unknown address if the family is neither AF_INET nor AF_INET6.
PeerAddress from_sockaddr(const sockaddr_storage& raw) noexcept;

}  // namespace mwl::net
