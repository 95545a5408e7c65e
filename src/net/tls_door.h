#pragma once
// Puts TLS on an accepted connection, in the connection's own thread.

#include "mwl/net/acceptor.h"

namespace mwl::net {

// True if the connection may be served: its listener has no TLS, or the handshake succeeded within the time
// of the first request, counted from the accept. Otherwise the reason was logged (NET-140 to NET-142).
bool pass_tls_door(Connection& connection, const AcceptorOptions& options, const Log& log);

}  // namespace mwl::net
