#include "net/listen.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "mwl/base/error.h"

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

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

std::string listening_place(const std::string& address, std::uint16_t port) {
    return "address " + address + " port " + std::to_string(port);
}

Addresses numeric(const std::string& address, std::uint16_t port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0)
        throw NetworkError("cannot listen on " + listening_place(address, port) +
                           ": not a numeric address; give one such as 127.0.0.1, or \"::\" for all");
    return {found, &::freeaddrinfo};
}

NetworkError cannot_listen(const std::string& address, std::uint16_t port, int error) {
    std::string text =
        "cannot listen on " + listening_place(address, port) + ": " + std::generic_category().message(error);
    const auto* const hint = std::ranges::find(kHints, error, &Hint::error);
    if (hint != kHints.end()) text += std::string("; ") + hint->text;
    return NetworkError(text);
}

void set_flag(const Socket& socket, int level, int option, int value) noexcept {
    (void)::setsockopt(socket.fd(), level, option, &value, sizeof value);
}

}  // namespace

Socket listen_on(const std::string& address, std::uint16_t port) {
    const auto found = numeric(address, port);
    Socket socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket && errno == EAFNOSUPPORT && address == kEveryAddress)
        return listen_on(kEveryIpv4Address, port);
    if (!socket) throw cannot_listen(address, port, errno);

    set_flag(socket, SOL_SOCKET, SO_REUSEADDR, 1);  // a restart need not wait for old connections
    if (found->ai_family == AF_INET6) set_flag(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (::bind(socket.fd(), found->ai_addr, found->ai_addrlen) != 0 || ::listen(socket.fd(), SOMAXCONN) != 0)
        throw cannot_listen(address, port, errno);
    return socket;
}

}  // namespace mwl::net
