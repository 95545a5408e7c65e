#pragma once
// From request to answer: the rules that hold for every request, and the table of routes. No sockets here.

#include <string>
#include <vector>

#include "mwl/base/error.h"
#include "mwl/base/log.h"
#include "web/exchange.h"
#include "web/pages.h"

namespace mwl::web {

// Thread-safe. Borrows everything but the log.
class Site {
public:
    Site(const ServerOptions& options, const Sources& sources, store::Store& store, const Clock& clock,
         Log log);

    // What a page throws is logged and answered with 503 or 500.
    Answer answer(const Request& request) const;

private:
    struct Route;
    static const std::vector<Route>& routes();

    Answer route(const Request& request) const;
    Answer database_away(const StoreError& error) const;
    Answer health(const Target& target) const;
    Answer readiness(const Target& target) const;
    Answer numbers(const Target& target) const;
    Answer asset(const Target& target) const;
    Pages pages() const;  // of one request: all its times are in one zone

    const ServerOptions& options_;
    const Sources& sources_;
    store::Store& store_;
    const Clock& clock_;
    Log log_;
};

}  // namespace mwl::web
