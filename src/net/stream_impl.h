#pragma once
// What a Stream holds: POCO's socket.

#include <Poco/Net/StreamSocket.h>

#include <memory>

#include "mwl/net/stream.h"

namespace mwl::net {

struct Stream::Impl {
    Poco::Net::StreamSocket socket;
};

// A stream over a connected socket of POCO's, made ready as Stream(Socket) makes it.
Stream stream_over(const Poco::Net::StreamSocket& socket);

}  // namespace mwl::net
