#pragma once
// Two connected streams.

#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "mwl/net/stream.h"

namespace mwl::test {

inline std::pair<net::Stream, net::Stream> stream_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("no socket pair");
    return {net::Stream(net::Socket(ends[0])), net::Stream(net::Socket(ends[1]))};
}

}  // namespace mwl::test
