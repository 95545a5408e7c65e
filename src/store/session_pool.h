#pragma once
// A few sessions shared by all threads, waited for with a time limit. Private to store.

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/store/store.h"
#include "store/session.h"

namespace mwl::store {

// Thread-safe. Outlives its leases.
class SessionPool {
public:
    // One session, given back when the lease dies.
    class Lease {
    public:
        Lease(SessionPool& pool, std::unique_ptr<Session> session, int generation) noexcept
            : pool_(&pool), session_(std::move(session)), generation_(generation) {}
        Lease(Lease&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)),
              session_(std::move(other.session_)),
              generation_(other.generation_) {}
        ~Lease();
        Lease& operator=(Lease&&) = delete;

        Session& operator*() const noexcept { return *session_; }
        Session* operator->() const noexcept { return session_.get(); }

    private:
        friend class SessionPool;
        SessionPool* pool_;
        std::unique_ptr<Session> session_;
        int generation_;
    };

    // `deadlines` outlives the pool.
    SessionPool(const StoreOptions& options, Deadlines& deadlines, const Log& log);

    // Throws StoreError when none became free in time, or when it cannot connect.
    Lease take(std::chrono::milliseconds wait);
    // How long work waits for a session if it sets no time itself.
    std::chrono::milliseconds longest_wait() const noexcept { return options_.wait_for_session; }

    // After one session was found dead, all sessions that connected before are suspected: they connect again
    // before their next use.
    void distrust_all() noexcept;

private:
    bool wait_for_place(std::chrono::milliseconds wait) REQUIRES(mutex_);
    void give_back(std::unique_ptr<Session> session, int generation) noexcept;

    const StoreOptions options_;
    Deadlines& deadlines_;
    const Log log_;
    Mutex mutex_;
    Condition freed_;
    std::vector<std::unique_ptr<Session>> idle_ GUARDED_BY(mutex_);
    int in_use_ GUARDED_BY(mutex_) = 0;
    int generation_ GUARDED_BY(mutex_) = 0;
};

}  // namespace mwl::store
