#pragma once
// How the file on disk differs from the settings in force, for health and metrics (faults.md K2).

#include <cstdint>
#include <string>
#include <vector>

#include "mwl/base/mutex.h"
#include "mwl/web/server.h"

namespace mwl::app {

// Thread-safe.
class Configuration {
public:
    // The file was read again and is in force, but for these keys, which wait for a restart.
    void taken(const std::vector<std::string>& waiting);
    // The file was read again and is not in force.
    void refused(const std::string& why);

    // Never needed for readiness: the broker works, under the previous configuration.
    web::HealthCheck health() const;
    void add_to(std::vector<web::Metric>& metrics) const;

private:
    mutable Mutex mutex_;
    std::string waiting_ GUARDED_BY(mutex_);  // "mllp.port, http.port"
    std::string refused_ GUARDED_BY(mutex_);
    std::uint64_t reloads_ GUARDED_BY(mutex_) = 0;
};

}  // namespace mwl::app
