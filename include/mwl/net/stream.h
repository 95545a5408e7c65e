#pragma once
// The seam through which every link reads and writes: one connection to a peer, over POCO's sockets. Reading
// and writing have a total deadline: these functions wait in poll() and never block in read or write.
// None of them throws or raises SIGPIPE: a peer that goes away is daily business, not a failure of the
// broker.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "mwl/base/deadlines.h"
#include "mwl/net/socket.h"

namespace mwl::net {

class StopSignal;

// Owns one connection and closes it. One thread; const means that it stays the same connection. Any
// Deadlines::Guard on it must be gone before it is closed.
class Stream {
public:
    Stream() noexcept;  // no connection
    // Takes the descriptor and makes it ready: it does not block, dead peers are found in 60 + 3 * 10 s
    // (faults.md A4), small answers leave at once (field-notes.md, Nagle). Throws NetworkError.
    explicit Stream(Socket socket);
    Stream(Stream&& other) noexcept;
    Stream& operator=(Stream&& other) noexcept;
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    explicit operator bool() const noexcept { return impl_ != nullptr; }
    int fd() const noexcept;  // for Deadlines, poll() and options of the socket; -1 if there is no connection
    void close() noexcept;

    struct Impl;  // net's own
    explicit Stream(std::unique_ptr<Impl> impl) noexcept;
    Impl* impl() const noexcept { return impl_.get(); }

private:
    std::unique_ptr<Impl> impl_;
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
IoResult read_some(const Stream& stream, std::span<char> into, Deadline deadline,
                   const StopSignal* stop = nullptr) noexcept;

// Writes all of it, or says why not; IoResult::bytes is how much was handed to the network in either case.
IoResult write_all(const Stream& stream, std::string_view bytes, Deadline deadline) noexcept;

// Ends our side of the connection, then discards what still arrives until the peer closes too or the deadline
// comes, so that the peer gets what was written last: closing with unread bytes would reset the connection
// and lose it. Does not close.
void drain_before_close(const Stream& stream, Deadline deadline) noexcept;

// Sends the TCP ACK at once, this one time: a peer with Nagle's algorithm on sends its second segment only
// after our ACK.
void acknowledge_at_once(const Stream& stream) noexcept;

}  // namespace mwl::net
