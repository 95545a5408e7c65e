#include "mwl/net/connect.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SocketAddress.h>
#include <fcntl.h>
#include <poll.h>

#include <cerrno>
#include <cstddef>
#include <iterator>
#include <system_error>
#include <vector>

#include "mwl/base/error.h"
#include "net/stream_impl.h"
#include "net/wait.h"

namespace mwl::net {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

NetworkError cannot_connect(const std::string& host, std::uint16_t port, const std::string& why) {
    return NetworkError("cannot connect to " + host + " port " + std::to_string(port) + ": " + why);
}

std::string reason(const Poco::Exception& failure) {
    return failure.code() > 0 ? std::generic_category().message(failure.code()) : failure.displayText();
}

// A numeric address is used as it is: DNS::resolve() would look up its name, and fail if it has none.
std::vector<IPAddress> addresses_of(const std::string& host, std::uint16_t port) {
    try {
        if (IPAddress ip; IPAddress::tryParse(host, ip)) return {ip};
        return Poco::Net::DNS::hostByName(host).addresses();
    } catch (const Poco::Exception& failure) {
        throw cannot_connect(host, port, failure.displayText());
    }
}

// Until when one address may be tried if this many are left: a dead one must leave time for those after it.
Deadline share_of(Deadline deadline, std::ptrdiff_t addresses_left) {
    if (deadline == kNever || addresses_left <= 1) return deadline;
    const auto now = Steady::now();
    return now + (deadline - now) / addresses_left;
}

// Throws Poco's exceptions.
StreamSocket connect_one(const SocketAddress& address, Deadline deadline, const StopSignal* stop) {
    StreamSocket socket(address.family());
    (void)socket.impl()->fcntl(F_SETFD, FD_CLOEXEC);
    socket.connectNB(address);
    const auto waited = wait_for(socket.impl()->sockfd(), POLLOUT, deadline, stop);
    if (waited == Waited::stopping) throw Poco::IOException("stopping", ECANCELED);
    if (waited == Waited::timed_out) throw Poco::TimeoutException("", ETIMEDOUT);
    if (const int error = socket.impl()->socketError(); error != 0) throw Poco::IOException("", error);
    return socket;
}

Stream connect_plainly(const std::string& host, std::uint16_t port, Deadline deadline,
                       const StopSignal* stop) {
    std::string why = "the name has no address";
    const auto addresses = addresses_of(host, port);
    auto left = std::ssize(addresses);
    for (const auto& address : addresses) {
        try {
            return stream_over(connect_one(SocketAddress(address, port), share_of(deadline, left--), stop));
        } catch (const Poco::Exception& failure) {
            why = reason(failure);
            if (failure.code() == ECANCELED) break;
        }
    }
    throw cannot_connect(host, port, why);
}

}  // namespace

Stream connect_to(const std::string& host, std::uint16_t port, Deadline deadline, const StopSignal* stop,
                  const Tls& tls) {
    auto stream = secured(connect_plainly(host, port, deadline, stop), tls.context());
    const auto handshake = shake_hands(stream, deadline, stop);
    if (handshake.status != IoStatus::done)
        throw NetworkError(words_for(handshake, host + " port " + std::to_string(port)));
    return stream;
}

}  // namespace mwl::net
