#include "mwl/report/health.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mwl::report {

bool all_good(const std::vector<HealthCheck>& checks) {
    return std::ranges::all_of(checks, [](const auto& check) { return check.good || !check.is_needed; });
}

std::string health_json(const std::vector<HealthCheck>& checks) {
    using nlohmann::ordered_json;
    auto listed = ordered_json::array();
    for (const auto& check : checks)
        listed.push_back(ordered_json{{"name", check.name}, {"good", check.good}, {"detail", check.detail}});
    const ordered_json health{{"ready", all_good(checks)}, {"checks", std::move(listed)}};
    return health.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace mwl::report
