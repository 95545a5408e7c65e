#include "mwl/base/mutex.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace mwl {
namespace {

class Counter {
public:
    void add() {
        const Lock lock(mutex_);
        ++value_;
        changed_.notify_all();
    }
    int wait_for(int least) {
        const Lock lock(mutex_);
        while (value_ < least) changed_.wait(mutex_);
        return value_;
    }

private:
    Mutex mutex_;
    Condition changed_;
    int value_ GUARDED_BY(mutex_) = 0;
};

TEST(Mutex, LosesNoStepOfManyThreads) {
    constexpr int kThreads = 4;
    constexpr int kSteps = 2000;
    Counter counter;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < kSteps; ++n) counter.add();
            });
    }
    EXPECT_EQ(counter.wait_for(0), kThreads * kSteps);
}

TEST(Condition, WakesAWaiterWhenTheValueIsThere) {
    Counter counter;
    const std::jthread adder([&] {
        counter.add();
        counter.add();
    });
    EXPECT_EQ(counter.wait_for(2), 2);
}

TEST(Condition, AMomentThatHasPassedEndsTheWaitWithTheMutexHeld) {
    Mutex mutex;
    Condition condition;
    const Lock lock(mutex);
    const auto passed = std::chrono::steady_clock::now() - std::chrono::hours{1};
    EXPECT_FALSE(condition.wait_until(mutex, passed));
}

}  // namespace
}  // namespace mwl
