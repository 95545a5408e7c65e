#include "net/refusal_desk.h"

#include <utility>

#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"

namespace mwl::net {

RefusalDesk::RefusalDesk(Deadlines& deadlines, Log log, Tls tls, Acceptor::RefusalHandler refuse)
    : deadlines_(deadlines), log_(std::move(log)), tls_(std::move(tls)), refuse_(std::move(refuse)) {}

void RefusalDesk::start() {
    {
        const Lock lock(mutex_);
        stopping_ = false;
    }
    if (!refuse_) return;
    while (threads_.size() < kThreads) threads_.emplace_back([this] { run(); });
}

void RefusalDesk::stop() {
    {
        const Lock lock(mutex_);
        stopping_ = true;
        queue_.clear();
        for (const auto watch : in_hand_) deadlines_.cut(watch);
        changed_.notify_all();
    }
    threads_.clear();
}

bool RefusalDesk::offer(Connection connection, Refusal reason) {
    if (!refuse_) return true;
    connection.deadline.arm(Steady::now() + Acceptor::kRefusalTime);
    const Lock lock(mutex_);
    if (stopping_ || queue_.size() >= kQueue) return false;
    queue_.push_back({std::move(connection), reason});
    changed_.notify_one();
    return true;
}

void RefusalDesk::run() {
    const ThreadTop top("refusals");
    mutex_.lock();
    while (!stopping_) {
        if (queue_.empty()) {
            changed_.wait(mutex_);
            continue;
        }
        Refused refused = std::move(queue_.front());
        queue_.pop_front();
        const auto watch = refused.connection.deadline.id();
        in_hand_.insert(watch);
        mutex_.unlock();
        refuse(std::move(refused));
        mutex_.lock();
        in_hand_.erase(watch);
    }
    mutex_.unlock();
}

void RefusalDesk::refuse(Refused refused) {
    const PeerAddress peer = refused.connection.peer;
    try {
        refused.connection.stream = secured(std::move(refused.connection.stream), tls_.context());
        refuse_(std::move(refused.connection), refused.reason);
    } catch (...) {
        log_.warn("NET-121 refusal failed", {{"peer", peer.str()}, {"reason", what_was_thrown()}});
    }
}

}  // namespace mwl::net
