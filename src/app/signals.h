#pragma once
// SIGTERM, SIGINT and SIGHUP as values: blocked in every thread, waited for by main. To be made before any
// thread.

namespace mwl::app {

// Keeps the three from this thread and all that it starts. The first thing that main does: a SIGHUP that
// comes while the program is still starting must not end it.
void hold_signals();
// For commands that do not wait for signals: signals have their default effect again, also those that are
// pending.
void let_signals_act();

// One thread: main's.
class Signals {
public:
    Signals();  // holds the signals; SIGPIPE is ignored
    // Waits for one of the three and returns it.
    int wait() const;
    // Waits for SIGTERM or SIGINT: a SIGHUP is passed over.
    int wait_for_end() const;
};

// The next SIGTERM or SIGINT ends the process at once.
void die_on_next_signal();

}  // namespace mwl::app
