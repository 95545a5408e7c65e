#pragma once
// The accept loop of every listener (MLLP, DICOM, HTTP): caps, refusals, one thread per connection.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "mwl/base/access_list.h"
#include "mwl/base/log.h"
#include "mwl/net/address.h"
#include "mwl/net/deadlines.h"
#include "mwl/net/stop_signal.h"
#include "mwl/net/tls.h"

namespace mwl::net {

struct AcceptorOptions {
    std::string name{};                 // of the listener, for logs: "mllp", "dicom", "http"
    std::string address = "::";         // numeric; "::" = every IPv6 and IPv4 address of this machine
    std::uint16_t port = 0;             // 0 = any free one
    std::size_t max_connections = 256;  // served at once
    std::size_t max_per_address = 8;    // served at once for one peer address
    AccessList trusted{};               // addresses that max_per_address does not bind
    Tls tls{};                          // on: nothing is served before the handshake is complete
    std::chrono::milliseconds first_request_time = std::chrono::seconds{10};  // with TLS: its handshake too
};

// One accepted connection. Members die in reverse order: the guard before the stream. For the same reason
// it may be moved from, but never assigned to.
struct Connection {
    Stream stream{};
    PeerAddress peer{};
    std::uint64_t id = 0;  // unique within the process
    StopSignal stop{};     // raised when the acceptor stops: finish the work in progress, then return
    Deadline accepted_at = Steady::now();
    Deadlines::Guard deadline{};  // watches `stream`, unarmed; whoever takes the stream takes it along

    bool stopping() const noexcept { return stop.raised(); }
};

enum class Refusal { too_many, too_many_from_address, no_thread };
constexpr std::size_t kRefusals = 3;

// The reason in words. Static storage.
const char* name_of(Refusal reason) noexcept;

// Thread-safe. Logs NET-1xx: 120 refused, 121 handler or refusal failed, 130 listening, 131 descriptors
// exhausted, 132 cannot accept, 140 no TLS, 141 plain connection on a TLS port, 142 TLS handshake too slow.
class Acceptor {
public:
    // Runs in the connection's own thread. What it throws is logged and ends that connection only.
    using Handler = std::function<void(Connection)>;
    // Refuses the connection in its protocol; runs in one of a few threads kept for that, its deadline armed
    // with kRefusalTime. If their queue is full, the connection is closed without an answer, as every refused
    // connection is if there is no such handler.
    using RefusalHandler = std::function<void(Connection, Refusal)>;

    static constexpr std::chrono::seconds kRefusalTime{5};
    static constexpr std::chrono::seconds kStopGrace{10};

    struct Counters {
        std::uint64_t accepted = 0;                      // handed to the handler
        std::array<std::uint64_t, kRefusals> refused{};  // by Refusal
        std::uint64_t unheard = 0;                       // of those, closed because the queue was full
        std::size_t open = 0;                            // being served now
    };

    // `deadlines` outlives the acceptor.
    Acceptor(AcceptorOptions options, Deadlines& deadlines, const Log& log, Handler handler,
             RefusalHandler refuse = {});
    ~Acceptor();  // stop() without grace
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    // Binds, listens and returns; connections are accepted from then on. Throws NetworkError that names
    // address, port and what to do (faults.md A11). Has no effect while started.
    void start();

    // Closes the port, raises the connections' stop signal, waits for them up to `grace`, then cuts their
    // sockets and waits for their threads. Has no effect while stopped. A handler must not call it.
    void stop(std::chrono::milliseconds grace = kStopGrace);

    // The bound port; 0 if not started.
    std::uint16_t port() const;
    Counters counters() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Threads started from now on have stacks of 1 MiB instead of 8: with one thread per connection the default
// would reserve gigabytes, and fails under an address-space limit (field-notes.md, Toolchain). It is a
// setting of the whole process; every Acceptor applies it at start().
void use_small_thread_stacks();

}  // namespace mwl::net
