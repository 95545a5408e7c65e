#include "mwl/net/stream.h"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "mwl/base/enum_names.h"
#include "mwl/base/error.h"
#include "net/stream_impl.h"
#include "net/tls_context.h"
#include "net/wait.h"

namespace mwl::net {
namespace {

constexpr int kKeepaliveIdle = 60;      // seconds without traffic before the first probe
constexpr int kKeepaliveInterval = 10;  // seconds between probes
constexpr int kKeepaliveProbes = 3;     // unanswered ones that end the connection
constexpr std::size_t kMostAtOnce = 1U << 20U;

struct SocketOption {
    int level;
    int name;
    int value;
};
constexpr std::array kTuning{
    SocketOption{IPPROTO_TCP, TCP_NODELAY, 1},
    SocketOption{SOL_SOCKET, SO_KEEPALIVE, 1},
    SocketOption{IPPROTO_TCP, TCP_KEEPIDLE, kKeepaliveIdle},
    SocketOption{IPPROTO_TCP, TCP_KEEPINTVL, kKeepaliveInterval},
    SocketOption{IPPROTO_TCP, TCP_KEEPCNT, kKeepaliveProbes},
};

// A failure is ignored: if the peer is gone already, that is found later.
void set_option(int fd, const SocketOption& option) noexcept {
    (void)::setsockopt(fd, option.level, option.name, &option.value, sizeof option.value);
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

void keep_words(Stream::Impl& stream, const Poco::Exception& failure) noexcept {
    try {
        stream.tls_failure = tls_words(failure);
    } catch (...) {
        stream.tls_failure.clear();
    }
}

// One call of POCO's. A socket that does not block returns a negative number if it has to wait; a plain one
// that would have to wait for room throws.
struct Moved {
    IoStatus status = IoStatus::done;
    std::size_t bytes = 0;
    short wait_for = 0;  // not 0: nothing was moved, poll() for this first
};

template <typename Call>
Moved moved_by(Stream::Impl& stream, const Call& call, short usual_wait) noexcept {
    if (stream.is_secure) forget_tls_errors();
    try {
        const int count = call();
        if (count > 0) return {IoStatus::done, static_cast<std::size_t>(count), 0};
        if (count == 0) return {IoStatus::closed, 0, 0};
        return {IoStatus::done, 0, stream.is_secure ? events_for(count) : usual_wait};
    } catch (const Poco::Exception& failure) {
        if (failure.code() == EAGAIN) return {IoStatus::done, 0, usual_wait};
        if (stream.is_secure) keep_words(stream, failure);
        return {IoStatus::reset, 0, 0};
    } catch (...) {  // no memory: this connection is over
        return {IoStatus::reset, 0, 0};
    }
}

Moved receive(Stream::Impl& stream, std::span<char> into) noexcept {
    const auto size = static_cast<int>(std::min(into.size(), kMostAtOnce));
    return moved_by(
        stream, [&] { return stream.socket.receiveBytes(into.data(), size); }, POLLIN);
}

Moved send(Stream::Impl& stream, std::string_view bytes) noexcept {
    const auto size = static_cast<int>(std::min(bytes.size(), kMostAtOnce));
    return moved_by(
        stream, [&] { return stream.socket.sendBytes(bytes.data(), size, MSG_NOSIGNAL); }, POLLOUT);
}

// Bytes that OpenSSL has decrypted already are not seen by poll().
bool has_decrypted(Stream::Impl& stream) noexcept {
    try {
        return stream.is_secure && stream.socket.available() > 0;
    } catch (...) {
        return false;
    }
}

void say_goodbye_in_tls(Stream::Impl& stream) noexcept {
    if (!stream.is_secure) return;
    try {
        forget_tls_errors();
        stream.socket.shutdown();  // once: POCO knows whether it was said before
    } catch (...) {
        return;  // no handshake was made, or the peer is gone
    }
}

// Discards what arrived, unread: encrypted or not, with or without a handshake.
bool discard_some(int fd, Deadline deadline) noexcept {
    std::array<char, 16384> unwanted{};
    if (wait_for(fd, POLLIN, deadline, nullptr) != Waited::ready) return false;
    return ::recv(fd, unwanted.data(), unwanted.size(), MSG_DONTWAIT) > 0;
}

Poco::Net::StreamSocket adopted(Socket socket) {
    try {
        Poco::Net::StreamSocket taken(new Poco::Net::StreamSocketImpl(socket.fd()));  // owned by the socket
        (void)socket.release();
        return taken;
    } catch (const Poco::Exception& error) {
        throw NetworkError("a connection cannot be used: " + error.displayText());
    }
}

constexpr auto kIoStatusNames = enum_names<IoStatus>({
    {IoStatus::done, "done"},
    {IoStatus::closed, "peer closed"},
    {IoStatus::reset, "connection broken"},
    {IoStatus::timed_out, "too slow"},
    {IoStatus::stopping, "stopping"},
});

}  // namespace

Stream::Impl::~Impl() { say_goodbye_in_tls(*this); }

Stream::Stream() noexcept = default;
Stream::Stream(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Stream::Stream(Socket socket) : Stream(stream_over(adopted(std::move(socket)))) {}
Stream::Stream(Stream&& other) noexcept = default;
Stream& Stream::operator=(Stream&& other) noexcept = default;
Stream::~Stream() = default;

int Stream::fd() const noexcept { return impl_ ? impl_->socket.impl()->sockfd() : -1; }
void Stream::close() noexcept { impl_.reset(); }

Stream stream_over(const Poco::Net::StreamSocket& socket) {
    Stream stream(std::make_unique<Stream::Impl>(socket));
    try {
        stream.impl()->socket.setBlocking(false);
    } catch (const Poco::Exception& error) {
        throw NetworkError("a connection cannot be used: " + error.displayText());
    }
    for (const auto& option : kTuning) set_option(stream.fd(), option);
    return stream;
}

const char* name_of(IoStatus status) noexcept { return kIoStatusNames.of(status); }

IoResult read_some(const Stream& stream, std::span<char> into, Deadline deadline,
                   const StopSignal* stop) noexcept {
    if (!stream) return {IoStatus::closed, 0};
    auto waited = Waited::ready;
    for (short events = has_decrypted(*stream.impl()) ? 0 : POLLIN;;) {
        if (events != 0) waited = wait_for(stream.fd(), events, deadline, stop);
        if (waited != Waited::ready) return {status_of(waited), 0};
        const auto got = receive(*stream.impl(), into);
        if (got.wait_for == 0) return {got.status, got.bytes};
        if (Steady::now() >= deadline) return {IoStatus::timed_out, 0};
        events = got.wait_for;  // part of a record came: the deadline holds for the whole of it
    }
}

IoResult write_all(const Stream& stream, std::string_view bytes, Deadline deadline) noexcept {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        if (!stream) return {IoStatus::reset, sent};
        const auto put = send(*stream.impl(), bytes.substr(sent));
        sent += put.bytes;
        if (put.status != IoStatus::done) return {IoStatus::reset, sent};
        if (put.wait_for == 0) continue;
        // A peer that takes a few bytes at a time does not extend the deadline.
        if (Steady::now() >= deadline) return {IoStatus::timed_out, sent};
        const auto waited = wait_for(stream.fd(), put.wait_for, deadline, nullptr);
        if (waited != Waited::ready) return {status_of(waited), sent};
    }
    return {IoStatus::done, sent};
}

void drain_before_close(const Stream& stream, Deadline deadline) noexcept {
    if (!stream) return;
    say_goodbye_in_tls(*stream.impl());
    if (::shutdown(stream.fd(), SHUT_WR) != 0) return;
    while (Steady::now() < deadline && discard_some(stream.fd(), deadline)) {
    }
}

short events_for(int answer) noexcept {
    return answer == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN;
}

std::string tls_words(const Poco::Exception& failure) {
    const auto text = failure.message().empty() ? failure.displayText() : failure.message();
    const auto colon = text.rfind(':');
    return colon == std::string::npos ? text : text.substr(colon + 1);
}

void acknowledge_at_once(const Stream& stream) noexcept {
    set_option(stream.fd(), {IPPROTO_TCP, TCP_QUICKACK, 1});
}

}  // namespace mwl::net
