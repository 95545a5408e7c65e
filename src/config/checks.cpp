#include "config/checks.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "mwl/base/access_list.h"
#include "mwl/hl7/message.h"

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

using mapping::SenderRules;
constexpr std::array kIssuers{std::pair{"sender.accession_issuer", &SenderRules::accession_issuer},
                              std::pair{"sender.placer_issuer", &SenderRules::placer_issuer},
                              std::pair{"sender.filler_issuer", &SenderRules::filler_issuer}};

// At the key in the later profile, else in the earlier one, else where the profiles are listed: a default has
// no place.
void add_pair_error(const Document& settings, const ReadProfile& a, const ReadProfile& b,
                    const std::string& key, const std::string& what, Findings& findings) {
    for (const auto* document : {&b.document, &a.document})
        if (const auto found = document->values.find(key); found != document->values.end())
            return findings.error(*document, found->second.place, key + ": " + what);
    findings.error(settings, settings.values.at("profiles").place, key + ": " + what);
}

std::string both(const ReadProfile& a, const ReadProfile& b) {
    return "profiles \"" + a.profile.name + "\" and \"" + b.profile.name + "\"";
}

// Reports at the first issuer that they have in common; the message names all of them.
void check_issuers(const Document& settings, const ReadProfile& a, const ReadProfile& b, Findings& findings) {
    const auto& ours = a.profile.sender;
    const auto& theirs = b.profile.sender;
    if (ours.shares_issuers && theirs.shares_issuers) return;
    for (const auto& [key, issuer] : kIssuers) {
        if (ours.*issuer != theirs.*issuer) continue;
        return add_pair_error(settings, a, b, key,
                              both(a, b) + " have the issuer \"" + (theirs.*issuer).str() +
                                  "\" in common; give each its own accession_issuer, placer_issuer and "
                                  "filler_issuer, or shares_issuers = true in both",
                              findings);
    }
}

void check_reach(const Document& settings, const ReadProfile& a, const ReadProfile& b, Findings& findings) {
    const auto both_are_for = mapping::clash(a.profile.sender.match, b.profile.sender.match);
    if (both_are_for.empty()) return;
    add_pair_error(settings, a, b, "sender.application",
                   both(a, b) + " are both for " + both_are_for +
                       ", and nothing says which one reads a message; give each a sender.application, "
                       "sender.facility or sender.peers of its own",
                   findings);
}

void check_names(const Document& settings, const ReadProfile& a, const ReadProfile& b, Findings& findings) {
    if (a.profile.name == b.profile.name)
        add_pair_error(settings, a, b, "name",
                       "two profiles have the name \"" + b.profile.name + "\"; give each a name of its own",
                       findings);
}

void check_page(const Document& document, const Settings& settings, Findings& findings) {
    const auto address = IpAddress::parse(settings.http.address);
    if (address && loopback().contains(*address)) return;
    findings.warning(document, document.values.at("http.address").place,
                     "http.address: the page has no login yet, and everybody who reaches " +
                         settings.http.address + " sees patients; keep it on \"127.0.0.1\"");
}

bool is_wrong(const Document& document, const std::string& key, const Findings& findings) {
    const auto found = document.values.find(key);
    return found != document.values.end() && findings.has_error_at(document, found->second.place);
}

}  // namespace

void check_listeners(const Document& document, const Settings& settings, Findings& findings) {
    const std::array listeners{Listener{"mllp", settings.mllp.address, settings.mllp.port},
                               Listener{"dicom", settings.dicom.address, settings.dicom.port},
                               Listener{"http", settings.http.address, settings.http.port}};
    const auto key_of = [](const Listener& listener) { return std::string(listener.name) + ".port"; };
    for (std::size_t later = 1; later < listeners.size(); ++later)
        for (std::size_t i = 0; i < later; ++i) {
            const auto& a = listeners[i];
            const auto& b = listeners[later];
            if (a.port == 0 || a.port != b.port || !overlap(a.address, b.address)) continue;
            if (is_wrong(document, key_of(a), findings) || is_wrong(document, key_of(b), findings)) continue;
            // One of the two was given: the standard ports differ.
            const bool is_given = document.values.contains(key_of(b));
            const std::string key = key_of(is_given ? b : a);
            findings.error(document, document.values.at(key).place,
                           key + ": " + std::string((is_given ? a : b).name) + " listens on port " +
                               std::to_string(b.port) + " too; give each listener a port of its own");
        }
    check_page(document, settings, findings);
}

void check_profiles(const Document& settings, const std::vector<ReadProfile>& profiles, Findings& findings) {
    for (std::size_t later = 1; later < profiles.size(); ++later)
        for (std::size_t i = 0; i < later; ++i)
            for (const auto check : {check_names, check_reach, check_issuers})
                check(settings, profiles[i], profiles[later], findings);
}

}  // namespace mwl::config
