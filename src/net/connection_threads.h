#pragma once
// The threads of an acceptor's connections, their caps and their end.

#include <cstdint>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/net/acceptor.h"

namespace mwl::net {

// Thread-safe. Never calls the handler with mutex_ held. A thread that ends leaves its handle in ended_,
// where the next one to end, or end_all(), joins it: at most one finished thread waits to be joined.
class ConnectionThreads {
public:
    // The options and Deadlines outlive it.
    ConnectionThreads(const AcceptorOptions& caps, Deadlines& deadlines, Log log, Acceptor::Handler handler);

    // Starts a thread that serves the connection; or leaves it with the caller and says why not.
    std::optional<Refusal> serve(Connection& connection) EXCLUDES(mutex_);

    // Waits until `until` for connections to end, then cuts their sockets, and joins every thread.
    void end_all(Deadline until) EXCLUDES(mutex_);

    std::size_t open() const EXCLUDES(mutex_);
    std::uint64_t accepted() const EXCLUDES(mutex_);

private:
    struct Worker {
        std::optional<Connection> connection;  // until its thread takes it
        IpAddress ip;
        Deadlines::WatchId watch = 0;
        std::jthread thread;
    };

    std::optional<Refusal> refusal_of(const IpAddress& ip) const REQUIRES(mutex_);
    void run(std::uint64_t id) EXCLUDES(mutex_);
    Connection take(std::uint64_t id) EXCLUDES(mutex_);
    void ended(std::uint64_t id) EXCLUDES(mutex_);
    void wait_until_empty(Deadline until) REQUIRES(mutex_);

    const AcceptorOptions& caps_;
    Deadlines& deadlines_;
    const Log log_;
    const Acceptor::Handler handler_;

    mutable Mutex mutex_;
    Condition changed_;
    std::uint64_t accepted_ GUARDED_BY(mutex_) = 0;
    std::map<std::uint64_t, Worker> workers_ GUARDED_BY(mutex_);  // by connection id
    std::vector<std::jthread> ended_ GUARDED_BY(mutex_);
};

}  // namespace mwl::net
