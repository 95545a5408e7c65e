#pragma once
// Absolute deadlines for sockets: when one comes, a thread calls shutdown(fd, SHUT_RDWR), which ends a
// blocked TLS handshake and a blocked read of POCO, libpq or DCMTK alike (field-notes.md, DCMTK network 1f
// and 3). The read ends as if the peer had closed, or with ECONNRESET if the peer goes on sending.

#include <chrono>
#include <cstdint>
#include <map>
#include <thread>

#include "mwl/base/mutex.h"

namespace mwl::base {

using Steady = std::chrono::steady_clock;
using Deadline = Steady::time_point;  // absolute, monotonic
constexpr Deadline kNever = Deadline::max();

// Thread-safe. Outlives its guards. Never closes a descriptor.
class Deadlines {
public:
    using WatchId = std::uint64_t;  // never used twice
    enum class Cut { none, late, stopped };

    // Watches one descriptor; destroy or release it before the descriptor is closed. One thread.
    class Guard {
    public:
        Guard() = default;  // watches nothing: arm() has no effect, cut() is none
        Guard(Guard&& other) noexcept;
        Guard& operator=(Guard&& other) noexcept;
        ~Guard() { release(); }
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

        // Moves the deadline. A socket that was cut stays cut.
        void arm(Deadline at) noexcept;
        void disarm() noexcept { arm(kNever); }
        // Why the socket was shut down: late = its deadline came, stopped = cut() or cut_all().
        Cut cut() const noexcept;
        bool fired() const noexcept { return cut() == Cut::late; }
        // Stops watching. Afterwards nobody touches the descriptor any more.
        void release() noexcept;
        WatchId id() const noexcept { return id_; }  // 0 = watches nothing

    private:
        friend class Deadlines;
        Guard(Deadlines& owner, WatchId id) noexcept : owner_(&owner), id_(id) {}

        Deadlines* owner_ = nullptr;
        WatchId id_ = 0;
    };

    Deadlines();  // starts the thread
    ~Deadlines();
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

    [[nodiscard]] Guard watch(int fd, Deadline at = kNever);

    // Shuts one watched socket down now; nothing happens if its guard is gone.
    void cut(WatchId id) noexcept;
    // Shuts down every socket that is watched now, for the end of the program. Sockets watched later are not
    // affected.
    void cut_all() noexcept;

private:
    struct Watch {
        int fd;
        Deadline at;
        Cut cut = Cut::none;
    };

    void run() EXCLUDES(mutex_);
    Deadline cut_due(Deadline now) REQUIRES(mutex_);
    static void shut_down(Watch& watch, Cut why) noexcept;

    mutable Mutex mutex_;
    Condition changed_;
    std::map<WatchId, Watch> watches_ GUARDED_BY(mutex_);
    WatchId last_id_ GUARDED_BY(mutex_) = 0;
    Deadline wakes_at_ GUARDED_BY(mutex_) = kNever;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::jthread thread_;  // last: it uses everything above
};

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
