#pragma once
// std::mutex with clang's thread-safety annotations, checked by clang-tidy (-Wthread-safety).

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define MWL_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define MWL_THREAD_ANNOTATION(x)
#endif

#define CAPABILITY(x) MWL_THREAD_ANNOTATION(capability(x))
#define SCOPED_CAPABILITY MWL_THREAD_ANNOTATION(scoped_lockable)
#define GUARDED_BY(x) MWL_THREAD_ANNOTATION(guarded_by(x))
#define REQUIRES(...) MWL_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define ACQUIRE(...) MWL_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) MWL_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define EXCLUDES(...) MWL_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS MWL_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace mwl::base {

class CAPABILITY("mutex") Mutex {
public:
    void lock() ACQUIRE() { mutex_.lock(); }
    void unlock() RELEASE() { mutex_.unlock(); }

private:
    std::mutex mutex_;
};

class SCOPED_CAPABILITY Lock {
public:
    explicit Lock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
    ~Lock() RELEASE() { mutex_.unlock(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    Mutex& mutex_;
};

// Waits with a Mutex held; the mutex is held again when a wait returns. Spurious returns happen.
class Condition {
public:
    void wait(Mutex& mutex) REQUIRES(mutex) { condition_.wait(mutex); }
    template <typename TimePoint>
    bool wait_until(Mutex& mutex, const TimePoint& at) REQUIRES(mutex) {  // false: the time came
        return condition_.wait_until(mutex, at) == std::cv_status::no_timeout;
    }
    void notify_one() noexcept { condition_.notify_one(); }
    void notify_all() noexcept { condition_.notify_all(); }

private:
    std::condition_variable_any condition_;
};

}  // namespace mwl::base

namespace mwl {
using namespace base;  // the vocabulary of every folder
}
