#pragma once
// Deadlines (mwl/base/deadlines.h) for streams.

#include "mwl/base/deadlines.h"
#include "mwl/net/stream.h"

namespace mwl::net {

class Deadlines : public base::Deadlines {
public:
    using base::Deadlines::watch;
    [[nodiscard]] Guard watch(const Stream& stream, Deadline at = kNever) { return watch(stream.fd(), at); }
};

}  // namespace mwl::net
