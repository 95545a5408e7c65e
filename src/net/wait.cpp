#include "net/wait.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdint>

#include "mwl/net/stop_signal.h"

namespace mwl::net {

int remaining_ms(Deadline deadline) noexcept {
    if (deadline == kNever) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

Waited wait_for(int fd, short events, Deadline deadline, const StopSignal* stop) noexcept {
    std::array<pollfd, 2> polled{{{fd, events, 0}, {stop != nullptr ? stop->fd() : -1, POLLIN, 0}}};
    for (;;) {
        const int timeout = remaining_ms(deadline);
        const int ready = ::poll(polled.data(), polled.size(), timeout);
        if (ready > 0 && polled[0].revents != 0) return Waited::ready;
        if (ready > 0) return Waited::stopping;
        if (ready == 0 && timeout != INT_MAX) return Waited::timed_out;
    }
}

}  // namespace mwl::net
