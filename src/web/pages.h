#pragma once
// The pages for people. Each reads the store once and writes HTML; StoreError goes through.

#include <utility>

#include "mwl/base/clock.h"
#include "mwl/report/html.h"
#include "mwl/store/store.h"
#include "mwl/web/server.h"
#include "web/exchange.h"
#include "web/target.h"

namespace mwl::web {

// Of one request. Borrows everything but the zone.
class Pages {
public:
    Pages(Zone zone, const Sources& sources, store::Store& store, const Clock& clock)
        : zone_(std::move(zone)), sources_(sources), store_(store), clock_(clock) {}

    Answer day(const Target& target) const;    // 404 for something that is not a date
    Answer order(const Target& target) const;  // 404 for an unknown order
    // Lists: 400 for a filter or a cursor that cannot be read.
    Answer performed_steps(const Target& target) const;
    Answer messages(const Target& target) const;
    Answer outbox(const Target& target) const;
    Answer associations(const Target& target) const;
    Answer queries(const Target& target) const;

    // A page that says why there is nothing to show. Does not use the store.
    Answer failure(int status, const std::string& title, const std::string& what) const;

private:
    struct Day;
    Answer page(const Target& target, const std::string& title, const report::Html& content) const;
    Answer unreadable(const Problem& problem) const;
    template <typename Page, typename Words, typename Filter, typename Read, typename Add>
    Answer list(const Target& target, const Words& words, const Filter& filter, const Read& read,
                const Add& add) const;
    void add_day_head(report::Html& html, const Day& day, bool shows_names) const;
    void add_day(report::Html& html, const store::StepPage& steps, const Day& day,
                 const Target& target) const;
    void add_no_steps(report::Html& html) const;

    Zone zone_;
    const Sources& sources_;
    store::Store& store_;
    const Clock& clock_;
};

}  // namespace mwl::web
