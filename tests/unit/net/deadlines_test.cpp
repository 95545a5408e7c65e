#include "mwl/net/deadlines.h"

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "unit/net/peers.h"
#include "unit/net/stream_pair.h"

namespace mwl::net {
namespace {

using namespace std::chrono_literals;
using test::patience;
using test::stream_pair;

IoStatus read_status(const Stream& stream, Deadline until) {
    std::array<char, 16> buffer{};
    return read_some(stream, buffer, until).status;
}

TEST(Deadlines, ABlockedReadEndsWhenTheInstantComes) {
    Deadlines deadlines;
    auto [ours, theirs] = stream_pair();
    const auto guard = deadlines.watch(ours, Steady::now() + 1ms);
    EXPECT_EQ(read_status(ours, kNever), IoStatus::closed);
    EXPECT_TRUE(guard.fired());
}

TEST(Deadlines, AnEarlierDeadlineOvertakesALaterOne) {
    Deadlines deadlines;
    auto [later, later_peer] = stream_pair();
    auto [earlier, earlier_peer] = stream_pair();
    const auto first = deadlines.watch(later, Steady::now() + 1h);
    const auto second = deadlines.watch(earlier, Steady::now() + 1ms);
    EXPECT_EQ(read_status(earlier, patience()), IoStatus::closed);
    EXPECT_EQ(read_status(later, Steady::now()), IoStatus::timed_out);
    EXPECT_FALSE(first.fired());
}

TEST(Deadlines, ArmingAgainMovesTheDeadlineBothWays) {
    Deadlines deadlines;
    auto [ours, theirs] = stream_pair();
    auto guard = deadlines.watch(ours, Steady::now() + 1h);
    guard.disarm();
    EXPECT_EQ(read_status(ours, Steady::now()), IoStatus::timed_out);
    guard.arm(Steady::now());
    EXPECT_EQ(read_status(ours, patience()), IoStatus::closed);
    EXPECT_TRUE(guard.fired());
}

TEST(Deadlines, AReleasedGuardLeavesItsSocketAlone) {
    Deadlines deadlines;
    auto [ours, theirs] = stream_pair();
    auto [other, other_peer] = stream_pair();
    auto guard = deadlines.watch(ours);
    guard.release();
    deadlines.cut_all();
    const auto probe = deadlines.watch(other, Steady::now());
    EXPECT_EQ(read_status(other, patience()), IoStatus::closed);  // the thread has looked at all there is
    EXPECT_EQ(read_status(ours, Steady::now()), IoStatus::timed_out);
}

TEST(Deadlines, AMovedGuardKeepsWatching) {
    Deadlines deadlines;
    auto [ours, theirs] = stream_pair();
    auto first = deadlines.watch(ours);
    Deadlines::Guard second = std::move(first);
    first.arm(Steady::now());  // NOLINT(bugprone-use-after-move): a moved-from guard watches nothing
    EXPECT_EQ(read_status(ours, Steady::now()), IoStatus::timed_out);
    second.arm(Steady::now());
    EXPECT_EQ(read_status(ours, patience()), IoStatus::closed);
}

TEST(Deadlines, CutAllEndsEverySocketAndSaysThatItWasNoDeadline) {
    Deadlines deadlines;
    auto [one, one_peer] = stream_pair();
    auto [two, two_peer] = stream_pair();
    const auto first = deadlines.watch(one);
    const auto second = deadlines.watch(two, Steady::now() + 1h);
    deadlines.cut_all();
    EXPECT_EQ(read_status(one, patience()), IoStatus::closed);
    EXPECT_EQ(read_status(two, patience()), IoStatus::closed);
    EXPECT_EQ(first.cut(), Deadlines::Cut::stopped);
    EXPECT_FALSE(second.fired());
}

TEST(Deadlines, CutEndsOneSocketAndForgivesAnOldId) {
    Deadlines deadlines;
    auto [one, one_peer] = stream_pair();
    auto [two, two_peer] = stream_pair();
    auto first = deadlines.watch(one);
    const auto second = deadlines.watch(two);
    const auto old = first.id();
    deadlines.cut(second.id());
    EXPECT_EQ(read_status(two, patience()), IoStatus::closed);
    first.release();
    deadlines.cut(old);
    EXPECT_EQ(read_status(one, Steady::now()), IoStatus::timed_out);
}

TEST(Deadlines, AGuardOfNothingDoesNothing) {
    Deadlines::Guard guard;
    guard.arm(Steady::now());
    EXPECT_EQ(guard.cut(), Deadlines::Cut::none);
    EXPECT_EQ(guard.id(), 0U);
}

}  // namespace
}  // namespace mwl::net
