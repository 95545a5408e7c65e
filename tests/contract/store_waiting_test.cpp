// How long statuses have been waiting, for each destination.
#include <gtest/gtest.h>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_waiting_test {

using namespace std::chrono_literals;

const DestinationName kFirst("a ris");
const DestinationName kSecond("another");

class WaitingTest : public ::testing::Test {
protected:
    // The beginning of the examination of order n, a minute after what was queued before.
    void queue(int n, const DestinationName& destination) {
        Effects effects = effects_of(n);
        effects.performed.push_back(a_performed_step(n));
        fixture_.clock.advance(1min);
        fixture_.store->run([&](store::UnitOfWork& work) {
            work.save(effects);
            work.enqueue({destination,
                          order_row(n),
                          {},
                          a_performed_step(n).uid,
                          StatusTransition::in_progress,
                          std::to_string(n),
                          "bytes"});
        });
    }
    store::OutboundMessage claim(const DestinationName& destination) {
        return fixture_.store->outbox().claim(destination, 1, 60s).at(0);
    }
    std::vector<store::WaitingStatuses> waiting() { return fixture_.store->outbox().waiting(); }

    StoreFixture fixture_;
};

TEST_F(WaitingTest, NothingIsQueuedAndNothingWaits) { EXPECT_TRUE(waiting().empty()); }

TEST_F(WaitingTest, EachDestinationHasItsNumberAndTheTimeAndErrorOfItsOldest) {
    queue(1, kFirst);
    const Instant first = fixture_.clock.now();
    queue(2, kFirst);
    queue(3, kSecond);
    const Instant second = fixture_.clock.now();
    fixture_.store->outbox().retry(claim(kFirst).row, fixture_.clock.now(), "reply: too slow");
    const auto found = waiting();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].destination, kFirst);
    EXPECT_EQ(found[0].count, 2);
    EXPECT_EQ(found[0].oldest, first);
    EXPECT_EQ(found[0].last_error, "reply: too slow");
    EXPECT_EQ(found[1].destination, kSecond);
    EXPECT_EQ(found[1].count, 1);
    EXPECT_EQ(found[1].oldest, second);
    EXPECT_EQ(found[1].last_error, "");
}

TEST_F(WaitingTest, WhatIsBeingSentOrHeldStillWaitsAndWhatIsSentOrGivenUpDoesNot) {
    for (int n = 1; n <= 4; ++n) queue(n, kFirst);
    auto& outbox = fixture_.store->outbox();
    outbox.sent(claim(kFirst).row, "AA");
    outbox.give_up(claim(kFirst).row, "too old");
    outbox.park(claim(kFirst).row, "AE no");
    (void)claim(kFirst);
    const auto found = waiting();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].count, 2);
    EXPECT_EQ(found[0].last_error, "AE no");
}

}  // namespace store_waiting_test
}  // namespace mwl::test
