#pragma once
// What the connections of one link are made from: POCO's context, and what OpenSSL says about a handshake.

#include <Poco/Net/Context.h>

#include <optional>
#include <string>

#include "mwl/base/clock.h"
#include "mwl/net/tls.h"

namespace mwl::net {

// Immutable.
struct TlsContext {
    Poco::Net::Context::Ptr poco;
    std::string server_name{};  // that is asked for; empty: an address, or a listener
    std::optional<Instant> expires{};
};

// OpenSSL keeps errors per thread: forget them before a call, else a later call seems to fail.
void forget_tls_errors() noexcept;
// Why the peer's certificate was refused since then; empty if it was not.
std::string refused_certificate();

}  // namespace mwl::net
