#pragma once
// TLS of one link (a listener, or one way out): what it is made from, and what new connections use now. At
// least TLS 1.2, with the ciphers of BCP 195 (RFC 9325): forward secrecy and authenticated encryption, no
// renegotiation. A link that has TLS never speaks plain text.

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

// Files are PEM. An encrypted key cannot be used: nobody is there to be asked.
struct TlsOptions {
    TlsMode mode = TlsMode::off;
    std::string certificate{};  // ours, followed by those between it and its CA
    std::string key{};          // that fits it
    std::string ca{};           // of the peers; a way out without it trusts the system's

    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

struct TlsContext;  // net's own

// Thread-safe. Copies are one link: what one replaces, all use.
class Tls {
public:
    using Context = std::shared_ptr<const TlsContext>;  // shared: connections may outlive what is in force

    Tls() : Tls(Context{}) {}  // off
    // Reads the files. The Problem's `where` is the field: "mode", "certificate", "key" or "ca".
    static Result<Tls> listener(const TlsOptions& options);
    // `host` is what the peer's certificate must be made out to: a name or a numeric address.
    static Result<Tls> outgoing(const TlsOptions& options, const std::string& host);

    bool is_on() const { return context() != nullptr; }
    Context context() const { return *now_->get(); }
    // When our own certificate expires; none if we show none.
    std::optional<Instant> expires() const;
    // Connections made from now on are made as `next` says; those that are there stay.
    void replace(const Tls& next) { now_->set(next.context()); }

private:
    explicit Tls(Context context) : now_(std::make_shared<Snapshot<Context>>(std::move(context))) {}
    static Result<Tls> made(Result<Context> context);

    std::shared_ptr<Snapshot<Context>> now_;
};

// The same connection with TLS on it. Nothing may have been read or written before. The handshake is made by
// shake_hands(), else by whatever is read or written first. Throws NetworkError; `plain` is then as it was,
// so that whoever watches its descriptor can stop before it is closed.
Stream secured(Stream&& plain, const Tls::Context& context);

struct Handshake {
    IoStatus status = IoStatus::done;
    std::string why{};                    // in OpenSSL's words; empty if it was done
    bool is_certificate_refused = false;  // we refused the peer's
    bool is_plain_peer = false;           // what the peer said is not TLS
};
Handshake shake_hands(const Stream& stream, Deadline deadline, const StopSignal* stop = nullptr) noexcept;

// Why no connection was made with TLS, for people: OUT-730 the peer's certificate is refused (expired, made
// out to another name, of an unknown CA), OUT-731 there can be no TLS, OUT-732 the handshake took too long.
std::string words_for(const Handshake& failed, const std::string& peer);

// How an exchange ended, for people. Where TLS broke it, in the words of TLS, with a code: OUT-731.
std::string words_for(IoStatus status, const Stream& stream);

}  // namespace mwl::net
