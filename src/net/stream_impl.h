#pragma once
// What a Stream holds: POCO's socket, plain or with TLS on it.

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <string>

#include "mwl/net/stream.h"

namespace mwl::net {

struct Stream::Impl {
    explicit Impl(const Poco::Net::StreamSocket& over, bool has_tls = false)
        : socket(over), is_secure(has_tls) {}
    ~Impl();  // sends TLS close_notify, if it can without waiting
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Poco::Net::StreamSocket socket;
    bool is_secure;
    std::string tls_failure{};  // what broke it, in OpenSSL's words
};

// A stream over a connected socket of POCO's, made ready as Stream(Socket) makes it.
Stream stream_over(const Poco::Net::StreamSocket& socket);

// What poll() is to wait for after this answer (negative) of a socket with TLS.
short events_for(int answer) noexcept;

// The last part of "error:0A000126:SSL routines::unexpected eof while reading".
std::string tls_words(const Poco::Exception& failure);

}  // namespace mwl::net
