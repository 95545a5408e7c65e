#include "mwl/net/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "mwl/net/stop_signal.h"
#include "net/wait.h"

namespace mwl::net {
namespace {

constexpr int kKeepaliveIdle = 60;      // seconds without traffic before the first probe
constexpr int kKeepaliveInterval = 10;  // seconds between probes
constexpr int kKeepaliveProbes = 3;     // unanswered ones that end the connection

bool is_to_be_repeated(int error) noexcept {
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

IoStatus status_of(Waited waited) noexcept {
    switch (waited) {
        case Waited::ready:
            return IoStatus::done;
        case Waited::timed_out:
            return IoStatus::timed_out;
        case Waited::stopping:
            return IoStatus::stopping;
    }
    return IoStatus::reset;
}

void set_option(int fd, int level, int option, int value) noexcept {
    (void)::setsockopt(fd, level, option, &value,
                       sizeof value);  // advisory: a peer gone already is found later
}

}  // namespace

int remaining_ms(Deadline deadline) noexcept {
    if (deadline == kNever) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

Waited wait_for(int fd, short events, Deadline deadline, const StopSignal* stop) noexcept {
    std::array<pollfd, 2> polled{{{fd, events, 0}, {stop != nullptr ? stop->fd() : -1, POLLIN, 0}}};
    for (;;) {
        const int timeout = remaining_ms(deadline);
        const int ready = ::poll(polled.data(), polled.size(), timeout);
        if (ready > 0 && polled[0].revents != 0) return Waited::ready;
        if (ready > 0) return Waited::stopping;
        if (ready == 0 && timeout != INT_MAX) return Waited::timed_out;
    }
}

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        close();
        fd_ = other.release();
    }
    return *this;
}

int Socket::release() noexcept { return std::exchange(fd_, -1); }

void Socket::close() noexcept {
    const int fd = release();
    if (fd >= 0) (void)::close(fd);
}

const char* name_of(IoStatus status) noexcept {
    switch (status) {
        case IoStatus::done:
            return "done";
        case IoStatus::closed:
            return "peer closed";
        case IoStatus::reset:
            return "connection broken";
        case IoStatus::timed_out:
            return "too slow";
        case IoStatus::stopping:
            return "stopping";
    }
    return "unknown";
}

IoResult read_some(const Socket& socket, std::span<char> into, Deadline deadline,
                   const StopSignal* stop) noexcept {
    for (;;) {
        const auto waited = wait_for(socket.fd(), POLLIN, deadline, stop);
        if (waited != Waited::ready) return {status_of(waited), 0};
        const auto got = ::recv(socket.fd(), into.data(), into.size(), MSG_DONTWAIT);
        if (got > 0) return {IoStatus::done, static_cast<std::size_t>(got)};
        if (got == 0) return {IoStatus::closed, 0};
        if (!is_to_be_repeated(errno)) return {IoStatus::reset, 0};
    }
}

IoResult write_all(const Socket& socket, std::string_view bytes, Deadline deadline) noexcept {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto rest = bytes.substr(sent);
        const auto put = ::send(socket.fd(), rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put >= 0) {
            sent += static_cast<std::size_t>(put);
            continue;
        }
        if (!is_to_be_repeated(errno)) return {IoStatus::reset, sent};
        const auto waited = wait_for(socket.fd(), POLLOUT, deadline, nullptr);
        if (waited != Waited::ready) return {status_of(waited), sent};
    }
    return {IoStatus::done, sent};
}

void drain_before_close(const Socket& socket, Deadline deadline) noexcept {
    if (::shutdown(socket.fd(), SHUT_WR) != 0) return;
    std::array<char, 16384> unwanted{};
    while (Steady::now() < deadline && read_some(socket, unwanted, deadline).status == IoStatus::done) {
    }
}

void tune(const Socket& socket) noexcept {
    set_option(socket.fd(), IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket.fd(), SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket.fd(), IPPROTO_TCP, TCP_KEEPIDLE, kKeepaliveIdle);
    set_option(socket.fd(), IPPROTO_TCP, TCP_KEEPINTVL, kKeepaliveInterval);
    set_option(socket.fd(), IPPROTO_TCP, TCP_KEEPCNT, kKeepaliveProbes);
}

}  // namespace mwl::net
