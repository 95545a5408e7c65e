#pragma once
// One HTTP connection: one request read by POCO under absolute deadlines, one answer, the end.

#include <chrono>

#include "mwl/base/log.h"
#include "mwl/net/acceptor.h"
#include "web/site.h"

namespace mwl::web {

// Runs in the connection's own thread. Throws nothing that a peer can cause.
void serve_connection(net::Connection connection, const ServerOptions& options, const Site& site,
                      const Log& log);

// Tells a peer for which there is no room to come back later.
void refuse_connection(const net::Connection& connection);

}  // namespace mwl::web
