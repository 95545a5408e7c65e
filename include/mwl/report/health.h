#pragma once
// Whether the broker's parts are good, for machines. Pure.

#include <string>
#include <vector>

namespace mwl::report {

struct HealthCheck {
    std::string name;  // "database", "mllp", "dicom", …
    bool good = false;
    std::string detail;     // for people; no names of patients
    bool is_needed = true;  // false: the broker is ready without it, and a person should look
};

// Whether everything that is needed is good. True of an empty list.
bool all_good(const std::vector<HealthCheck>& checks);

// {"ready": …, "checks": [{"name": …, "good": …, "detail": …}, …]}. Broken UTF-8 is replaced.
std::string health_json(const std::vector<HealthCheck>& checks);

}  // namespace mwl::report
