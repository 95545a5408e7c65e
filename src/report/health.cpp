#include "mwl/report/health.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mwl/report/moment.h"

namespace mwl::report {
namespace {

std::string waiting_words(const services::DestinationState& state, Instant now) {
    if (!state.is_counted) return "how many wait is not known: the database is away";
    if (state.waiting == 0 || !state.oldest) return "nothing waits";
    return std::to_string(state.waiting) + (state.waiting == 1 ? " waits, for " : " wait, the oldest for ") +
           age(now - *state.oldest);
}

// What is wrong; empty: nothing is.
std::string trouble_words(const services::DestinationState& state, const Zone& zone) {
    if (state.trouble) return state.trouble->why + " since " + local_time(state.trouble->since, zone);
    if (state.is_good()) return "";
    return state.last_error.empty() ? "not told in time" : "the oldest was not taken: " + state.last_error;
}

}  // namespace

std::string_view state_name(const HealthCheck& check) noexcept {
    if (check.good) return "good";
    return check.is_needed ? "failed" : "degraded";
}

HealthCheck destination_check(const services::DestinationState& state, Instant now, const Zone& zone) {
    HealthCheck check{"destination " + state.destination.str(), state.is_good(), "", false};
    const auto trouble = trouble_words(state, zone);
    check.detail = trouble + (trouble.empty() ? "" : "; ") + waiting_words(state, now);
    return check;
}

bool all_good(const std::vector<HealthCheck>& checks) {
    return std::ranges::all_of(checks, [](const auto& check) { return check.good || !check.is_needed; });
}

std::string health_json(const std::vector<HealthCheck>& checks) {
    using nlohmann::ordered_json;
    auto listed = ordered_json::array();
    for (const auto& check : checks)
        listed.push_back(ordered_json{{"name", check.name},
                                      {"good", check.good},
                                      {"state", state_name(check)},
                                      {"detail", check.detail}});
    const bool is_degraded =
        std::ranges::any_of(checks, [](const auto& check) { return state_name(check) == "degraded"; });
    const ordered_json health{
        {"ready", all_good(checks)}, {"degraded", is_degraded}, {"checks", std::move(listed)}};
    return health.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace mwl::report
