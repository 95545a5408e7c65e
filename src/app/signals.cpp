#include "app/signals.h"

#include <signal.h>
#include <unistd.h>

#include <thread>

#include "mwl/base/thread_top.h"

namespace mwl::app {
namespace {

sigset_t watched() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    return set;
}

}  // namespace

void hold_signals() {
    const sigset_t set = watched();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void let_signals_act() {
    const sigset_t set = watched();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

Signals::Signals() {
    hold_signals();
    (void)::signal(SIGPIPE, SIG_IGN);
}

int Signals::wait() const {
    const sigset_t set = watched();
    for (int number = 0;;)
        if (sigwait(&set, &number) == 0) return number;
}

int Signals::wait_for_end() const {
    int number = wait();
    while (number == SIGHUP) number = wait();
    return number;
}

void die_on_next_signal() {
    std::thread([] {
        const ThreadTop top("signals");
        (void)Signals().wait_for_end();
        ::_exit(1);
    }).detach();
}

}  // namespace mwl::app
