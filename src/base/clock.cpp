#include "mwl/base/clock.h"

#include <ctime>
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

class SystemBootClock final : public BootClock {
public:
    std::chrono::nanoseconds since_boot() const override {
        timespec now{};
        (void)::clock_gettime(CLOCK_BOOTTIME, &now);
        return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
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

const BootClock& system_boot_clock() {
    static const SystemBootClock clock;
    return clock;
}

Random& system_random() {
    static SystemRandom random;
    return random;
}

}  // namespace mwl::base
