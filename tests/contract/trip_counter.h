#pragma once
// How often somebody waits for the database: each Sync and each simple query of PostgreSQL's protocol is one
// round trip.

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "contract/database_proxy.h"

namespace mwl::test {

class TripCounter {
public:
    explicit TripCounter(std::string server_folder)
        : proxy_(std::move(server_folder), [this] { return std::make_unique<Counter>(*this); }) {}

    std::string folder() const { return proxy_.folder(); }
    // Those of the connection that asked for the delivery lock, its heartbeat's too, do not count.
    int trips() {
        const std::lock_guard lock(mutex_);
        return trips_;
    }
    bool wait_for(int trips) {
        std::unique_lock lock(mutex_);
        return counted_.wait_for(lock, kPatience, [&] { return trips_ >= trips; });
    }
    // How many `work` makes, when nobody else is at work.
    template <typename Work>
    int of(const Work& work) {
        const int before = trips();
        work();
        return trips() - before;
    }

private:
    class Counter final : public DatabaseProxy::Watcher {
    public:
        explicit Counter(TripCounter& owner) : owner_(owner) {}
        bool answered(const std::string& /*bytes*/) override { return true; }
        bool asked(const std::string& bytes) override {
            stream_ += bytes;
            if (bytes.find("pg_try_advisory_lock") != std::string::npos) is_lock_ = true;
            while (take_message()) continue;
            return true;
        }

    private:
        // A message is a type and a length that counts itself; the first one has no type.
        bool take_message() {
            const std::size_t head = is_begun_ ? 1 : 0;
            if (stream_.size() < head + 4) return false;
            std::uint32_t length = 0;
            for (std::size_t i = 0; i < 4; ++i)
                length = length << 8U | static_cast<unsigned char>(stream_[head + i]);
            if (stream_.size() < head + length) return false;
            if (is_begun_ && !is_lock_ && (stream_[0] == 'S' || stream_[0] == 'Q')) owner_.count();
            is_begun_ = true;
            stream_.erase(0, head + length);
            return true;
        }

        TripCounter& owner_;
        std::string stream_;
        bool is_begun_ = false;
        bool is_lock_ = false;
    };

    void count() {
        const std::lock_guard lock(mutex_);
        ++trips_;
        counted_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable counted_;
    int trips_ = 0;
    DatabaseProxy proxy_;  // last: its threads use everything above
};

}  // namespace mwl::test
