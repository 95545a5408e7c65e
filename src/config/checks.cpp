#include "config/checks.h"

#include <array>
#include <string_view>
#include <utility>

namespace mwl::config {
namespace {

struct Listener {
    std::string_view name;
    const std::string& address;
    std::uint16_t port;
};

bool is_v6(const std::string& address) { return address.find(':') != std::string::npos; }

bool overlap(const std::string& a, const std::string& b) {
    if (a == b || a == "::" || b == "::") return true;
    return (a == "0.0.0.0" || b == "0.0.0.0") && is_v6(a) == is_v6(b);
}

constexpr std::array kIssuers{std::pair{"accession_issuer", &mapping::SiteProfile::accession_issuer},
                              std::pair{"placer_issuer", &mapping::SiteProfile::placer_issuer},
                              std::pair{"filler_issuer", &mapping::SiteProfile::filler_issuer}};

// At the key in the later profile, else in the earlier one; a default stands in neither of them.
[[noreturn]] void fail_shared(const Document& settings, const ReadProfile& a, const ReadProfile& b,
                              const std::string& key, const Issuer& issuer) {
    const std::string what =
        key + ": profiles \"" + a.profile.name + "\" and \"" + b.profile.name + "\" have the issuer \"" +
        issuer.str() +
        "\" in common; give each its own accession_issuer, placer_issuer and filler_issuer, or "
        "shares_issuers = true in both";
    for (const auto* document : {&b.document, &a.document})
        if (const auto found = document->values.find(key); found != document->values.end())
            document->fail(found->second.place, what);
    settings.fail(settings.values.at("profiles").place, what);
}

void check_pair(const Document& settings, const ReadProfile& a, const ReadProfile& b) {
    if (a.profile.shares_issuers && b.profile.shares_issuers) return;
    for (const auto& [key, issuer] : kIssuers)
        if (a.profile.*issuer == b.profile.*issuer) fail_shared(settings, a, b, key, b.profile.*issuer);
}

}  // namespace

void check_listeners(const Settings& settings) {
    const std::array listeners{Listener{"mllp", settings.mllp.address, settings.mllp.port},
                               Listener{"dicom", settings.dicom.address, settings.dicom.port},
                               Listener{"http", settings.http.address, settings.http.port}};
    for (std::size_t later = 1; later < listeners.size(); ++later)
        for (std::size_t i = 0; i < later; ++i) {
            const auto& a = listeners[i];
            const auto& b = listeners[later];
            if (a.port == 0 || a.port != b.port || !overlap(a.address, b.address)) continue;
            // One of the two was given: the standard ports differ.
            const std::string key = std::string(b.name) + ".port";
            const bool is_given = settings.given.contains(key);
            settings.fail(is_given ? key : std::string(a.name) + ".port",
                          std::string((is_given ? a : b).name) + " listens on port " +
                              std::to_string(b.port) + " too; give each listener a port of its own");
        }
}

void check_issuers(const Document& settings, const std::vector<ReadProfile>& profiles) {
    for (std::size_t later = 1; later < profiles.size(); ++later)
        for (std::size_t i = 0; i < later; ++i) check_pair(settings, profiles[i], profiles[later]);
}

}  // namespace mwl::config
