#pragma once
// What the tests of listeners need: a log that can be waited for, a raw peer, a gate that a handler waits at.

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/log.h"
#include "mwl/net/connect.h"
#include "mwl/net/stream.h"

namespace mwl::test {

using net::Steady;

// Long enough never to be reached by a test that passes; every wait below ends by an event.
inline net::Deadline patience() { return Steady::now() + std::chrono::minutes{5}; }

// Lines kept in memory. Thread-safe.
class KeptLog final : public Log::Sink {
public:
    void line(LogLevel, const std::string& text) override {
        const std::lock_guard lock(mutex_);
        lines_.push_back(text);
        changed_.notify_all();
    }
    bool wants(LogLevel) const override { return true; }

    std::size_t count(std::string_view part) const {
        const std::lock_guard lock(mutex_);
        return count_locked(part);
    }
    // False if no line with `part` came.
    bool wait_for(std::string_view part) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_until(lock, patience(), [&] { return count_locked(part) > 0; });
    }

private:
    std::size_t count_locked(std::string_view part) const {
        std::size_t found = 0;
        for (const auto& line : lines_) found += line.find(part) != std::string::npos ? 1 : 0;
        return found;
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<std::string> lines_;
};

// A count that can be waited for. Thread-safe.
class Tally {
public:
    void add() {
        const std::lock_guard lock(mutex_);
        ++count_;
        changed_.notify_all();
    }
    bool reaches(int wanted) {
        std::unique_lock lock(mutex_);
        return changed_.wait_until(lock, patience(), [&] { return count_ >= wanted; });
    }

    int count() const {
        const std::lock_guard lock(mutex_);
        return count_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

// A peer on loopback that says exactly what the test says.
class RawPeer {
public:
    explicit RawPeer(std::uint16_t port, const std::string& host = "127.0.0.1", const net::Tls& tls = {})
        : stream_(net::connect_to(host, port, patience(), nullptr, tls)) {}

    bool say(std::string_view bytes) {
        return net::write_all(stream_, bytes, patience()).status == net::IoStatus::done;
    }
    // The next `size` bytes; fewer if the other end closes before.
    std::string hear(std::size_t size) {
        std::string heard;
        while (heard.size() < size) {
            std::array<char, 4096> buffer{};
            const auto got = net::read_some(
                stream_, {buffer.data(), std::min(buffer.size(), size - heard.size())}, patience());
            if (got.status != net::IoStatus::done) break;
            heard.append(buffer.data(), got.bytes);
        }
        return heard;
    }
    // Everything until the other end closes.
    std::string hear_all() { return hear(std::string::npos); }
    // True once the other end has closed or reset without a further byte.
    bool is_closed() {
        std::array<char, 1> byte{};
        const auto status = net::read_some(stream_, byte, patience()).status;
        return status == net::IoStatus::closed || status == net::IoStatus::reset;
    }
    // True if neither a byte nor a close has arrived so far.
    bool is_open_and_silent() {
        std::array<char, 1> byte{};
        return net::read_some(stream_, byte, Steady::now()).status == net::IoStatus::timed_out;
    }
    void finish_sending() { ::shutdown(stream_.fd(), SHUT_WR); }
    void reset() {
        const linger now{1, 0};
        ::setsockopt(stream_.fd(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        stream_.close();
    }
    net::Stream& stream() { return stream_; }

private:
    net::Stream stream_;
};

}  // namespace mwl::test
