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
    explicit RisBook(const net::Tls& tls = {})
        : ris_({.tls = tls}, deadlines_, system_clock(), Log(),
               [this](const sim::ReceivedStatus& s) { note(s); }) {
        ris_.start();
    }

    ~RisBook() { let_go(); }
    RisBook(const RisBook&) = delete;
    RisBook& operator=(const RisBook&) = delete;

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

    // What was received, as "ACCESSION STATUS".
    std::vector<std::string> told() const {
        std::vector<std::string> lines;
        for (const auto& status : received()) lines.push_back(status.accession + " " + status.order_status);
        return lines;
    }
    // From now on acknowledgements wait until let_go().
    void hold() {
        const std::lock_guard lock(mutex_);
        is_held_ = true;
    }
    void let_go() {
        const std::lock_guard lock(mutex_);
        is_held_ = false;
        changed_.notify_all();
    }

private:
    void note(const sim::ReceivedStatus& status) {
        std::unique_lock lock(mutex_);
        received_.push_back(status);
        changed_.notify_all();
        changed_.wait(lock, [&] { return !is_held_; });
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<sim::ReceivedStatus> received_;
    bool is_held_ = false;
    net::Deadlines deadlines_;
    sim::Ris ris_;  // last: its threads use everything above
};

}  // namespace mwl::test
