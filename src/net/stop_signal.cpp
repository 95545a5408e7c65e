#include "mwl/net/stop_signal.h"

#include <sys/eventfd.h>

#include "mwl/base/error.h"

namespace mwl::net {

StopSignal::StopSignal() : state_(std::make_shared<State>()) {
    state_->event = Socket(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!state_->event) throw NetworkError("no descriptor left for a stop signal");
}

void StopSignal::raise() const noexcept {
    state_->raised.store(true);
    (void)::eventfd_write(fd(), 1);  // cannot fail: the counter is written once or twice, its limit is 2^64
}

}  // namespace mwl::net
