#pragma once
// SIGTERM, SIGINT and SIGHUP as values: blocked in every thread, waited for by main. To be made before any
// thread.

namespace mwl::app {

// One thread: main's.
class Signals {
public:
    Signals();  // blocks the signals in this thread and all that it starts; SIGPIPE is ignored
    // Waits for one of the three and returns it.
    int wait() const;
    // Waits for SIGTERM or SIGINT: a SIGHUP is passed over.
    int wait_for_end() const;
};

// The next SIGTERM or SIGINT ends the process at once.
void die_on_next_signal();

}  // namespace mwl::app
