#pragma once
// SIGTERM, SIGINT and SIGHUP as values: blocked in every thread, waited for by main. To be made before any
// thread.

namespace mwl::app {

// One thread: main's.
class StopSignals {
public:
    StopSignals();  // blocks the signals in this thread and all that it starts; SIGPIPE is ignored
    // Waits for SIGTERM or SIGINT and returns it. A SIGHUP is passed over.
    int wait() const;
};

// The next SIGTERM or SIGINT ends the process at once.
void die_on_next_signal();

}  // namespace mwl::app
