#pragma once
// POCO's view of a net::Stream: its HTTP server reads and writes through the stream, as every link does.

#include <Poco/Net/StreamSocket.h>

#include <string>

#include "mwl/net/stream.h"

namespace mwl::web {

// A socket that first gives out `already_read`, then what the stream reads. It borrows the stream, which
// outlives it and stays open; a Deadlines guard on the stream ends a wait by cutting it.
Poco::Net::StreamSocket poco_socket(const net::Stream& stream, std::string already_read);

}  // namespace mwl::web
