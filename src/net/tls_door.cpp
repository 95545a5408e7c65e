#include "net/tls_door.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <utility>

#include "mwl/net/protocol_guess.h"
#include "net/wait.h"

namespace mwl::net {
namespace {

constexpr char kHandshakeRecord = 0x16;  // RFC 8446 5.1
constexpr std::chrono::seconds kLastWords{2};

// The first bytes, which can still be read afterwards; none if the peer sends none.
std::string first_bytes(const Connection& connection) {
    std::array<char, kGuessBytes> bytes{};
    if (wait_for(connection.stream.fd(), POLLIN, kNever, &connection.stop) != Waited::ready) return {};
    const auto count = ::recv(connection.stream.fd(), bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

class Door {
public:
    Door(Connection& connection, const AcceptorOptions& options, const Log& log)
        : connection_(connection), options_(options), log_(log) {}

    bool pass(const Tls::Context& context) {
        connection_.deadline.arm(connection_.accepted_at + options_.first_request_time);
        const auto bytes = first_bytes(connection_);
        if (!bytes.empty() && bytes.front() != kHandshakeRecord) return is_plain(bytes);
        connection_.stream = secured(std::move(connection_.stream), context);
        const auto handshake = shake_hands(connection_.stream, kNever, &connection_.stop);
        if (handshake.status != IoStatus::done) return is_broken(handshake, bytes.empty());
        connection_.deadline.disarm();
        return true;
    }

private:
    bool is_plain(const std::string& bytes) {
        log_.warn("NET-141 plain connection on a TLS port", {{"listener", options_.name},
                                                             {"peer", connection_.peer.str()},
                                                             {"looks_like", name_of(looks_like(bytes))}});
        return false;
    }

    // A peer that connects and leaves without a byte is not logged: a check whether a port is open does that.
    bool is_broken(const Handshake& handshake, bool was_silent) {
        if (connection_.deadline.fired())
            log_.warn("NET-142 TLS handshake too slow",
                      {{"listener", options_.name}, {"peer", connection_.peer.str()}});
        else if (handshake.status != IoStatus::stopping && !was_silent)
            tell(handshake);
        return false;
    }

    // Logs the failure, and lets the peer read the alert before the close.
    void tell(const Handshake& handshake) {
        log_.warn("NET-140 no TLS", {{"listener", options_.name},
                                     {"peer", connection_.peer.str()},
                                     {"reason", handshake.why},
                                     {"certificate", handshake.is_certificate_refused ? "refused" : "-"}});
        drain_before_close(connection_.stream, Steady::now() + kLastWords);
    }

    Connection& connection_;
    const AcceptorOptions& options_;
    const Log& log_;
};

}  // namespace

bool pass_tls_door(Connection& connection, const AcceptorOptions& options, const Log& log) {
    const auto context = options.tls.context();
    return context == nullptr || Door(connection, options, log).pass(context);
}

}  // namespace mwl::net
