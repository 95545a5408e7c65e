#pragma once
// The TLS of every link of a running broker: what is in force, read again at a reload, and until when it is
// valid.

#include <map>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/config/settings.h"
#include "mwl/net/tls.h"
#include "mwl/web/server.h"

namespace mwl::app {

// Thread-safe.
class Links {
public:
    // By link: "mllp", "dicom", "http", "destination.<name>".
    using Read = std::map<std::string, net::Tls>;
    // Reads every file. Throws ConfigError, which settings that were checked just before cause only if a file
    // changed since.
    static Read read(const config::Settings& settings);
    // Without the destinations that the file does not name any more: theirs may be gone.
    static Read read(config::Settings in_force, const config::Settings& file);
    static std::string name_of(const config::DestinationSettings& destination);

    explicit Links(const config::Settings& settings) : links_(read(settings)) {}

    net::Tls of(const std::string& link) const { return links_.at(link); }
    // New connections are made as `next` says; a destination that is not in it stays as it is.
    void use(const Read& next) const;

    // A person should look 30 days before a certificate expires.
    web::HealthCheck health(Instant now) const;
    void add_to(std::vector<web::Metric>& metrics, Instant now) const;

private:
    const Read links_;
};

}  // namespace mwl::app
