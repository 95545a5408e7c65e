#include "mwl/net/acceptor.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "mwl/base/enum_names.h"
#include "mwl/base/mutex.h"
#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"
#include "net/connection_threads.h"
#include "net/listen.h"
#include "net/rate_limit.h"
#include "net/refusal_desk.h"
#include "net/sockaddr.h"
#include "net/wait.h"

namespace mwl::net {
namespace {

using namespace std::chrono_literals;

constexpr auto kPauseAfterFailure = 100ms;  // before the next accept: no busy loop
constexpr auto kFailureLogPause = 60s;      // between two log lines about failed accepts
constexpr auto kRefusalLogPause = 10s;      // between two log lines about refusals for one reason
constexpr std::size_t kStackBytes = 1U << 20U;

std::uint64_t next_connection_id() noexcept {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

bool is_exhaustion(int error) noexcept {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

// Failures of the listening socket itself; all others concern one peer that gave up early (accept(2)).
bool is_ours(int error) noexcept { return error == EBADF || error == EINVAL || error == ENOTSOCK; }

constexpr auto kRefusalNames = enum_names<Refusal>({
    {Refusal::too_many, "too many connections"},
    {Refusal::too_many_from_address, "too many connections from this address"},
    {Refusal::no_thread, "no thread left"},
});

}  // namespace

const char* name_of(Refusal reason) noexcept { return kRefusalNames.of(reason); }

void use_small_thread_stacks() {
    pthread_attr_t attributes;
    if (::pthread_getattr_default_np(&attributes) != 0) return;
    if (::pthread_attr_setstacksize(&attributes, kStackBytes) == 0)
        (void)::pthread_setattr_default_np(&attributes);  // if refused, the system's default stays
    (void)::pthread_attr_destroy(&attributes);
}

// The accept loop. start() and stop() hold lifecycle to their end, so that each sees the other's work whole.
struct Acceptor::Impl {
    Impl(AcceptorOptions given, Deadlines& to_use, const Log& write_to, Handler serve,
         RefusalHandler refuse_with)
        : options(std::move(given)),
          deadlines(to_use),
          log(write_to),
          threads(options, deadlines, log, std::move(serve)),
          desk(deadlines, log, options.tls, std::move(refuse_with)) {}

    void start() EXCLUDES(lifecycle);
    void stop(std::chrono::milliseconds grace) EXCLUDES(lifecycle);
    Counters counters() const;

    void accept_loop(int listening_fd, const StopSignal& stopping);
    void accept_one(int listening_fd, const StopSignal& stopping);
    void accept_failed(int error, const StopSignal& stopping);
    void refuse(Connection connection, Refusal reason);

    const AcceptorOptions options;
    Deadlines& deadlines;
    const Log log;
    ConnectionThreads threads;
    RefusalDesk desk;
    std::atomic<std::uint16_t> port{0};
    std::array<std::atomic<std::uint64_t>, kRefusals> refused{};
    std::atomic<std::uint64_t> unheard{0};

    // Used by the accept loop only.
    RateLimit failure_lines{kFailureLogPause};
    std::array<RateLimit, kRefusals> refusal_lines{RateLimit{kRefusalLogPause}, RateLimit{kRefusalLogPause},
                                                   RateLimit{kRefusalLogPause}};

    Mutex lifecycle;
    ListeningSocket listening GUARDED_BY(lifecycle);
    std::optional<StopSignal> stop_signal GUARDED_BY(lifecycle);  // present while started
    std::jthread loop GUARDED_BY(lifecycle);
};

void Acceptor::Impl::start() {
    const Lock lock(lifecycle);
    if (stop_signal) return;
    use_small_thread_stacks();
    const StopSignal stopping;
    listening = listen_on(options.address, options.port);
    const PeerAddress bound = address_of(listening);
    port = bound.port;
    desk.start();
    loop = std::jthread([this, stopping, fd = listening.impl()->sockfd()] { accept_loop(fd, stopping); });
    stop_signal = stopping;
    log.info("NET-130 listening", {{"listener", options.name}, {"address", bound.str()}});
}

void Acceptor::Impl::stop(std::chrono::milliseconds grace) {
    const Lock lock(lifecycle);
    if (!stop_signal) return;
    const Deadline until = Steady::now() + grace;
    stop_signal->raise();
    loop.join();
    listening.close();
    port = 0;
    desk.stop();
    threads.end_all(until);
    stop_signal.reset();
}

Acceptor::Counters Acceptor::Impl::counters() const {
    Counters now;
    now.accepted = threads.accepted();
    now.open = threads.open();
    now.unheard = unheard;
    for (std::size_t reason = 0; reason < kRefusals; ++reason) now.refused[reason] = refused[reason];
    return now;
}

void Acceptor::Impl::accept_loop(int listening_fd, const StopSignal& stopping) {
    const ThreadTop top(options.name + " accept");
    while (wait_for(listening_fd, POLLIN, kNever, &stopping) != Waited::stopping && !stopping.raised()) {
        try {
            accept_one(listening_fd, stopping);
        } catch (...) {  // no memory: the connection is lost, the listener is not
            log.error("NET-132 cannot accept", {{"listener", options.name}, {"reason", what_was_thrown()}});
            (void)wait_for(-1, 0, Steady::now() + kPauseAfterFailure, &stopping);
        }
    }
}

void Acceptor::Impl::accept_one(int listening_fd, const StopSignal& stopping) {
    sockaddr_storage raw{};
    socklen_t length = sizeof raw;
    Socket socket(::accept4(listening_fd, reinterpret_cast<sockaddr*>(&raw), &length, SOCK_CLOEXEC));
    if (!socket) return accept_failed(errno, stopping);
    Stream stream(std::move(socket));
    auto guard = deadlines.watch(stream);
    Connection connection{.stream = std::move(stream),
                          .peer = from_sockaddr(raw),
                          .id = next_connection_id(),
                          .stop = stopping,
                          .deadline = std::move(guard)};
    if (const auto reason = threads.serve(connection)) refuse(std::move(connection), *reason);
}

// Descriptors run out: the peers wait in the kernel's queue until connections end (faults.md A12).
void Acceptor::Impl::accept_failed(int error, const StopSignal& stopping) {
    if (!is_exhaustion(error) && !is_ours(error)) return;
    if (failure_lines.pass(Steady::now()))
        log.error(is_exhaustion(error) ? "NET-131 descriptors exhausted, accepting pauses"
                                       : "NET-132 cannot accept",
                  {{"listener", options.name},
                   {"reason", std::generic_category().message(error)},
                   {"open", threads.open()}});
    (void)wait_for(-1, 0, Steady::now() + kPauseAfterFailure, &stopping);
}

void Acceptor::Impl::refuse(Connection connection, Refusal reason) {
    const auto index = static_cast<std::size_t>(reason);
    ++refused[index];
    if (const auto held_back = refusal_lines[index].pass(Steady::now()))
        log.warn("NET-120 connection refused", {{"listener", options.name},
                                                {"peer", connection.peer.str()},
                                                {"reason", name_of(reason)},
                                                {"not_logged_before", *held_back}});
    if (!desk.offer(std::move(connection), reason)) ++unheard;
}

Acceptor::Acceptor(AcceptorOptions options, Deadlines& deadlines, const Log& log, Handler handler,
                   RefusalHandler refuse)
    : impl_(std::make_unique<Impl>(std::move(options), deadlines, log, std::move(handler),
                                   std::move(refuse))) {}

Acceptor::~Acceptor() { stop(std::chrono::milliseconds{0}); }

void Acceptor::start() { impl_->start(); }
void Acceptor::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }
std::uint16_t Acceptor::port() const { return impl_->port; }
Acceptor::Counters Acceptor::counters() const { return impl_->counters(); }

}  // namespace mwl::net
