#pragma once
// No listener's message reaches a database whose schema was not checked. If the database is away at the
// start, the broker listens all the same, answers failures, is not ready, and goes on by itself (faults.md
// F3).

#include <atomic>
#include <string>
#include <thread>

#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/store/store.h"

namespace mwl::app {

// Thread-safe.
class SchemaCheck {
public:
    SchemaCheck(store::StoreOptions options, bool migrate, Log log);
    ~SchemaCheck();

    // Checks (or migrates) once. A schema that does not fit throws StoreError; a database that is away is
    // tried again in the background until it is there.
    void start();
    void stop();
    bool passed() const noexcept { return passed_; }
    // Throws StoreError until the schema was checked.
    void require() const;

private:
    bool try_once();
    bool try_again() noexcept;
    void tell(const std::string& why);
    void keep_trying();

    store::StoreOptions options_;
    bool migrate_;
    Log log_;
    std::atomic<bool> passed_{false};
    std::string told_;  // what was logged last; one thread at a time: start(), then the background
    Mutex mutex_;
    Condition changed_;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::jthread thread_;  // owner's thread only
};

}  // namespace mwl::app
