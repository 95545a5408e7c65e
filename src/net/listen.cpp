#include "net/listen.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SocketAddress.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "mwl/base/error.h"
#include "net/sockaddr.h"

namespace mwl::net {
namespace {

constexpr auto kEveryAddress = "::";
constexpr auto kEveryIpv4Address = "0.0.0.0";

struct Hint {
    int error;
    const char* text;
};
constexpr std::array kHints{
    Hint{EADDRINUSE, "another program has it; \"ss -ltnp\" shows its pid, or choose another port"},
    Hint{EADDRNOTAVAIL,
         "this machine has no such address; \"ip address\" lists those it has, \"::\" means all"},
    Hint{EACCES, "ports below 1024 need CAP_NET_BIND_SERVICE; choose a higher one"},
};

std::string listening_place(const std::string& address, std::uint16_t port) {
    return "address " + address + " port " + std::to_string(port);
}

Poco::Net::IPAddress numeric(const std::string& address, std::uint16_t port) {
    try {
        if (!address.empty()) return Poco::Net::IPAddress(address);  // POCO takes "" for 0.0.0.0
    } catch (const Poco::Exception&) {
        // said below
    }
    throw NetworkError("cannot listen on " + listening_place(address, port) +
                       ": not a numeric address; give one such as 127.0.0.1, or \"::\" for all");
}

NetworkError cannot_listen(const std::string& address, std::uint16_t port, const Poco::Exception& failure) {
    const int error = failure.code();
    std::string text = "cannot listen on " + listening_place(address, port) + ": " +
                       (error != 0 ? std::generic_category().message(error) : failure.displayText());
    const auto* const hint = std::ranges::find(kHints, error, &Hint::error);
    if (hint != kHints.end()) text += std::string("; ") + hint->text;
    return NetworkError(text);
}

// A restart need not wait for old connections, but two brokers never share a port.
void open(ListeningSocket& socket, const Poco::Net::SocketAddress& at) {
    constexpr bool kReuseAddress = true;
    constexpr bool kReusePort = false;
    if (at.family() == Poco::Net::SocketAddress::IPv6)
        socket.bind6(at, kReuseAddress, kReusePort, false);
    else
        socket.bind(at, kReuseAddress, kReusePort);
    (void)socket.impl()->fcntl(F_SETFD, FD_CLOEXEC);
    socket.setBlocking(false);
    socket.listen(SOMAXCONN);
}

}  // namespace

ListeningSocket listen_on(const std::string& address, std::uint16_t port) {
    const Poco::Net::SocketAddress at(numeric(address, port), port);
    ListeningSocket socket;
    try {
        open(socket, at);
    } catch (const Poco::Exception& failure) {
        if (failure.code() == EAFNOSUPPORT && address == kEveryAddress)
            return listen_on(kEveryIpv4Address, port);
        throw cannot_listen(address, port, failure);
    }
    return socket;
}

PeerAddress address_of(const ListeningSocket& socket) {
    sockaddr_storage raw{};
    const auto bound = socket.address();
    std::copy_n(reinterpret_cast<const char*>(bound.addr()), bound.length(), reinterpret_cast<char*>(&raw));
    return from_sockaddr(raw);
}

}  // namespace mwl::net
