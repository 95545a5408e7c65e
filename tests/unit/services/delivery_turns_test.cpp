// Whose turn it is: a broker writes only what is still its to write, and what is new goes before any retry.
#include "unit/services/delivery_fixture.h"

namespace mwl::services {
namespace {

TEST_F(DeliveryTest, G13_AClaimedMessageThatAnotherBrokerTookOverIsNotSentAfterItsSuccessor) {
    outbox_.add("1", "A");
    outbox_.add("2", "B");
    ris_.hold();
    start();
    ASSERT_TRUE(ris_.wait_for(1));
    outbox_.take_over("2");
    outbox_.add("3", "C");
    ris_.let_go();
    ASSERT_TRUE(outbox_.wait_for("3", OutboxState::sent));
    EXPECT_EQ(ris_.received(), (Payloads{"bytes of 1", "bytes of 3"}));
}

TEST_F(DeliveryTest, G13_WithoutTheDeliveryLockWhatIsStillClaimedIsGivenBackUnsent) {
    outbox_.add("1", "A");
    outbox_.add("2", "B");
    ris_.hold();
    start();
    ASSERT_TRUE(ris_.wait_for(1));
    outbox_.set_lock_is_free(false);
    ris_.let_go();
    ASSERT_TRUE(outbox_.wait_for("2", OutboxState::waiting));
    EXPECT_EQ(outbox_.row("2").message.attempts, 0) << "no attempt was made";
    EXPECT_EQ(ris_.received(), Payloads{"bytes of 1"});
}

TEST_F(DeliveryTest, G14_WhenTheLockIsLostWhileTheConnectionIsMadeTheRisGetsNothingFromThisBroker) {
    outbox_.add("1", "A");
    ris_.while_connecting([this] { outbox_.set_lock_is_free(false); });
    start();
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    EXPECT_TRUE(ris_.received().empty());
    EXPECT_EQ(outbox_.row("1").message.state, OutboxState::waiting);
    EXPECT_EQ(outbox_.row("1").message.attempts, 0);
}

TEST_F(DeliveryTest, G14_TheLockIsAskedForAfterEachConnectionOnARetryToo) {
    int connected = 0;  // by the delivery's thread only
    ris_.answers([](const auto&) { return Answer(Receiver::no_answer()); });
    outbox_.add("1", "A");
    ris_.while_connecting([&] {
        if (++connected == 2) outbox_.set_lock_is_free(false);
    });
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    pass(5s);
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    EXPECT_EQ(ris_.received(), Payloads{"bytes of 1"}) << "the first try only";
    EXPECT_EQ(outbox_.row("1").message.attempts, 1);
    delivery_->stop(kPatience);  // before `connected` goes
}

TEST_F(DeliveryTest, G15_ABrokerThatWasFrozenBetweenTheQuestionAndTheWriteAsksAgain) {
    int writes = 0;  // by the delivery's thread only
    outbox_.add("1", "A");
    ris_.before_writing([&] {
        if (++writes == 1) boot_clock_.advance(store::kClaimAnswerLasts);
    });
    start();
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    EXPECT_EQ(writes, 2) << "the first one was not made";
    EXPECT_EQ(ris_.received(), Payloads{"bytes of 1"});
    EXPECT_EQ(outbox_.row("1").message.attempts, 1);
    delivery_->stop(kPatience);  // before `writes` goes
}

TEST_F(DeliveryTest, G15_ABrokerThatWasFrozenWhileAnotherTookOverWritesNothing) {
    outbox_.add("1", "A");
    ris_.before_writing([this] {
        boot_clock_.advance(store::kClaimAnswerLasts);
        outbox_.set_lock_is_free(false);
    });
    start();
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    EXPECT_TRUE(ris_.received().empty());
}

// A RIS that never answers for some orders: each try takes as long as it is waited for.
TEST_F(DeliveryTest, G16_HealthyOrdersDoNotWaitForTheRetriesOfSilentOnes) {
    ris_.answers([](const auto& id) {
        return id.starts_with("silent") ? Answer(Receiver::no_answer()) : Answer(Receiver::ack("AA", id));
    });
    for (int n = 1; n <= 8; ++n) outbox_.add("silent " + std::to_string(n), "S" + std::to_string(n));
    start();
    ASSERT_TRUE(wait_for_retry("silent 8", 1));
    ris_.hold();
    pass(5s);  // all eight are due again
    ASSERT_TRUE(ris_.wait_for(9));
    outbox_.add("healthy", "H");
    ris_.let_go();
    ASSERT_TRUE(outbox_.wait_for("healthy", OutboxState::sent));
    ASSERT_TRUE(ris_.wait_for(17));
    EXPECT_EQ(ris_.received().at(9), "bytes of healthy")
        << "after the exchange in hand, before seven retries";
}

TEST_F(DeliveryTest, G13_OnlyTheHolderOfTheLockSends) {
    outbox_.set_lock_is_free(false);
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(outbox_.wait_for_failures(2));
    EXPECT_TRUE(ris_.received().empty());
    outbox_.set_lock_is_free(true);
    delivery_->wake();
    EXPECT_TRUE(outbox_.wait_for("1", OutboxState::sent));
}

}  // namespace
}  // namespace mwl::services
