#pragma once
// Refuses connections over the cap in their protocol, outside the accept loop.

#include <deque>
#include <set>
#include <thread>
#include <vector>

#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/net/acceptor.h"

namespace mwl::net {

// Thread-safe; start() and stop() from one thread at a time. Never calls the handler with mutex_ held.
class RefusalDesk {
public:
    static constexpr std::size_t kThreads = 4;
    static constexpr std::size_t kQueue = 256;

    RefusalDesk(Deadlines& deadlines, Log log, Tls tls, Acceptor::RefusalHandler refuse);
    ~RefusalDesk() { stop(); }
    RefusalDesk(const RefusalDesk&) = delete;
    RefusalDesk& operator=(const RefusalDesk&) = delete;

    void start();
    void stop();  // cuts those being refused

    // False if the queue is full: the connection is closed then. Always true without a handler.
    bool offer(Connection connection, Refusal reason);

private:
    struct Refused {
        Connection connection;
        Refusal reason;
    };

    void run() EXCLUDES(mutex_);
    void refuse(Refused refused);

    Deadlines& deadlines_;
    const Log log_;
    const Tls tls_;
    const Acceptor::RefusalHandler refuse_;
    Mutex mutex_;
    Condition changed_;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::deque<Refused> queue_ GUARDED_BY(mutex_);
    std::set<Deadlines::WatchId> in_hand_ GUARDED_BY(mutex_);
    std::vector<std::jthread> threads_;
};

}  // namespace mwl::net
