#include "mwl/net/connect.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "mwl/base/error.h"
#include "net/wait.h"

namespace mwl::net {
namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

std::string reason(int error) { return std::generic_category().message(error); }

std::string peer_place(const std::string& host, std::uint16_t port) {
    return host + " port " + std::to_string(port);
}

Addresses addresses_of(const std::string& host, std::uint16_t port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
    if (error != 0)
        throw NetworkError("cannot connect to " + peer_place(host, port) + ": " + ::gai_strerror(error));
    return {found, &::freeaddrinfo};
}

// 0, or the errno that says why not.
int finish_connecting(const Socket& socket, Deadline deadline, const StopSignal* stop) noexcept {
    const auto waited = wait_for(socket.fd(), POLLOUT, deadline, stop);
    if (waited != Waited::ready) return waited == Waited::stopping ? ECANCELED : ETIMEDOUT;
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
    return error;
}

int connect_one(const Socket& socket, const addrinfo& address, Deadline deadline,
                const StopSignal* stop) noexcept {
    if (!socket) return errno;
    if (::connect(socket.fd(), address.ai_addr, address.ai_addrlen) == 0) return 0;
    return errno == EINPROGRESS ? finish_connecting(socket, deadline, stop) : errno;
}

void make_blocking(const Socket& socket) noexcept {
    const int flags = ::fcntl(socket.fd(), F_GETFL);
    (void)::fcntl(socket.fd(), F_SETFL, flags & ~O_NONBLOCK);
}

}  // namespace

Socket connect_to(const std::string& host, std::uint16_t port, Deadline deadline, const StopSignal* stop) {
    const auto addresses = addresses_of(host, port);
    int error = 0;
    for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
        Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        error = connect_one(socket, *address, deadline, stop);
        if (error == ECANCELED) break;
        if (error != 0) continue;
        make_blocking(socket);
        tune(socket);
        return socket;
    }
    throw NetworkError("cannot connect to " + peer_place(host, port) + ": " + reason(error));
}

}  // namespace mwl::net
