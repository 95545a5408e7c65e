#pragma once
// poll() for one descriptor with an absolute deadline, interruptions hidden.

#include "mwl/net/socket.h"

namespace mwl::net {

class StopSignal;

enum class Waited { ready, timed_out, stopping };

// Ready also when the descriptor has an error or hung up: the next read or write says which.
Waited wait_for(int fd, short events, Deadline deadline, const StopSignal* stop) noexcept;

// For poll(): milliseconds until then, rounded up, never negative; -1 for kNever.
int remaining_ms(Deadline deadline) noexcept;

}  // namespace mwl::net
