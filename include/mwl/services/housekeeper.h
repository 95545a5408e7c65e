#pragma once
// The heartbeat of a broker: once a second it asks the database one question, whether anything waits, and
// passes the answer on. Once an hour, and at the start, it does its chores instead, one a second; months are
// forgotten once a day, and a chore that failed is tried again after a minute. An idle broker asks nothing
// else.

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/base/snapshot.h"
#include "mwl/services/chores.h"
#include "mwl/store/store.h"

namespace mwl::services {

struct HousekeeperState {
    bool is_good = true;
    std::string detail;  // which chore failed last, and why
};

// Thread-safe, except start() and stop(), which are the owner's. One thread of its own. Borrows the store and
// the clock, which must outlive it.
class Housekeeper {
public:
    using Listener = std::function<void(const store::Pulse&)>;

    // `hears` is called on the housekeeper's thread after each pulse. `may_work` is called before each turn;
    // while it returns false (the schema is not checked yet), nothing is done.
    Housekeeper(store::Store& store, std::vector<DestinationName> destinations, ChoreOptions options,
                const Clock& clock, Log log, std::function<bool()> may_work, Listener hears);
    ~Housekeeper();

    void start();
    void stop();
    // For chores that begin from now on; all of them become due, so they begin within a second.
    void use(ChoreOptions options);
    HousekeeperState state() const;

private:
    void work(const std::stop_token& stop);
    void turn();
    std::optional<Chore> next_chore();
    bool is_too_early_for(Chore chore);
    bool try_chore(Chore chore);
    void keep(Chore chore, const HousekeeperState& state);
    void pulse();
    void tell(const ChoreReport& report);
    bool wait(const std::stop_token& stop);

    store::Store& store_;
    const std::vector<DestinationName> destinations_;
    Snapshot<ChoreOptions> options_;
    const Clock& clock_;
    const Log log_;
    const std::function<bool()> may_work_;
    const Listener hears_;
    mutable Mutex mutex_;
    Condition changed_;
    std::vector<Chore> undone_ GUARDED_BY(mutex_);
    std::chrono::steady_clock::time_point chores_due_ GUARDED_BY(mutex_);
    std::chrono::steady_clock::time_point forgetting_due_ GUARDED_BY(mutex_);
    bool has_more_ GUARDED_BY(mutex_) = false;
    HousekeeperState state_ GUARDED_BY(mutex_);
    std::jthread thread_;
};

}  // namespace mwl::services
