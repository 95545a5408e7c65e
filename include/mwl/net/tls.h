#pragma once
// TLS of one link (a listener, or one outgoing connection): what it is made from, and what new connections
// use now. At least TLS 1.2, with the ciphers of BCP 195 (RFC 9325): forward secrecy and authenticated
// encryption, no renegotiation. A link that has TLS never speaks plain text.

#include <memory>
#include <optional>
#include <string>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"
#include "mwl/base/snapshot.h"
#include "mwl/net/stream.h"

namespace mwl::net {

enum class TlsMode {
    off,
    server,  // the end that listens shows a certificate
    mutual,  // both ends do
};

// Files are PEM. An encrypted key cannot be used: nobody is there to enter its passphrase.
struct TlsOptions {
    TlsMode mode = TlsMode::off;
    std::string certificate{};  // ours, followed by the intermediate ones up to its CA
    std::string key{};          // of that certificate
    std::string ca{};           // of the peers; an outgoing link without it trusts the system's CAs

    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

struct TlsContext;  // net's own

// Thread-safe. Copies stand for the same link: replace() on one of them takes effect for all.
class Tls {
public:
    using Context = std::shared_ptr<const TlsContext>;  // shared: connections may outlive what is in force

    Tls() : Tls(Context{}) {}  // off
    // Reads the files. The Problem's `where` is the field: "mode", "certificate", "key" or "ca".
    static Result<Tls> listener(const TlsOptions& options);
    // `host`: the name or numeric address that the peer's certificate must be issued for.
    static Result<Tls> outgoing(const TlsOptions& options, const std::string& host);

    bool is_on() const { return context() != nullptr; }
    Context context() const { return *now_->get(); }
    // When our own certificate expires; none if we show none.
    std::optional<Instant> expires() const;
    // Connections made from now on use what `next` holds; open ones stay as they are.
    void replace(const Tls& next) { now_->set(next.context()); }

private:
    explicit Tls(Context context) : now_(std::make_shared<Snapshot<Context>>(std::move(context))) {}
    static Result<Tls> made(Result<Context> context);

    std::shared_ptr<Snapshot<Context>> now_;
};

// The same connection with TLS on it. Nothing may have been read or written before. The handshake is made by
// shake_hands(), else by the first read or write. Throws NetworkError; `plain` is then unchanged, so that a
// guard on its descriptor can be released before it is closed.
Stream secured(Stream&& plain, const Tls::Context& context);

struct Handshake {
    IoStatus status = IoStatus::done;
    std::string why{};                    // in OpenSSL's words; empty if it succeeded
    bool is_certificate_refused = false;  // we refused the peer's certificate
    bool is_plain_peer = false;           // what the peer sent is not TLS
};
Handshake shake_hands(const Stream& stream, Deadline deadline, const StopSignal* stop = nullptr) noexcept;

// Why no connection was made with TLS, for people: OUT-730 the peer's certificate is refused (expired, issued
// for another name, of an unknown CA), OUT-731 TLS is not possible, OUT-732 the handshake took too long.
std::string words_for(const Handshake& failed, const std::string& peer);

// How an exchange ended, for people. Where TLS broke it, in the words of TLS, with a code: OUT-731.
std::string words_for(IoStatus status, const Stream& stream);

}  // namespace mwl::net
