#pragma once
// Two connected sockets.

#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "mwl/net/socket.h"

namespace mwl::test {

inline std::pair<net::Socket, net::Socket> socket_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("no socket pair");
    return {net::Socket(ends[0]), net::Socket(ends[1])};
}

}  // namespace mwl::test
