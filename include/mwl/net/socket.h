#pragma once
// A descriptor with an owner, and reading and writing with a total deadline. The descriptor may be blocking
// (DCMTK and POCO want it so): these functions wait in poll() and never block in read or write.
// None of them throws or raises SIGPIPE: a peer that goes away is daily business, not a failure of ours.

#include <cstddef>
#include <span>
#include <string_view>

#include "mwl/base/deadlines.h"

namespace mwl::net {

using base::Deadline;
using base::kNever;
using base::Steady;

class StopSignal;

// Owns one descriptor and closes it. One thread. Any Deadlines::Guard on it must be gone before that.
class Socket {
public:
    Socket() = default;
    explicit Socket(int fd) noexcept : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(other.release()) {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket() { close(); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    explicit operator bool() const noexcept { return fd_ >= 0; }
    int fd() const noexcept { return fd_; }  // -1 if it owns none
    // Gives the descriptor away; the caller closes it.
    [[nodiscard]] int release() noexcept;
    void close() noexcept;

private:
    int fd_ = -1;
};

enum class IoStatus {
    done,       // bytes were moved
    closed,     // the peer has finished sending, or Deadlines cut the socket
    reset,      // the connection is broken (reset, timed out by keepalive, unreachable, cut while bytes came)
    timed_out,  // the deadline came first
    stopping,   // the stop signal came first; nothing was moved
};

// The status in words for logs. Static storage.
const char* name_of(IoStatus status) noexcept;

struct IoResult {
    IoStatus status = IoStatus::done;
    std::size_t bytes = 0;  // moved, also when the status is not done
};

// Waits for bytes and reads what is there, at least one byte and at most into.size().
// If `stop` is given and raised while nothing is readable, returns stopping.
IoResult read_some(const Socket& socket, std::span<char> into, Deadline deadline,
                   const StopSignal* stop = nullptr) noexcept;

// Writes all of it, or says why not; `bytes` were handed to the network then.
IoResult write_all(const Socket& socket, std::string_view bytes, Deadline deadline) noexcept;

// Says that we have finished, then throws away what still arrives until the peer closes too or the deadline
// comes, so that our last words reach it: closing with unread bytes would reset them away. Does not close.
void drain_before_close(const Socket& socket, Deadline deadline) noexcept;

// Dead peers are found in 60 + 3 * 10 s (faults.md A4); small answers leave at once (field-notes.md, Nagle).
void tune(const Socket& socket) noexcept;

}  // namespace mwl::net
