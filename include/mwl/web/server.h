#pragma once
// The HTTP side: health, metrics and a first plain read-only page. No login: keep it on loopback.
//   GET /healthz   200 while the process lives
//   GET /readyz    200 when every check that is needed is good, else 503; JSON lists each check with its
//   state GET /metrics   Prometheus text GET /          today's steps; ?day=YYYYMMDD another day's; ?names=1
//   with the names of patients GET /orders/<accession>[?issuer=…]   the history of one order and where its
//   values come from GET /performed-steps, /messages, /outbox, /associations, /queries   lists, newest first,
//   page by page:
//                  ?after=<cursor>, and filters: web/filters.h; 400 for one that cannot be read
//   GET /assets/<file>   the page's style
// Only GET and HEAD (405), no bodies (413), addresses of at most 2 KiB (414), one request per connection. A
// request must name this server by its address, as localhost or by one of `host_names` (421), so that a
// foreign name made to resolve to this server (DNS rebinding) gets nothing. Without the database, pages
// answer 503, never an empty list.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/net/deadlines.h"
#include "mwl/net/tls.h"
#include "mwl/report/health.h"
#include "mwl/store/store.h"
#include "mwl/time/zone.h"

namespace mwl::web {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;                      // 0 = any free one
    std::size_t max_connections = 16;               // more are answered 503 with Retry-After
    std::chrono::milliseconds header_time{10'000};  // from the connection to the end of the header
    std::chrono::milliseconds answer_time{20'000};  // from there to the last byte of the answer
    net::Tls tls;                                   // its handshake counts into header_time
    std::vector<std::string> host_names;            // further names or addresses of this server, without port
};

using HealthCheck = report::HealthCheck;

// One family of numbers. `labels` are pairs of name and value.
struct Metric {
    enum class Kind { counter, gauge };
    std::string name;  // "mwl_messages_total"
    std::string help;
    Kind kind = Kind::counter;
    struct Sample {
        std::vector<std::pair<std::string, std::string>> labels;
        double value = 0;
    };
    std::vector<Sample> samples;
};

struct Sources {
    std::function<std::vector<HealthCheck>()> health;
    std::function<std::vector<Metric>()> metrics;
    std::function<Zone()> zone = [] { return Zone(); };  // of "today" and of the times on a page
    // Alarms that the store does not count. May throw StoreError.
    std::function<store::AlarmCounts()> further_alarms = [] { return store::AlarmCounts(); };
};

// Thread-safe. Borrows the store, deadlines and clock, which must outlive it; `sources` are called from many
// threads at once.
// Logs WEB-110 a page failed, WEB-111 a request was cut by its deadline, WEB-112 another protocol came,
// WEB-113 a request could not be read, and refused hosts as WEB-114.
class HttpServer {
public:
    HttpServer(ServerOptions options, Sources sources, store::Store& store, net::Deadlines& deadlines,
               const Clock& clock, const Log& log);
    ~HttpServer();
    void start();  // throws NetworkError
    void stop(std::chrono::milliseconds grace);
    std::uint16_t port() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::web
