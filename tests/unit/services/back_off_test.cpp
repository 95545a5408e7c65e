#include <gtest/gtest.h>

#include <limits>

#include "mwl/services/delivery.h"

namespace mwl::services {
namespace {

using std::chrono::milliseconds;

class Chance final : public Random {
public:
    explicit Chance(std::uint64_t value) : value_(value) {}
    std::uint64_t next() override { return value_; }

private:
    std::uint64_t value_;
};

milliseconds wait_after(int attempts, std::uint64_t chance = 10, const BackOff& back_off = {}) {
    Chance random(chance);
    return wait_before_retry(attempts, back_off, random);
}

TEST(WaitBeforeRetry, G2_DoublesFromFiveSecondsToFiveMinutes) {
    const std::vector<int> seconds{5, 10, 20, 40, 80, 160, 300, 300};
    for (std::size_t n = 0; n < seconds.size(); ++n)
        EXPECT_EQ(wait_after(static_cast<int>(n) + 1), std::chrono::seconds(seconds[n])) << n + 1;
}

TEST(WaitBeforeRetry, NoNumberOfAttemptsIsTooLargeOrTooSmall) {
    EXPECT_EQ(wait_after(std::numeric_limits<int>::max()), std::chrono::minutes(5));
    EXPECT_EQ(wait_after(0), std::chrono::seconds(5));
}

TEST(WaitBeforeRetry, ChanceMakesItTenPercentShorterOrLongerAtMost) {
    milliseconds least = milliseconds::max();
    milliseconds most{0};
    for (std::uint64_t chance = 0; chance < 100; ++chance) {
        least = std::min(least, wait_after(1, chance));
        most = std::max(most, wait_after(1, chance));
    }
    EXPECT_EQ(least, milliseconds(4500));
    EXPECT_EQ(most, milliseconds(5500));
    EXPECT_GT(wait_after(1, std::numeric_limits<std::uint64_t>::max()), milliseconds(0));
}

TEST(WaitBeforeRetry, AFirstWaitAboveTheMostIsTheMost) {
    EXPECT_EQ(wait_after(1, 10, {milliseconds(9000), milliseconds(2000)}), milliseconds(2000));
}

}  // namespace
}  // namespace mwl::services
