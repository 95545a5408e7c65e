#pragma once

#include "mwl/base/clock.h"

namespace mwl::test {

// A clock that stands still until told otherwise. One thread.
class FixedClock final : public Clock {
public:
    FixedClock() = default;
    explicit FixedClock(Instant now) : now_(now) {}

    Instant now() const override { return now_; }
    void advance(std::chrono::microseconds by) { now_ += by; }

private:
    Instant now_ = instant_from_micros(1'790'000'000'123'456);  // 2026-09-21, with microseconds
};

}  // namespace mwl::test
