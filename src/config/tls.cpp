#include "config/tls.h"

#include <array>
#include <system_error>

#include "config/reader.h"
#include "mwl/time/dicom_time.h"

namespace mwl::config {
namespace {

constexpr std::array kModes{std::pair{std::string_view("off"), net::TlsMode::off},
                            std::pair{std::string_view("server"), net::TlsMode::server},
                            std::pair{std::string_view("mutual"), net::TlsMode::mutual}};

// A file that belongs to a link, and whether its mode has a use for it.
struct LinkFile {
    const char* key;
    std::string net::TlsOptions::*path;
    bool is_used;
    bool is_wanted;
};

std::array<LinkFile, 3> files_of(const TlsLink& link, net::TlsMode mode) {
    const bool on = mode != net::TlsMode::off;
    const bool mutual = mode == net::TlsMode::mutual;
    const bool shows = link.listens() ? on : mutual;
    const bool asks = link.listens() ? mutual : on;
    return {LinkFile{"tls_certificate", &net::TlsOptions::certificate, shows, shows},
            LinkFile{"tls_key", &net::TlsOptions::key, shows, shows},
            LinkFile{"tls_ca", &net::TlsOptions::ca, asks, asks && link.listens()}};
}

std::string in_quotes(net::TlsMode mode) {
    return "\"" + std::string(kModes.at(static_cast<std::size_t>(mode)).first) + "\"";
}

bool is_open_to_all(const std::string& file) {
    using std::filesystem::perms;
    std::error_code failure;
    const auto status = std::filesystem::status(file, failure);
    return std::filesystem::exists(status) && (status.permissions() & perms::others_read) != perms::none;
}

// The check of one link.
class TlsCheck {
public:
    TlsCheck(const Document& document, const TlsLink& link, net::TlsOptions& tls, Findings& findings)
        : document_(document), link_(link), tls_(tls), findings_(findings) {}

    void resolve(const std::filesystem::path& folder) {
        for (const auto& file : files_of(link_, tls_.mode))
            if (auto& path = tls_.*file.path; !path.empty()) path = (folder / path).string();
    }

    void look_at_keys() {
        for (const auto& file : files_of(link_, tls_.mode)) {
            const bool is_given = !(tls_.*file.path).empty();
            const auto key = link_.prefix + file.key;
            if (file.is_wanted && !is_given)
                error("tls", in_quotes(tls_.mode) + " wants " + key + ", the path of a PEM file");
            if (is_given && !file.is_used)
                warning(file.key, "has no effect while " + link_.prefix + "tls is " + in_quotes(tls_.mode));
        }
    }

    void read_files() {
        const auto read = link_.listens() ? net::Tls::listener(tls_) : net::Tls::outgoing(tls_, link_.host);
        if (!read) {
            const auto& field = read.problem().where;
            return error(field == "mode" ? "tls" : "tls_" + field, read.problem().what);
        }
        if (is_open_to_all(tls_.key))
            warning("tls_key", "everybody on this machine may read \"" + tls_.key + "\"; chmod o-r");
        if (const auto expires = read->expires(); expires && *expires < system_clock().now())
            warning("tls_certificate", "the certificate expired on " +
                                           print_da(Zone().to_local(*expires).date) +
                                           "; peers will refuse it");
    }

private:
    Place place_of(const std::string& key) const { return document_.values.at(link_.prefix + key).place; }
    void error(const std::string& key, const std::string& what) {
        findings_.error(document_, place_of(key), link_.prefix + key + ": " + what);
    }
    void warning(const std::string& key, const std::string& what) {
        findings_.warning(document_, place_of(key), link_.prefix + key + ": " + what);
    }

    const Document& document_;
    const TlsLink& link_;
    net::TlsOptions& tls_;
    Findings& findings_;
};

bool is_wrong_already(const Document& document, const TlsLink& link, const Findings& findings) {
    const auto mode = document.values.find(link.prefix + "tls");
    return mode != document.values.end() && findings.has_error_at(document, mode->second.place);
}

}  // namespace

std::vector<Policy<net::TlsOptions>> tls_policies(const TlsMeanings& meanings) {
    using Row = Rows<net::TlsOptions>;
    return {
        Row::word("tls", kModes, meanings.mode, kLive, &net::TlsOptions::mode),
        Row::text("tls_certificate", meanings.certificate, kLive, &net::TlsOptions::certificate),
        Row::text("tls_key", "PEM file: the key of that certificate, without a passphrase", kLive,
                  &net::TlsOptions::key),
        Row::text("tls_ca", meanings.ca, kLive, &net::TlsOptions::ca),
    };
}

void check_tls(const Document& document, const std::filesystem::path& folder, const TlsLink& link,
               net::TlsOptions& tls, Certificates certificates, Findings& findings) {
    if (is_wrong_already(document, link, findings)) return;
    TlsCheck check(document, link, tls, findings);
    check.resolve(folder);
    const auto errors = findings.errors();
    check.look_at_keys();
    if (certificates == Certificates::read && findings.errors() == errors) check.read_files();
}

}  // namespace mwl::config
