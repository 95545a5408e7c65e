#include "net/tls_context.h"

#include <Poco/Exception.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <system_error>
#include <utility>

#include "mwl/net/address.h"

namespace mwl::net {
namespace {

// RFC 9325 4.2 for TLS 1.2; all ciphers of TLS 1.3 are good.
constexpr auto kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr auto kGroups = "X25519:P-256:P-384";
constexpr int kLongestChain = 9;

thread_local int t_refused = X509_V_OK;

// Called within a handshake, in the thread that makes it.
int note_refusal(int accepted, X509_STORE_CTX* store) {
    if (accepted == 0) t_refused = X509_STORE_CTX_get_error(store);
    return accepted;
}

int no_passphrase(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* /*ours*/) { return -1; }

Problem unusable(const char* field, const std::string& file, const std::string& why) {
    return {Code::not_allowed, field, "\"" + file + "\" " + why};
}

// Why the file cannot be opened, or `otherwise`.
Problem unreadable(const char* field, const std::string& file, const std::string& otherwise) {
    errno = 0;
    const std::ifstream in(file, std::ios::binary);
    const bool is_readable = in.good() && std::ifstream(file).peek() != std::ifstream::traits_type::eof();
    if (is_readable) return unusable(field, file, otherwise);
    return unusable(field, file,
                    "cannot be read: " + (errno != 0 ? std::generic_category().message(errno)
                                                     : std::string("it is empty, or no file")));
}

bool is_misfit() noexcept {
    const int why = ERR_GET_REASON(ERR_peek_last_error());
    return why == X509_R_KEY_VALUES_MISMATCH || why == X509_R_KEY_TYPE_MISMATCH;
}

Result<void> show_certificate(SSL_CTX* context, const TlsOptions& options) {
    if (options.certificate.empty())
        return Problem{Code::required_field_missing, "mode", "a certificate is wanted"};
    if (options.key.empty())
        return Problem{Code::required_field_missing, "mode", "the key of the certificate is wanted"};
    if (SSL_CTX_use_certificate_chain_file(context, options.certificate.c_str()) != 1)
        return unreadable("certificate", options.certificate,
                          "holds no certificate in PEM form that TLS 1.2 or later may use");
    // OpenSSL accepts a key of another kind than the certificate's, as if for another certificate.
    const bool is_read = SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM) == 1;
    if (is_read && SSL_CTX_check_private_key(context) == 1) return {};
    if (is_read || is_misfit())
        return unusable("key", options.key, "does not fit the certificate \"" + options.certificate + "\"");
    return unreadable("key", options.key, "holds no private key in PEM form without a passphrase");
}

Result<void> trust(SSL_CTX* context, const std::string& ca) {
    if (SSL_CTX_load_verify_locations(context, ca.c_str(), nullptr) == 1) return {};
    return unreadable("ca", ca, "holds no certificate in PEM form");
}

std::optional<Instant> expiry(const SSL_CTX* context) {
    const X509* const ours = SSL_CTX_get0_certificate(context);
    std::tm at{};
    if (ours == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(ours), &at) != 1) return std::nullopt;
    using namespace std::chrono;
    const year_month_day day{year(at.tm_year + 1900), month(static_cast<unsigned>(at.tm_mon + 1)),
                             std::chrono::day(static_cast<unsigned>(at.tm_mday))};
    return sys_days(day) + hours(at.tm_hour) + minutes(at.tm_min) + seconds(at.tm_sec);
}

Poco::Net::Context::Ptr bare_context(Poco::Net::Context::Usage usage) {
    Poco::Net::Context::Params params;
    params.verificationMode = Poco::Net::Context::VERIFY_NONE;  // set below, with what POCO cannot say
    params.cipherList = kCiphers;
    params.ecdhCurve = kGroups;
    params.dhUse2048Bits = true;
    Poco::Net::Context::Ptr context(new Poco::Net::Context(usage, params));  // owned by the pointer
    context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(false);  // OpenSSL looks at the name, within the handshake
    auto* const raw = context->sslContext();
    // No session outlives its connection: every handshake shows the certificates again.
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(raw, 0);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
    SSL_CTX_set_verify_depth(raw, kLongestChain);
    return context;
}

// OpenSSL writes with write(), which raises SIGPIPE at a peer that is gone. A setting of the whole process;
// one that was made on purpose stays.
void ignore_broken_pipes() {
    struct sigaction now {};
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
        (void)std::signal(SIGPIPE, SIG_IGN);
}

Result<void> ask_for_client_certificates(SSL_CTX* context, const std::string& ca) {
    if (ca.empty())
        return Problem{Code::required_field_missing, "mode",
                       "the CA is wanted whose certificates callers may show"};
    if (auto trusted = trust(context, ca); !trusted) return trusted;
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(ca.c_str()));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, note_refusal);
    return {};
}

Result<void> set_up_listener(SSL_CTX* context, const TlsOptions& options) {
    if (auto shown = show_certificate(context, options); !shown) return shown;
    if (options.mode == TlsMode::mutual) return ask_for_client_certificates(context, options.ca);
    return {};
}

Result<void> set_up_outgoing(SSL_CTX* context, const TlsOptions& options, const std::string& host) {
    if (options.mode == TlsMode::mutual)
        if (auto shown = show_certificate(context, options); !shown) return shown;
    if (options.ca.empty())
        SSL_CTX_set_default_verify_paths(context);
    else if (auto trusted = trust(context, options.ca); !trusted)
        return trusted;
    auto* const wanted = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const bool is_set = IpAddress::parse(host)
                            ? X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1
                            : X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1;
    if (!is_set) return Problem{Code::wrong_data_type, "mode", "\"" + host + "\" is no name of a host"};
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, note_refusal);
    return {};
}

template <typename SetUp>
Result<Tls::Context> make(const TlsOptions& options, Poco::Net::Context::Usage usage, const SetUp& set_up) {
    if (options.mode == TlsMode::off) return Tls::Context{};
    ignore_broken_pipes();
    try {
        TlsContext made{bare_context(usage)};
        forget_tls_errors();
        if (const auto done = set_up(made.poco->sslContext()); !done) return done.problem();
        made.expires = expiry(made.poco->sslContext());
        return Tls::Context(std::make_shared<const TlsContext>(std::move(made)));
    } catch (const Poco::Exception& failure) {
        return Problem{Code::internal, "mode", "OpenSSL: " + failure.displayText()};
    }
}

}  // namespace

void forget_tls_errors() noexcept {
    ERR_clear_error();
    t_refused = X509_V_OK;
}

std::string refused_certificate() {
    return t_refused == X509_V_OK ? std::string() : X509_verify_cert_error_string(t_refused);
}

Result<Tls> Tls::made(Result<Context> context) {
    if (!context) return context.problem();
    return Tls(*std::move(context));
}

Result<Tls> Tls::listener(const TlsOptions& options) {
    return made(make(options, Poco::Net::Context::TLS_SERVER_USE,
                     [&](SSL_CTX* context) { return set_up_listener(context, options); }));
}

Result<Tls> Tls::outgoing(const TlsOptions& options, const std::string& host) {
    auto context = make(options, Poco::Net::Context::TLS_CLIENT_USE,
                        [&](SSL_CTX* raw) { return set_up_outgoing(raw, options, host); });
    if (!context || *context == nullptr || IpAddress::parse(host)) return made(std::move(context));
    auto named = **context;
    named.server_name = host;
    return Tls(std::make_shared<const TlsContext>(std::move(named)));
}

std::optional<Instant> Tls::expires() const {
    const auto now = context();
    return now ? now->expires : std::nullopt;
}

}  // namespace mwl::net
