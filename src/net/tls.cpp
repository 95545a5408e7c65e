#include "mwl/net/tls.h"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SecureStreamSocketImpl.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "mwl/base/error.h"
#include "net/stream_impl.h"
#include "net/tls_context.h"
#include "net/wait.h"

namespace mwl::net {
namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::SecureStreamSocketImpl;

// OpenSSL's errors for bytes of another protocol.
constexpr std::array kPlainPeer{"wrong version number", "http request", "https proxy request"};

bool is_plain(std::string_view why) {
    return std::ranges::any_of(kPlainPeer, [&](const char* words) { return why == words; });
}

// One step of the handshake: POCO's answer, or why there will be none.
struct Step {
    int answer = 0;
    std::string failure{};
};

Step next_step(SecureStreamSocketImpl& socket) {
    forget_tls_errors();
    try {
        return {socket.completeHandshake()};
    } catch (const Poco::Exception& failure) {
        return {0, tls_words(failure)};
    }
}

Handshake failed(const std::string& why) {
    const auto refused = refused_certificate();
    if (!refused.empty()) return {IoStatus::reset, refused, true};
    if (why.empty()) return {IoStatus::closed, "the peer closed the connection"};
    return {IoStatus::reset, why, false, is_plain(why)};
}

Handshake make_handshake(const Stream& stream, Deadline deadline, const StopSignal* stop) {
    auto* const socket = dynamic_cast<SecureStreamSocketImpl*>(stream.impl()->socket.impl());
    if (socket == nullptr) return {};
    for (;;) {
        const auto step = next_step(*socket);
        if (step.answer > 0) return {};
        if (step.answer == 0) return failed(step.failure);
        const auto waited = wait_for(stream.fd(), events_for(step.answer), deadline, stop);
        if (waited == Waited::stopping) return {IoStatus::stopping, "stopping"};
        if (waited == Waited::timed_out || Steady::now() >= deadline)
            return {IoStatus::timed_out, "the handshake took too long"};
    }
}

}  // namespace

Stream secured(Stream&& plain, const Tls::Context& context) {
    if (!plain || context == nullptr) return Stream(std::move(plain));
    try {
        auto socket = SecureStreamSocket::attach(plain.impl()->socket, context->server_name, context->poco);
        Stream made(std::make_unique<Stream::Impl>(socket, true));
        plain.close();  // the socket lives on in the other
        return made;
    } catch (const Poco::Exception& failure) {
        throw NetworkError("TLS cannot begin: " + failure.displayText());
    }
}

Handshake shake_hands(const Stream& stream, Deadline deadline, const StopSignal* stop) noexcept {
    if (!stream) return {IoStatus::closed};
    try {
        return make_handshake(stream, deadline, stop);
    } catch (...) {
        return {IoStatus::reset};  // no memory
    }
}

std::string words_for(const Handshake& failed, const std::string& peer) {
    const auto end = failed.why + "; nothing was sent";
    if (failed.is_certificate_refused) return "OUT-730 the certificate of " + peer + " is refused: " + end;
    if (failed.status == IoStatus::timed_out) return "OUT-732 no TLS with " + peer + ": " + end;
    if (failed.is_plain_peer) return "OUT-731 no TLS with " + peer + ": it answers in plain text; " + end;
    return "OUT-731 no TLS with " + peer + ": " + end;
}

std::string words_for(IoStatus status, const Stream& stream) {
    if (!stream || stream.impl()->tls_failure.empty()) return name_of(status);
    return "OUT-731 TLS: " + stream.impl()->tls_failure;
}

}  // namespace mwl::net
