#pragma once
// The lock by which one broker of a database delivers (faults.md G13 to G15): an advisory lock on a session
// of its own, which the server ends when it hears nothing from it, and the heartbeat that prevents this.
// Private to store.

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/store/outbox.h"
#include "store/session.h"

namespace mwl::store {

// Thread-safe. Its own thread asks the session whenever no other call has done so for
// StoreOptions::lock_heartbeat, also while a message is being sent.
class DeliveryLock {
public:
    // `deadlines` outlives it.
    DeliveryLock(const StoreOptions& options, Deadlines& deadlines, const Log& log);
    ~DeliveryLock();  // releases it
    DeliveryLock(const DeliveryLock&) = delete;
    DeliveryLock& operator=(const DeliveryLock&) = delete;

    // True if it is held, or could be taken. Throws StoreError without a database.
    bool gain();
    // One statement on the session that holds the lock, in one round trip: the answer proves that the lock
    // was still held. Empty if it is not held, or turns out to be lost.
    std::optional<Rows> ask(const Sql& sql, const Params& params = {});
    void release() noexcept;
    // What was known last, without asking.
    bool is_held() const noexcept { return is_held_; }

    // Who holds the lock, for `DeliveryHolder`: the process id of the database session, the application and
    // the host. No row: nobody.
    static Query holder_query();

private:
    Rows exchange(const Sql& sql, const Params& params = {}) REQUIRES(mutex_);
    std::optional<Rows> ask_if_held(const Sql& sql, const Params& params) REQUIRES(mutex_);
    bool try_lock() REQUIRES(mutex_);
    void beat(const std::stop_token& stop);

    const StoreOptions options_;
    Deadlines& deadlines_;
    const Log log_;
    Mutex mutex_;
    Condition changed_;
    std::unique_ptr<Session> session_ GUARDED_BY(mutex_);  // the lock ends with it at the latest
    Deadline heard_ GUARDED_BY(mutex_) = Deadline::min();  // when the session answered last
    std::atomic<bool> is_held_{false};                     // written under mutex_
    std::jthread heartbeat_ GUARDED_BY(mutex_);            // last: it uses everything above
};

}  // namespace mwl::store
