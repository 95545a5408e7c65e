#include "app/links.h"

#include <algorithm>
#include <chrono>

#include "mwl/base/parts.h"

namespace mwl::app {
namespace {

constexpr std::chrono::days kNotice{30};

net::Tls good(const std::string& link, const Result<net::Tls>& tls) {
    if (!tls) throw ConfigError(link + ".tls: " + to_string(tls.problem()));
    return *tls;
}

std::string in_words(std::int64_t days) { return std::to_string(days) + (days == 1 ? " day" : " days"); }

// "expires in 12 days", "expired 1 day ago".
std::string words_of(Instant expires, Instant now) {
    const auto days = std::chrono::floor<std::chrono::days>(expires - now).count();
    return days < 0 ? "expired " + in_words(-days) + " ago" : "expires in " + in_words(days);
}

std::string state_of(const net::Tls& tls, Instant now) {
    if (!tls.is_on()) return "off";
    const auto expires = tls.expires();
    return expires ? "on, its certificate " + words_of(*expires, now) : "on";
}

}  // namespace

std::string Links::name_of(const config::DestinationSettings& destination) {
    return "destination." + destination.name.str();
}

Links::Read Links::read(const config::Settings& settings) {
    Read all{{"mllp", good("mllp", net::Tls::listener(settings.mllp.tls))},
             {"dicom", good("dicom", net::Tls::listener(settings.dicom.tls))},
             {"http", good("http", net::Tls::listener(settings.http.tls))}};
    for (const auto& destination : settings.destinations) {
        const auto name = name_of(destination);
        all[name] = good(name, net::Tls::outgoing(destination.tls, destination.host));
    }
    return all;
}

Links::Read Links::read(config::Settings in_force, const config::Settings& file) {
    std::erase_if(in_force.destinations, [&](const auto& destination) {
        return std::ranges::find(file.destinations, destination.name, &config::DestinationSettings::name) ==
               file.destinations.end();
    });
    return read(in_force);
}

void Links::use(const Read& next) const {
    for (auto [link, tls] : links_)
        if (const auto found = next.find(link); found != next.end()) tls.replace(found->second);
}

web::HealthCheck Links::health(Instant now) const {
    web::HealthCheck check{"tls", true, "", false};
    for (const auto& [link, tls] : links_) {
        append_part(check.detail, link + ": " + state_of(tls, now), "; ");
        if (const auto expires = tls.expires(); expires && *expires - now < kNotice) check.good = false;
    }
    return check;
}

void Links::add_to(std::vector<web::Metric>& metrics, Instant now) const {
    web::Metric left{"mwl_tls_certificate_expires_seconds",
                     "time until the certificate that a link shows expires, below 0 once it has",
                     web::Metric::Kind::gauge,
                     {}};
    for (const auto& [link, tls] : links_)
        if (const auto expires = tls.expires())
            left.samples.push_back({{{"link", link}}, std::chrono::duration<double>(*expires - now).count()});
    if (!left.samples.empty()) metrics.push_back(std::move(left));
}

}  // namespace mwl::app
