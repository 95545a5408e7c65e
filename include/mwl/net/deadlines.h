#pragma once
// Deadlines (mwl/base/deadlines.h) for sockets that have an owner.

#include "mwl/base/deadlines.h"
#include "mwl/net/socket.h"

namespace mwl::net {

class Deadlines : public base::Deadlines {
public:
    using base::Deadlines::watch;
    [[nodiscard]] Guard watch(const Socket& socket, Deadline at = kNever) { return watch(socket.fd(), at); }
};

}  // namespace mwl::net
