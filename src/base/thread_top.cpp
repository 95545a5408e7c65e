#include "mwl/base/thread_top.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <new>

namespace mwl::base {
namespace {

constexpr std::size_t kSignalStackBytes = 64UL * 1024;  // for the handler and the unwinder
constexpr std::size_t kNameBytes = 15;                  // pthread_setname_np(3)

bool has_signal_stack() noexcept {
    stack_t now{};
    return ::sigaltstack(nullptr, &now) == 0 && (now.ss_flags & SS_DISABLE) == 0;
}

}  // namespace

ThreadTop::ThreadTop(std::string_view name) noexcept {
    std::array<char, kNameBytes + 1> text{};
    std::ranges::copy(name.substr(0, kNameBytes), text.begin());
    (void)::pthread_setname_np(::pthread_self(), text.data());
    if (has_signal_stack()) return;  // AddressSanitizer's
    signal_stack_.reset(new (std::nothrow) std::byte[kSignalStackBytes]);
    if (signal_stack_ == nullptr) return;
    stack_t stack{};
    stack.ss_sp = signal_stack_.get();
    stack.ss_size = kSignalStackBytes;
    (void)::sigaltstack(&stack, nullptr);
}

ThreadTop::~ThreadTop() {
    if (signal_stack_ == nullptr) return;
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    (void)::sigaltstack(&none, nullptr);
}

}  // namespace mwl::base
