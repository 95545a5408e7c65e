#include "web/site.h"

#include <algorithm>
#include <functional>

#include "mwl/base/thrown.h"
#include "web/assets.h"
#include "web/host.h"
#include "web/prometheus.h"

namespace mwl::web {
namespace {

constexpr auto kPlainText = "text/plain; charset=utf-8";

// Answers for machines, or too short for a page.
Answer plain(int status, const std::string& text) { return {status, kPlainText, text + '\n'}; }

}  // namespace

// "*" matches any one segment.
struct Site::Route {
    std::vector<std::string> pattern;
    std::function<Answer(const Site&, const Target&)> answer;

    bool leads_to(const Target& target) const {
        return std::ranges::equal(pattern, target.segments, [](const auto& wanted, const auto& segment) {
            return wanted == "*" || wanted == segment;
        });
    }
};

const std::vector<Site::Route>& Site::routes() {
    const auto page = [](Answer (Pages::*member)(const Target&) const) {
        return [member](const Site& site, const Target& target) { return (site.pages().*member)(target); };
    };
    static const std::vector<Route> kRoutes{
        {{}, page(&Pages::day)},
        {{"orders", "*"}, page(&Pages::order)},
        {{"performed-steps"}, page(&Pages::performed_steps)},
        {{"messages"}, page(&Pages::messages)},
        {{"outbox"}, page(&Pages::outbox)},
        {{"associations"}, page(&Pages::associations)},
        {{"queries"}, page(&Pages::queries)},
        {{"assets", "*"}, &Site::asset},
        {{"healthz"}, &Site::health},
        {{"readyz"}, &Site::readiness},
        {{"metrics"}, &Site::numbers},
    };
    return kRoutes;
}

Site::Site(const ServerOptions& options, const Sources& sources, store::Store& store, const Clock& clock,
           Log log)
    : options_(options), sources_(sources), store_(store), clock_(clock), log_(std::move(log)) {}

Pages Site::pages() const { return {sources_.zone(), sources_, store_, clock_}; }

Answer Site::answer(const Request& request) const {
    try {
        try {
            return route(request);
        } catch (const StoreError& error) {
            return database_away(error);
        }
    } catch (...) {
        log_.error("WEB-110 page failed", {{"reason", what_was_thrown()}});
        return plain(500, "This page failed; the log says why.");
    }
}

Answer Site::database_away(const StoreError& error) const {
    log_.warn("WEB-110 page failed", {{"reason", error.what()}});
    auto away =
        pages().failure(503, "The database is away",
                        "Nothing can be shown until it is back; orders wait at their senders. Nothing is "
                        "said here about which steps there are.");
    away.headers.emplace_back("Retry-After", "5");
    return away;
}

Answer Site::route(const Request& request) const {
    if (request.version != "HTTP/1.1" && request.version != "HTTP/1.0")
        return plain(505, "This server speaks HTTP/1.1.");
    if (request.has_body) return plain(413, "No request here has a body.");
    if (request.method != "GET" && request.method != "HEAD") {
        auto refused = plain(405, "Everything here is only read: GET or HEAD.");
        refused.headers.emplace_back("Allow", "GET, HEAD");
        return refused;
    }
    if (!request.host) return plain(400, "The Host header is missing.");
    if (!is_our_host(*request.host, request.arrived_at, options_.host_names)) {
        log_.warn("WEB-114 host refused", {{"host", *request.host}});
        return plain(
            421,
            "This server is not known by that name. Use its address, or add the name to http.host_names.");
    }
    if (request.target.size() > kMaxTargetBytes) return plain(414, "The address is too long.");
    const auto target = parse_target(request.target);
    if (target)
        for (const auto& candidate : routes())
            if (candidate.leads_to(*target)) return candidate.answer(*this, *target);
    return pages().failure(404, "No such page", "Nothing is to be found under this address.");
}

Answer Site::health(const Target& /*target*/) const { return plain(200, "alive"); }

Answer Site::readiness(const Target& /*target*/) const {
    const auto checks = sources_.health();
    return {report::all_good(checks) ? 200 : 503, "application/json", report::health_json(checks)};
}

Answer Site::numbers(const Target& /*target*/) const {
    return {200, "text/plain; version=0.0.4; charset=utf-8", prometheus_text(sources_.metrics())};
}

Answer Site::asset(const Target& target) const {
    const auto found = find_asset(target.segments.at(1));
    if (!found) return plain(404, "No such file.");
    return {200, std::string(found->media_type), std::string(found->text)};
}

}  // namespace mwl::web
