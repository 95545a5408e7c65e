#pragma once
// A request to stop, as seen by a connection: it can be tested, and waited for together with a socket.

#include <atomic>
#include <memory>

#include "mwl/net/socket.h"

namespace mwl::net {

// Thread-safe. Copies share one signal; once raised it stays raised.
class StopSignal {
public:
    StopSignal();  // throws NetworkError if no descriptor is left

    void raise() const noexcept;
    bool raised() const noexcept { return state_->raised.load(); }
    // Readable once raised. Only for poll(): never read, never closed by the caller.
    int fd() const noexcept { return state_->event.fd(); }

private:
    struct State {
        Socket event;
        std::atomic<bool> raised{false};
    };
    std::shared_ptr<State> state_;  // shared: a connection may outlive the one that raises it
};

}  // namespace mwl::net
