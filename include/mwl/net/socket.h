#pragma once
// A descriptor with an owner.

#include "mwl/base/deadlines.h"

namespace mwl::net {

using base::Deadline;
using base::kNever;
using base::Steady;

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

}  // namespace mwl::net
