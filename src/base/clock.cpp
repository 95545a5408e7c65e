#include "mwl/base/clock.h"

#include <random>

#include "mwl/base/mutex.h"

namespace mwl::base {
namespace {

class SystemClock final : public Clock {
public:
    Instant now() const override {
        return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

class SystemRandom final : public Random {
public:
    std::uint64_t next() override {
        const Lock lock(mutex_);
        return (static_cast<std::uint64_t>(device_()) << 32U) | device_();
    }

private:
    Mutex mutex_;
    std::random_device device_ GUARDED_BY(mutex_);
};

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

Random& system_random() {
    static SystemRandom random;
    return random;
}

}  // namespace mwl::base
