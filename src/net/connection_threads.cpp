#include "net/connection_threads.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"
#include "net/tls_door.h"

namespace mwl::net {

ConnectionThreads::ConnectionThreads(const AcceptorOptions& caps, Deadlines& deadlines, Log log,
                                     Acceptor::Handler handler)
    : caps_(caps), deadlines_(deadlines), log_(std::move(log)), handler_(std::move(handler)) {}

std::optional<Refusal> ConnectionThreads::serve(Connection& connection) {
    const Lock lock(mutex_);
    if (const auto refusal = refusal_of(connection.peer.ip)) return refusal;
    const auto id = connection.id;
    auto& worker = workers_[id];
    worker.ip = connection.peer.ip;
    worker.watch = connection.deadline.id();
    try {
        worker.thread = std::jthread([this, id] { run(id); });  // waits for mutex_ before it looks at worker
    } catch (const std::system_error&) {
        workers_.erase(id);
        return Refusal::no_thread;
    }
    worker.connection.emplace(std::move(connection));
    ++accepted_;
    return std::nullopt;
}

std::optional<Refusal> ConnectionThreads::refusal_of(const IpAddress& ip) const {
    if (workers_.size() >= caps_.max_connections) return Refusal::too_many;
    if (caps_.trusted.contains(ip)) return std::nullopt;
    const auto of_this_address =
        std::ranges::count(workers_, ip, [](const auto& entry) { return entry.second.ip; });
    if (static_cast<std::size_t>(of_this_address) >= caps_.max_per_address)
        return Refusal::too_many_from_address;
    return std::nullopt;
}

void ConnectionThreads::run(std::uint64_t id) {
    const ThreadTop top(caps_.name + " " + std::to_string(id));
    try {
        Connection connection = take(id);
        if (pass_tls_door(connection, caps_, log_)) handler_(std::move(connection));
    } catch (...) {
        log_.error("NET-121 connection handler failed", {{"connection", id}, {"reason", what_was_thrown()}});
    }
    ended(id);
}

Connection ConnectionThreads::take(std::uint64_t id) {
    const Lock lock(mutex_);
    auto& given = workers_.at(id).connection;
    Connection taken = std::move(given.value());
    given.reset();
    return taken;
}

void ConnectionThreads::ended(std::uint64_t id) {
    std::vector<std::jthread> before;  // joined when it dies, without the mutex
    const Lock lock(mutex_);
    before.swap(ended_);
    const auto worker = workers_.find(id);
    ended_.push_back(std::move(worker->second.thread));
    workers_.erase(worker);
    changed_.notify_all();
}

void ConnectionThreads::end_all(Deadline until) {
    std::vector<std::jthread> last;  // joined when it dies, without the mutex
    const Lock lock(mutex_);
    wait_until_empty(until);
    for (const auto& [id, worker] : workers_) deadlines_.cut(worker.watch);
    wait_until_empty(kNever);
    last.swap(ended_);
}

void ConnectionThreads::wait_until_empty(Deadline until) {
    while (!workers_.empty()) {
        if (until == kNever)
            changed_.wait(mutex_);
        else if (!changed_.wait_until(mutex_, until))
            return;
    }
}

std::size_t ConnectionThreads::open() const {
    const Lock lock(mutex_);
    return workers_.size();
}

std::uint64_t ConnectionThreads::accepted() const {
    const Lock lock(mutex_);
    return accepted_;
}

}  // namespace mwl::net
