#pragma once
// The keys that say how a link uses TLS: the same four for every listener and every destination.

#include <filesystem>
#include <string>
#include <vector>

#include "config/findings.h"
#include "mwl/base/policy.h"
#include "mwl/config/settings.h"

namespace mwl::config {

// The meanings that differ between a listener and a destination.
struct TlsMeanings {
    const char* mode;
    const char* certificate;
    const char* ca;
};
inline constexpr TlsMeanings kListenerTls{
    "off, server (we show a certificate), or mutual (whoever calls shows one too)",
    "PEM file, relative to this one: our certificate, then those between it and its CA",
    "PEM file: whose certificates callers may show; for mutual"};
inline constexpr TlsMeanings kOutgoingTls{
    "off, server (it shows a certificate made out to `host`), or mutual (we show one too)",
    "PEM file, relative to this one: our certificate, then those between it and its CA; for mutual",
    "PEM file: who may have signed its certificate; empty: the authorities that the system trusts"};

std::vector<Policy<net::TlsOptions>> tls_policies(const TlsMeanings& meanings);

// A link to be checked: where its keys are, and which host it calls.
struct TlsLink {
    std::string prefix;  // "mllp.", "destination[0]."
    std::string host;    // empty: a listener
    bool listens() const noexcept { return host.empty(); }
};

// Paths become relative to `folder`; then every file is read as the link will read it, if `certificates` says
// so. A file that cannot be used is an error at its key; one that has expired or has no effect is a warning.
void check_tls(const Document& document, const std::filesystem::path& folder, const TlsLink& link,
               net::TlsOptions& tls, Certificates certificates, Findings& findings);

}  // namespace mwl::config
