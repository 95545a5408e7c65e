#include "store/session_pool.h"

#include <utility>

namespace mwl::store {

SessionPool::Lease::~Lease() {
    if (pool_ != nullptr) pool_->give_back(std::move(session_), generation_);
}

SessionPool::SessionPool(const StoreOptions& options, Deadlines& deadlines, const Log& log)
    : options_(options), deadlines_(deadlines), log_(log) {
    idle_.reserve(static_cast<std::size_t>(options.sessions));  // so that giving back cannot fail
}

bool SessionPool::wait_for_place(std::chrono::milliseconds wait) {
    const auto until = std::chrono::steady_clock::now() + wait;
    while (in_use_ >= options_.sessions)
        if (!freed_.wait_until(mutex_, until)) return in_use_ < options_.sessions;
    return true;
}

SessionPool::Lease SessionPool::take(std::chrono::milliseconds wait) {
    std::unique_ptr<Session> session;
    int generation = 0;
    {
        const Lock lock(mutex_);
        if (!wait_for_place(wait)) {
            log_.error("database sessions all in use",
                       {{"sessions", options_.sessions}, {"waited_ms", wait.count()}});
            throw StoreError("all " + std::to_string(options_.sessions) +
                             " database sessions were in use for " + std::to_string(wait.count()) + " ms");
        }
        ++in_use_;
        generation = generation_;
        if (!idle_.empty()) {
            session = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    Lease lease(*this, std::move(session), generation);  // gives everything back if connecting throws
    if (!lease.session_)
        lease.session_ = std::make_unique<Session>(options_, deadlines_);
    else if (!lease.session_->is_trusted())
        lease.session_->reconnect();
    return lease;
}

void SessionPool::give_back(std::unique_ptr<Session> session, int generation) noexcept {
    {
        const Lock lock(mutex_);
        --in_use_;
        if (session && generation != generation_) session->distrust();
        if (session) idle_.push_back(std::move(session));
    }
    freed_.notify_one();
}

void SessionPool::distrust_all() noexcept {
    const Lock lock(mutex_);
    ++generation_;
    for (const auto& session : idle_) session->distrust();
}

}  // namespace mwl::store
