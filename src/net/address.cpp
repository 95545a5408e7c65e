#include "mwl/net/address.h"

#include <arpa/inet.h>

#include <array>
#include <cstring>

#include "mwl/net/stream.h"
#include "net/sockaddr.h"

namespace mwl::net {
namespace {

using Name = int (*)(int, sockaddr*, socklen_t*);

PeerAddress named_by(Name name, int fd) noexcept {
    sockaddr_storage raw{};
    socklen_t length = sizeof raw;
    if (name(fd, reinterpret_cast<sockaddr*>(&raw), &length) != 0) return {};
    return from_sockaddr(raw);
}

}  // namespace

std::string PeerAddress::str() const {
    if (!ip.is_known()) return "unknown";
    const std::string host = ip.is_v4() ? ip.str() : "[" + ip.str() + "]";
    return host + ":" + std::to_string(port);
}

PeerAddress from_sockaddr(const sockaddr_storage& raw) noexcept {
    if (raw.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &raw, sizeof in);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
        return {IpAddress::v4(bytes), ntohs(in.sin_port)};
    }
    if (raw.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &raw, sizeof in);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
        return {IpAddress::v6(bytes), ntohs(in.sin6_port)};
    }
    return {};
}

PeerAddress peer_of(const Stream& stream) noexcept { return named_by(::getpeername, stream.fd()); }
PeerAddress local_of(const Stream& stream) noexcept { return named_by(::getsockname, stream.fd()); }

}  // namespace mwl::net
