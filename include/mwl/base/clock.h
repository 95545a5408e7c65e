#pragma once
// Time and randomness are parameters (architecture.md, Seams): code that needs them is given one of these.

#include <chrono>
#include <cstdint>

namespace mwl::base {

// A point in time: UTC, microseconds, as PostgreSQL's timestamptz holds it.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// Microseconds since 1970-01-01T00:00Z, the form in which instants cross to the database.
constexpr std::int64_t micros(Instant at) noexcept { return at.time_since_epoch().count(); }
constexpr Instant instant_from_micros(std::int64_t us) noexcept {
    return Instant{std::chrono::microseconds{us}};
}

// Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

// Time since the machine was started. It goes on while a process is stopped and while the machine sleeps, and
// nobody can set it: it tells how long ago something really happened. Thread-safe.
class BootClock {
public:
    virtual ~BootClock() = default;
    virtual std::chrono::nanoseconds since_boot() const = 0;
};

// Thread-safe.
class Random {
public:
    virtual ~Random() = default;
    virtual std::uint64_t next() = 0;
};

// The system's clocks and its source of randomness. All thread-safe; they live as long as the program.
const Clock& system_clock();
const BootClock& system_boot_clock();
Random& system_random();

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
