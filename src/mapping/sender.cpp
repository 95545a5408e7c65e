#include "mwl/mapping/sender.h"

#include <algorithm>
#include <compare>
#include <optional>

#include "mwl/mapping/profile.h"

namespace mwl::mapping {
namespace {

// How closely something is named. Greater is closer.
struct Closeness {
    bool is_whole = false;   // not the beginning of a name
    std::size_t length = 0;  // 0: any
    friend auto operator<=>(const Closeness&, const Closeness&) = default;
};

struct NameCloseness {
    Closeness application;
    Closeness facility;
    friend auto operator<=>(const NameCloseness&, const NameCloseness&) = default;
};

// A name as it is compared; `is_whole` is false where a '*' stood at its end.
struct Pattern {
    std::string text;
    bool is_whole = true;
    friend bool operator==(const Pattern&, const Pattern&) = default;
};

Pattern pattern_of(std::string_view written) {
    const auto text = trimmed(written);
    const bool is_open = text.ends_with('*');
    return {hl7::comparable_name(is_open ? text.substr(0, text.size() - 1) : text), !is_open};
}

// "HIS" is for "HIS^1.2.3^ISO" too. Nothing: the pattern is not for this name.
std::optional<Closeness> closeness(const Pattern& pattern, const std::string& name) {
    const auto& text = pattern.text;
    const bool fits =
        pattern.is_whole ? name == text || name.starts_with(text + '^') : name.starts_with(text);
    if (!fits) return std::nullopt;
    return Closeness{pattern.is_whole, text.size()};
}

std::optional<Closeness> closeness(const std::vector<std::string>& wanted, const std::string& name) {
    if (wanted.empty()) return Closeness{};
    std::optional<Closeness> out;
    for (const auto& written : wanted) out = std::max(out, closeness(pattern_of(written), name));
    return out;
}

std::optional<NameCloseness> closeness(const SenderMatch& match, const hl7::RawHeader& header) {
    const char separator = header.delimiters.component;
    const auto application =
        closeness(match.applications, hl7::comparable_name(header.sending_application, separator));
    const auto facility =
        closeness(match.facilities, hl7::comparable_name(header.sending_facility, separator));
    if (!application || !facility) return std::nullopt;
    return NameCloseness{*application, *facility};
}

// Nothing: the address may not claim to be this sender.
std::optional<unsigned> closeness(const AccessList& peers, const IpAddress& peer) {
    if (peers.empty()) return 0;
    std::optional<unsigned> out;
    for (const auto& network : peers)
        if (!peer.is_known() || network.contains(peer))
            out = std::max(out, std::optional(network.bits() + 1));
    return out;
}

// The first name that both lists have; "any" where both are empty.
std::optional<std::string> common_name(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    if (a.empty() && b.empty()) return "any";
    for (const auto& written : a)
        for (const auto& other : b)
            if (pattern_of(written) == pattern_of(other)) return written;
    return std::nullopt;
}

bool have_peers_in_common(const AccessList& a, const AccessList& b) {
    if (a.empty() || b.empty()) return a.empty() && b.empty();
    return std::ranges::any_of(
        a, [&](const Network& network) { return std::ranges::find(b, network) != b.end(); });
}

}  // namespace

Result<const SiteProfile*> profile_for(const std::vector<SiteProfile>& profiles, const hl7::RawHeader& header,
                                       const IpAddress& peer) {
    std::optional<NameCloseness> closest;
    for (const auto& profile : profiles) closest = std::max(closest, closeness(profile.sender.match, header));
    if (!closest)
        return Problem{Code::not_allowed, "MSH-3",
                       "no profile takes messages of this sender; see profiles in the settings"};
    const SiteProfile* found = nullptr;
    std::optional<unsigned> closest_peer;
    for (const auto& profile : profiles) {
        if (closeness(profile.sender.match, header) != closest) continue;
        const auto of_peer = closeness(profile.sender.match.peers, peer);
        if (!of_peer || (closest_peer && *of_peer <= *closest_peer)) continue;
        closest_peer = of_peer;
        found = &profile;
    }
    if (found == nullptr)
        return Problem{Code::not_allowed, "MSH-3",
                       "the address " + peer.str() + " may not send as this sender; see sender.peers"};
    return found;
}

std::string clash(const SenderMatch& a, const SenderMatch& b) {
    const auto application = common_name(a.applications, b.applications);
    const auto facility = common_name(a.facilities, b.facilities);
    if (!application || !facility || !have_peers_in_common(a.peers, b.peers)) return {};
    return "MSH-3 " + *application + ", MSH-4 " + *facility;
}

}  // namespace mwl::mapping
