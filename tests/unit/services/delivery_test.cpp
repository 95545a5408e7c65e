// Status messages out: each acknowledged one is sent once, each other one is tried again, and no order waits
// for another.
#include <thread>

#include "unit/services/delivery_fixture.h"

namespace mwl::services {
namespace {

TEST_F(DeliveryTest, G7_AStatusThatMeetsADefectIsTriedAgainAndThoseOfOtherOrdersAreSent) {
    ris_.answers([](const auto& id) {
        if (id == "1") throw 42;
        return Answer(Receiver::ack("AA", id));
    });
    outbox_.add("1", "A");
    outbox_.add("2", "B");
    start();
    ASSERT_TRUE(outbox_.wait_for("2", OutboxState::sent));
    ASSERT_TRUE(wait_for_retry("1", 1));
    EXPECT_EQ(ris_.connections_dropped(), 1);
}

TEST_F(DeliveryTest, AnAcknowledgedMessageIsSentOnce) {
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    EXPECT_EQ(outbox_.row("1").ack, "AA");
    EXPECT_EQ(outbox_.row("1").message.attempts, 1);
    EXPECT_EQ(ris_.received(), Payloads{"bytes of 1"});
    EXPECT_EQ(ris_.connections_dropped(), 0);
}

TEST_F(DeliveryTest, G11_AnAcceptAcknowledgementCountsAsOne) {
    ris_.answers([](const auto& id) { return Answer(Receiver::ack("CA", id)); });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    EXPECT_EQ(outbox_.row("1").ack, "CA");
}

TEST_F(DeliveryTest, MessagesOfOneOrderLeaveInTheirOrder) {
    for (const auto* const id : {"1", "2", "3", "4"}) outbox_.add(id, "A");
    start();
    ASSERT_TRUE(outbox_.wait_for("4", OutboxState::sent));
    EXPECT_EQ(ris_.received(), (Payloads{"bytes of 1", "bytes of 2", "bytes of 3", "bytes of 4"}));
}

TEST_F(DeliveryTest, G2_WithoutAnAcknowledgementItIsTriedAgainLaterAndLater) {
    ris_.answers([](const auto&) { return Answer(Receiver::no_answer()); });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    EXPECT_EQ(outbox_.row("1").due, clock_.now() + 5s);
    EXPECT_EQ(outbox_.row("1").message.last_error, "ris: no acknowledgement in 30 s");
    pass(5s);
    ASSERT_TRUE(wait_for_retry("1", 2));
    EXPECT_EQ(outbox_.row("1").due, clock_.now() + 10s);
}

TEST_F(DeliveryTest, G5_WhatIsSentAgainHasTheSameBytes) {
    ris_.answers([](const auto&) { return Answer(Problem{Code::internal, "ris", "closed"}); });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    ris_.answers([](const auto& id) { return Answer(Receiver::ack("AA", id)); });
    pass(5s);
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    EXPECT_EQ(ris_.received(), (Payloads{"bytes of 1", "bytes of 1"}));
}

TEST_F(DeliveryTest, G3_TheLateAcknowledgementOfAnotherMessageIsNotTakenForThisOne) {
    ris_.answers([](const auto&) { return Answer(Receiver::ack("AA", "0")); });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    EXPECT_EQ(outbox_.row("1").message.last_error, "the acknowledgement names another message: 0");
    EXPECT_EQ(ris_.connections_dropped(), 1) << "what else is on its way here belongs to nobody";
}

TEST_F(DeliveryTest, G3_ARefusalOfAnotherMessageDoesNotParkThisOne) {
    to_ris().on_refusal = OnRefusal::park;
    ris_.answers([](const auto&) { return Answer(Receiver::ack("AE", "0")); });
    outbox_.add("1", "A");
    start();
    EXPECT_TRUE(wait_for_retry("1", 1));
}

TEST_F(DeliveryTest, G4_AnAcknowledgementThatNamesNoMessageIsNone) {
    to_ris().on_refusal = OnRefusal::park;
    ris_.answers([](const auto&) { return Answer(Receiver::ack("AE", "")); });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    EXPECT_EQ(outbox_.row("1").message.last_error, "the acknowledgement names no message");
    EXPECT_EQ(ris_.connections_dropped(), 1);
}

class NoAcknowledgement : public DeliveryTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(NoAcknowledgement, G4_WhatIsNoneIsTriedAgainAndNeverParked) {
    to_ris().on_refusal = OnRefusal::park;
    ris_.answers([](const auto&) { return Answer(std::string(GetParam())); });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    EXPECT_TRUE(outbox_.row("1").message.last_error.starts_with("the reply is no acknowledgement"))
        << outbox_.row("1").message.last_error;
    EXPECT_EQ(ris_.connections_dropped(), 1);
}
INSTANTIATE_TEST_SUITE_P(Each, NoAcknowledgement,
                         ::testing::Values("", "HTTP/1.1 400 Bad Request\r\n", "MSH|^~\\&|RIS|SITE",
                                           "MSH|^~\\&|RIS|SITE|||2026||ACK|9|P|2.3.1\r",
                                           "MSH|^~\\&|RIS|SITE|||2026||ACK|9|P|2.3.1\rMSA|OK|1\r"));

class Refusal : public DeliveryTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(Refusal, G4_IsTriedAgainByDefault) {
    ris_.answers([](const auto& id) { return Answer(Receiver::ack(GetParam(), id)); });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    EXPECT_TRUE(outbox_.row("1").message.last_error.starts_with(GetParam()));
}
TEST_P(Refusal, G4_HoldsItsOrderForAPersonWhereTheReceiverIsSetSo) {
    to_ris().on_refusal = OnRefusal::park;
    ris_.answers([](const auto& id) { return Answer(Receiver::ack(id == "1" ? GetParam() : "AA", id)); });
    outbox_.add("1", "A");
    outbox_.add("2", "A");
    outbox_.add("3", "B");
    start();
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::parked));
    ASSERT_TRUE(outbox_.wait_for("3", OutboxState::sent));
    EXPECT_TRUE(outbox_.row("1").message.last_error.starts_with(GetParam()));
    EXPECT_EQ(outbox_.row("2").message.attempts, 0);
}
INSTANTIATE_TEST_SUITE_P(Each, Refusal, ::testing::Values("AE", "AR", "CE", "CR"));

TEST_F(DeliveryTest, G7_APoisonMessageHoldsOnlyItsOwnOrder) {
    ris_.answers([](const auto& id) {
        return id == "poison" ? Answer(Receiver::no_answer()) : Answer(Receiver::ack("AA", id));
    });
    outbox_.add("poison", "A");
    outbox_.add("after", "A");
    for (int n = 0; n < 20; ++n) outbox_.add("other " + std::to_string(n), std::to_string(n));
    start();
    ASSERT_TRUE(outbox_.wait_until([](const auto& rows) {
        return std::ranges::count(rows, OutboxState::sent,
                                  [](const auto& row) { return row.message.state; }) == 20;
    }));
    EXPECT_EQ(outbox_.row("after").message.attempts, 0);
}

TEST_F(DeliveryTest, G8_AReceiverThatHangsDelaysNoOther) {
    Receiver other;
    other.hold();
    to_ris();
    route("other", other);
    outbox_.add("1", "A", "other");
    outbox_.add("2", "A", "ris");
    start();
    ASSERT_TRUE(other.wait_for(1));
    ASSERT_TRUE(outbox_.wait_for("2", OutboxState::sent));
    EXPECT_EQ(outbox_.row("1").message.state, OutboxState::sending);
    other.let_go();
    EXPECT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    delivery_->stop(kPatience);  // before `other` goes
}

TEST_F(DeliveryTest, AfterItsTimeAMessageIsGivenUpAndItsOrderGoesOn) {
    to_ris().give_up_after = 3600s;
    ris_.answers([](const auto& id) {
        return id == "1" ? Answer(Receiver::no_answer()) : Answer(Receiver::ack("AA", id));
    });
    outbox_.add("1", "A");
    outbox_.add("2", "A");
    clock_.advance(3600s);
    start();
    ASSERT_TRUE(wait_for_retry("1", 1)) << "its time is not over before its last second";
    pass(5s);
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::dead));
    EXPECT_TRUE(outbox_.wait_for("2", OutboxState::sent));
}

TEST_F(DeliveryTest, RulesForFailuresCanBeChangedWhileItRuns) {
    to_ris();
    Receiver other;
    route("other", other);
    for (auto* receiver : {&ris_, &other})
        receiver->answers([](const auto& id) { return Answer(Receiver::ack("AE", id)); });
    outbox_.add("1", "A");
    outbox_.add("2", "B", "other");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    ASSERT_TRUE(wait_for_retry("2", 1));
    delivery_->use(DestinationName("ris"), OnRefusal::park, 3600s);
    delivery_->use(DestinationName("nobody"), OnRefusal::park, 1s);
    pass(60s);
    EXPECT_TRUE(outbox_.wait_for("1", OutboxState::parked));
    EXPECT_TRUE(wait_for_retry("2", 2)) << "the rules of another destination";
    delivery_->use(DestinationName("other"), OnRefusal::retry, 1s);
    pass(60s);
    EXPECT_TRUE(outbox_.wait_for("2", OutboxState::dead));
    delivery_->stop(kPatience);  // before `other` goes
}

TEST_F(DeliveryTest, AnOldMessageThatIsAcknowledgedIsSent) {
    to_ris().give_up_after = 3600s;
    outbox_.add("1", "A");
    clock_.advance(7200s);
    start();
    EXPECT_TRUE(outbox_.wait_for("1", OutboxState::sent));
}

// Without the wake each message would wait for a tick (1 s): so many together for more than the patience.
constexpr int kMoreThanPatience = 90;

TEST_F(DeliveryTest, AWakeDeliversAtOnce) {
    start();
    const auto until = std::chrono::steady_clock::now() + kPatience;
    for (int n = 0; n < kMoreThanPatience; ++n) {
        outbox_.add(std::to_string(n), "A");
        delivery_->wake();
        ASSERT_TRUE(outbox_.wait_for(std::to_string(n), OutboxState::sent));
        ASSERT_LT(std::chrono::steady_clock::now(), until) << "after " << n;
    }
}

TEST_F(DeliveryTest, AWakeWhileTheOutboxIsBeingLookedAtIsNotLost) {
    int queued = 0;  // by the delivery's thread only
    outbox_.when_found_empty([&] {
        if (queued == kMoreThanPatience) return;
        outbox_.add(std::to_string(++queued), "A");
        delivery_->wake();
    });
    start();
    EXPECT_TRUE(outbox_.wait_until([&](const auto& rows) {
        return rows.size() == kMoreThanPatience && rows.back().message.state == OutboxState::sent;
    }));
    delivery_->stop(kPatience);  // before `queued` goes
}

// The housekeeper wakes it every second.
TEST_F(DeliveryTest, WhatAnotherProcessQueuedIsFoundAtTheNextWake) {
    start();
    ASSERT_TRUE(outbox_.wait_for_round(1));
    outbox_.add("1", "A");
    delivery_->wake();
    EXPECT_TRUE(outbox_.wait_for("1", OutboxState::sent));
}

TEST_F(DeliveryTest, StopFinishesTheMessageInHandAndGivesTheOthersBack) {
    ris_.hold();
    for (const auto* const id : {"1", "2", "3"}) outbox_.add(id, id);
    start();
    ASSERT_TRUE(ris_.wait_for(1));
    {
        const std::jthread stopping([&] { delivery_->stop(kPatience); });
        ris_.let_go();
    }
    // How far it came before it heard of the stop is chance; nothing is left half done.
    EXPECT_EQ(outbox_.row("1").message.state, OutboxState::sent);
    const auto begun = ris_.received();
    for (const auto& row : outbox_.rows()) {
        const bool is_begun = std::ranges::find(begun, row.message.payload) != begun.end();
        EXPECT_EQ(row.message.state, is_begun ? OutboxState::sent : OutboxState::waiting)
            << row.message.control_id;
        EXPECT_LE(row.due, clock_.now()) << "the next start sends it at once";
    }
}

TEST_F(DeliveryTest, StopCutsAMessageThatTakesLongerThanItsGrace) {
    ris_.hold();
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(ris_.wait_for(1));
    delivery_->stop(0ms);
    delivery_->stop(0ms);
    EXPECT_EQ(outbox_.row("1").message.state, OutboxState::waiting);
    EXPECT_EQ(outbox_.row("1").message.last_error, "ris: cut off");
}

// A stop waited for the connect time-out of a RIS that is down.
TEST_F(DeliveryTest, StopEndsAConnectInProgressAndTheMessageWaitsAsIfNeverTried) {
    ris_.hang_when_connected_to();
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(ris_.wait_until_connected_to());
    delivery_->stop(std::chrono::hours(1));
    EXPECT_EQ(outbox_.row("1").message.state, OutboxState::waiting);
    EXPECT_EQ(outbox_.row("1").message.attempts, 0);
    EXPECT_EQ(outbox_.row("1").message.last_error, "");
}

TEST_F(DeliveryTest, StopDoesNotWaitForTheDatabase) {
    outbox_.set_away(true);
    start();
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    delivery_->stop(kPatience);
    EXPECT_TRUE(ris_.received().empty());
}

TEST_F(DeliveryTest, WhenTheDatabaseIsBackDeliveryGoesOn) {
    outbox_.set_away(true);
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    delivery_->wake();
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    EXPECT_TRUE(ris_.received().empty());
    outbox_.set_away(false);
    delivery_->wake();
    EXPECT_TRUE(outbox_.wait_for("1", OutboxState::sent));
}

TEST_F(DeliveryTest, AnAcknowledgementThatTheDatabaseCouldNotBeToldIsToldBeforeTheStop) {
    ris_.answers([this](const auto& id) {
        outbox_.set_away(true);
        return Answer(Receiver::ack("AA", id));
    });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    outbox_.set_away(false);
    delivery_->stop(kPatience);
    EXPECT_EQ(outbox_.row("1").message.state, OutboxState::sent) << "the next start would send it again";
}

TEST_F(DeliveryTest, AnAcknowledgementThatTheDatabaseCouldNotBeToldIsToldWhenItIsBack) {
    ris_.answers([this](const auto& id) {
        if (id == "1") outbox_.set_away(true);
        return Answer(Receiver::ack("AA", id));
    });
    for (const auto* const id : {"1", "2"}) outbox_.add(id, id);
    start();
    ASSERT_TRUE(ris_.wait_for(1));
    ASSERT_TRUE(outbox_.wait_for_failures(1));
    outbox_.set_away(false);
    delivery_->wake();
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    ASSERT_TRUE(outbox_.wait_for("2", OutboxState::sent))
        << "claimed with it, and given back without waiting";
    EXPECT_EQ(ris_.received(), (Payloads{"bytes of 1", "bytes of 2"})) << "nothing was sent twice";
}

}  // namespace
}  // namespace mwl::services
