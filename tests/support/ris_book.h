#pragma once
// What a simulated RIS received, to be waited for and looked through. Thread-safe.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/net/deadlines.h"
#include "sim/ris.h"

namespace mwl::test {

class RisBook {
public:
    RisBook()
        : ris_({}, deadlines_, system_clock(), Log(), [this](const sim::ReceivedStatus& s) { note(s); }) {
        ris_.start();
    }

    std::uint16_t port() const { return ris_.port(); }

    // Waits until what was received satisfies the wish; false after five.
    using Wish = std::function<bool(const std::vector<sim::ReceivedStatus>&)>;
    bool wait_until(const Wish& wish) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::minutes(5), [&] { return wish(received_); });
    }
    bool wait_for(std::size_t count) {
        return wait_until([count](const auto& received) { return received.size() >= count; });
    }
    std::vector<sim::ReceivedStatus> received() const {
        const std::lock_guard lock(mutex_);
        return received_;
    }

private:
    void note(const sim::ReceivedStatus& status) {
        const std::lock_guard lock(mutex_);
        received_.push_back(status);
        changed_.notify_all();
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<sim::ReceivedStatus> received_;
    net::Deadlines deadlines_;
    sim::Ris ris_;  // last: its threads use everything above
};

}  // namespace mwl::test
