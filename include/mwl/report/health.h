#pragma once
// Whether the broker's parts are good, for machines. Pure.

#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/services/destination_state.h"
#include "mwl/time/zone.h"

namespace mwl::report {

struct HealthCheck {
    std::string name;  // "database", "mllp", "dicom", …
    bool good = false;
    std::string detail;     // for people; no names of patients
    bool is_needed = true;  // false: the broker is ready without it, but a person should look
};

// "good"; "degraded": the broker works without it, and a person should look; "failed": it does not work.
std::string_view state_name(const HealthCheck& check) noexcept;

// The check of one receiver of status messages; the broker is ready without it. Times are in `zone`.
HealthCheck destination_check(const services::DestinationState& state, Instant now, const Zone& zone);

// Whether every check that is needed is good. True for an empty list.
bool all_good(const std::vector<HealthCheck>& checks);

// {"ready": …, "degraded": …, "checks": [{"name": …, "good": …, "state": …, "detail": …}, …]}; `degraded`:
// true if a check is degraded. Broken UTF-8 is replaced.
std::string health_json(const std::vector<HealthCheck>& checks);

}  // namespace mwl::report
