// After a fatal signal only what POSIX calls async-signal-safe may be called: no memory, no lock, no stdio.
// backtrace() is safe once its library is loaded, _dl_find_object() always (glibc).
#include "mwl/base/fatal.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <span>
#include <string_view>

#include "mwl/base/log.h"
#include "mwl/base/thrown.h"

namespace mwl::base {
namespace {

struct SignalName {
    int number;
    std::string_view name;
};
constexpr std::array kFatal{SignalName{SIGSEGV, "SIGSEGV"}, SignalName{SIGABRT, "SIGABRT"},
                            SignalName{SIGBUS, "SIGBUS"}, SignalName{SIGFPE, "SIGFPE"},
                            SignalName{SIGILL, "SIGILL"}};

constexpr std::size_t kLineBytes = 4096;  // PIPE_BUF: what a pipe takes in one piece
constexpr std::size_t kMostFrames = 48;
constexpr std::size_t kUncaughtBytes = 400;
constexpr int kWriteMilliseconds = 1000;  // a log that nobody reads must not keep a dead broker alive

// The line while it is written.
class Line {
public:
    void add(std::string_view text) noexcept {
        const auto length = std::min(text.size(), text_.size() - 1 - size_);  // the line's end has its place
        std::copy_n(text.begin(), length, text_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += length;
    }
    // Foreign text, inside quotes.
    void add_quoted(std::string_view text) noexcept {
        add("\"");
        for (const char c : text) {
            const bool is_plain = c >= ' ' && c <= '~' && c != '"';
            add({is_plain ? &c : "?", 1});
        }
        add("\"");
    }
    void add_number(std::uint64_t value, std::size_t width = 1, std::uint64_t base = 10) noexcept {
        std::array<char, 24> digits{};
        std::size_t at = digits.size();
        for (; value != 0 || digits.size() - at < width; value /= base)
            digits[--at] = "0123456789abcdef"[value % base];
        add({&digits[at], digits.size() - at});
    }
    void add_hex(std::uint64_t value) noexcept {
        add("0x");
        add_number(value, 1, 16);
    }
    void write_out() noexcept {
        text_[size_++] = '\n';
        pollfd ready{STDERR_FILENO, POLLOUT, 0};
        if (::poll(&ready, 1, kWriteMilliseconds) != 1) return;
        for (std::string_view rest(text_.data(), size_); !rest.empty();) {
            const auto written = ::write(STDERR_FILENO, rest.data(), rest.size());
            if (written < 0 && errno != EINTR) return;
            if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }

private:
    std::array<char, kLineBytes> text_{};
    std::size_t size_ = 0;
};

// Used by the one thread that reports; static, because its stack may be exhausted.
constinit Line line;
constinit std::array<void*, kMostFrames> frames{};
constinit std::atomic<pid_t> teller{0};
constinit int told_signal = 0;
// Written by the thread that ends by an uncaught exception, before it aborts.
constinit std::array<char, kUncaughtBytes> uncaught{};
constinit std::atomic<bool> has_uncaught{false};

void add_time() noexcept {
    timespec now{};
    (void)::clock_gettime(CLOCK_REALTIME, &now);
    const std::chrono::sys_seconds at{std::chrono::seconds(now.tv_sec)};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    const auto add = [](std::int64_t value, std::size_t width, std::string_view end) {
        line.add_number(static_cast<std::uint64_t>(value), width);
        line.add(end);
    };
    add(static_cast<int>(date.year()), 4, "-");
    add(static_cast<unsigned>(date.month()), 2, "-");
    add(static_cast<unsigned>(date.day()), 2, "T");
    add(time.hours().count(), 2, ":");
    add(time.minutes().count(), 2, ":");
    add(time.seconds().count(), 2, ".");
    add(now.tv_nsec / 1'000'000, 3, "Z");
}

void add_origin(const siginfo_t& info) noexcept {
    const bool is_of_kernel = info.si_code > 0;
    line.add(is_of_kernel ? " address=" : " sent_by_pid=");
    if (is_of_kernel)
        line.add_hex(reinterpret_cast<std::uintptr_t>(info.si_addr));
    else
        line.add_number(static_cast<std::uint64_t>(info.si_pid));
}

void add_head(int number, const siginfo_t& info, pid_t thread) noexcept {
    add_time();
    line.add(" error APP-900 fatal signal signal=");
    const auto* const row = std::ranges::find(kFatal, number, &SignalName::number);
    line.add(row == kFatal.end() ? "unknown" : row->name);
    add_origin(info);
    line.add(" pid=");
    line.add_number(static_cast<std::uint64_t>(::getpid()));
    line.add(" tid=");
    line.add_number(static_cast<std::uint64_t>(thread));
    std::array<char, 17> name{};
    (void)::prctl(PR_GET_NAME, name.data());
    line.add(" thread=");
    line.add_quoted(name.data());
    if (has_uncaught.load()) {
        line.add(" uncaught=\"");  // escaped when it was written
        line.add(uncaught.data());
        line.add("\"");
    }
    line.add(" version=" MWL_VERSION " backtrace=\"");
}

std::string_view file_name(const char* path) noexcept {
    const std::string_view whole = path == nullptr || *path == '\0' ? program_invocation_short_name : path;
    return whole.substr(whole.rfind('/') + 1);
}

void add_place(std::uintptr_t address) noexcept {
    dl_find_object module{};
    if (::_dl_find_object(reinterpret_cast<void*>(address), &module) != 0) return line.add_hex(address);
    line.add(file_name(module.dlfo_link_map->l_name));
    line.add("+");
    line.add_hex(address - module.dlfo_link_map->l_addr);
}

// Where the signal interrupted the thread; 0 on architectures that this code does not know.
std::uintptr_t interrupted_at(const void* context) noexcept {
    [[maybe_unused]] const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    return static_cast<std::uintptr_t>(machine.gregs[REG_RIP]);
#elif defined(__aarch64__)
    return machine.pc;
#else
    return 0;
#endif
}

// Begins at the place where the signal interrupted the thread: the frames above it are this handler's.
void add_backtrace(const void* context) noexcept {
    const auto count = static_cast<std::size_t>(::backtrace(frames.data(), static_cast<int>(frames.size())));
    std::span<void* const> all(frames.data(), count);
    const auto first = interrupted_at(context);
    const auto met = std::ranges::find(all, reinterpret_cast<void*>(first));
    add_place(first);
    if (met != all.end()) all = all.subspan(static_cast<std::size_t>(met - all.begin()) + 1);
    for (const auto* const frame : all) {
        line.add(" ");
        add_place(reinterpret_cast<std::uintptr_t>(frame) - 1);  // within the call, not after it
    }
}

[[noreturn]] void end_by(int number) noexcept {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    (void)::sigaction(number, &standard, nullptr);
    sigset_t only{};
    (void)::sigemptyset(&only);
    (void)::sigaddset(&only, number);
    (void)::pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
    (void)::raise(number);
    ::_exit(128 + number);
}

void on_fatal_signal(int number, siginfo_t* info, void* context) {
    const auto thread = static_cast<pid_t>(::syscall(SYS_gettid));
    pid_t other = 0;
    if (teller.compare_exchange_strong(other, thread)) {
        told_signal = number;
        add_head(number, *info, thread);
        add_backtrace(context);
    } else if (other != thread) {
        for (;;) (void)::pause();  // the other one ends the process
    }
    // Reached too if the unwinder itself failed: then the line holds what was written before.
    line.add("\"");
    line.write_out();
    end_by(told_signal);
}

void on_uncaught_exception() {
    static std::atomic_flag is_told;
    if (!is_told.test_and_set()) {
        const auto text = std::current_exception() ? escape_for_log(what_was_thrown(), kUncaughtBytes - 16)
                                                   : std::string("std::terminate without an exception");
        std::copy_n(text.begin(), std::min(text.size(), uncaught.size() - 1), uncaught.begin());
        has_uncaught = true;
    }
    std::abort();
}

// A signal stack for the calling thread. Other threads have their ThreadTop.
void use_signal_stack() {
    static std::array<std::byte, 64UL * 1024> memory;
    stack_t now{};
    if (::sigaltstack(nullptr, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0) return;
    stack_t stack{};
    stack.ss_sp = memory.data();
    stack.ss_size = memory.size();
    (void)::sigaltstack(&stack, nullptr);
}

}  // namespace

void tell_fatal_signals() {
    (void)::backtrace(frames.data(), 1);  // loads the unwinder now
    use_signal_stack();
    struct sigaction ours {};
    ours.sa_sigaction = on_fatal_signal;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;  // a fault in the handler enters it again
    (void)::sigemptyset(&ours.sa_mask);
    for (const auto& row : kFatal) {
        struct sigaction now {};
        if (::sigaction(row.number, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
            (void)::sigaction(row.number, &ours, nullptr);
    }
    std::set_terminate(on_uncaught_exception);
}

}  // namespace mwl::base
