// A RIS that is down or refuses is seen: what is wrong with it, how many statuses wait, and an alarm in time.
#include "services/delivery_watch.h"

#include "unit/services/delivery_fixture.h"

namespace mwl::services {
namespace {

constexpr const char* kRaised = "alarm raised kind=destination_overdue record=\"destination ris\"";
constexpr const char* kOver = "alarm over kind=destination_overdue record=\"destination ris\"";

class DeliveryWatchTest : public DeliveryTest {
protected:
    DestinationState ris() { return delivery_->destinations().at(0); }
    // A round of the delivery that began after what the test did before, to its end: the next one has begun.
    void let_it_look() {
        for (int round = 0; round < 2; ++round) {
            const int before = outbox_.rounds();
            delivery_->wake();
            ASSERT_TRUE(outbox_.wait_for_round(before + 1));
        }
    }
};

TEST_F(DeliveryWatchTest, ARisThatRefusesTheConnectionIsToldFromItsFirstFailureToItsNextSuccess) {
    ris_.refuse_connections();
    outbox_.add("1", "A");
    outbox_.add("2", "B");
    const Instant begin = clock_.now();
    start();
    ASSERT_TRUE(wait_for_retry("1", 1) && wait_for_retry("2", 1));
    pass(60s);
    ASSERT_TRUE(wait_for_retry("1", 2) && wait_for_retry("2", 2));
    const auto down = ris();
    ASSERT_TRUE(down.trouble);
    EXPECT_EQ(down.trouble->why, "connection refused by ris port 1");
    EXPECT_EQ(down.trouble->since, begin);
    EXPECT_EQ(down.waiting, 2);
    EXPECT_EQ(down.oldest, begin);
    EXPECT_FALSE(down.is_overdue) << "five minutes are not over";
    ris_.refuse_connections(false);
    pass(60s);
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent) && outbox_.wait_for("2", OutboxState::sent));
    let_it_look();
    EXPECT_TRUE(ris().is_good());
    EXPECT_FALSE(ris().oldest);
}

TEST_F(DeliveryWatchTest, TheAlarmIsRaisedInTimeAndEndsEachLoggedOnceWithoutAnybodyAsking) {
    ris_.refuse_connections();
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    clock_.advance(299s);
    let_it_look();
    EXPECT_EQ(log_->count(kRaised), 0U);
    clock_.advance(1s);
    let_it_look();
    EXPECT_EQ(log_->count(kRaised), 1U);
    EXPECT_EQ(log_->count("1 waiting, the oldest for 5 min: connection refused by ris port 1"), 1U);
    pass(600s);
    let_it_look();
    EXPECT_TRUE(ris().is_overdue);
    EXPECT_EQ(log_->count(kRaised), 1U);
    EXPECT_EQ(log_->count(kOver), 0U);
    ris_.refuse_connections(false);
    pass(600s);
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    ASSERT_TRUE(log_->wait_for(kOver));
    let_it_look();
    EXPECT_EQ(log_->count(kOver), 1U);
    EXPECT_FALSE(ris().is_overdue);
}

// One statement a second for nothing would be thousands a day in every hospital.
TEST_F(DeliveryWatchTest, ABrokerThatDeliversOrWaitsDoesNotAskHowLong) {
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    for (int hour = 0; hour < 3; ++hour) {
        clock_.advance(3600s);
        let_it_look();
    }
    EXPECT_EQ(outbox_.waiting_asked(), 0);
    ris_.refuse_connections();
    outbox_.add("2", "A");
    delivery_->wake();
    ASSERT_TRUE(wait_for_retry("2", 1));
    let_it_look();
    EXPECT_EQ(outbox_.waiting_asked(), 0) << "the alarm is not due";
    pass(300s);
    ASSERT_TRUE(outbox_.wait_until_asked(1));
    for (int hour = 0; hour < 3; ++hour) let_it_look();
    EXPECT_EQ(outbox_.waiting_asked(), 1) << "once it is raised, only its end is of interest";
}

TEST_F(DeliveryWatchTest, AStatusThatIsGivenUpEndsNoOtherAlarmAndIsAskedAboutOnce) {
    to_ris().give_up_after = 60s;
    ris_.refuse_connections();
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    pass(61s);
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::dead));
    pass(300s);
    ASSERT_TRUE(outbox_.wait_until_asked(1));
    let_it_look();
    EXPECT_EQ(outbox_.waiting_asked(), 1);
    EXPECT_EQ(log_->count(kRaised), 0U);
    EXPECT_TRUE(ris().trouble) << "the last attempt failed";
}

TEST_F(DeliveryWatchTest, TheTimeOfTheAlarmCanBeChangedWhileItRuns) {
    ris_.refuse_connections();
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    clock_.advance(60s);
    let_it_look();
    EXPECT_FALSE(ris().is_overdue);
    delivery_->alarm_after(DestinationName("ris"), 1min);
    EXPECT_TRUE(ris().is_overdue);
    delivery_->alarm_after(DestinationName("ris"), 2min);
    EXPECT_FALSE(ris().is_overdue);
    EXPECT_EQ(log_->count(kRaised), 1U);
    EXPECT_EQ(log_->count(kOver), 1U);
}

TEST_F(DeliveryWatchTest, WhatWasLeftFromBeforeTheStartHasItsTrueAgeAndReason) {
    ris_.refuse_connections();
    outbox_.add("1", "A");
    const Instant queued = clock_.now();
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    delivery_->stop(kPatience);
    clock_.advance(200s);
    to_ris();
    start();
    clock_.advance(200s);
    const auto state = ris();
    EXPECT_EQ(state.oldest, queued);
    EXPECT_EQ(state.last_error, "connection refused by ris port 1");
    EXPECT_TRUE(state.is_overdue);
}

TEST_F(DeliveryWatchTest, AnAnswerThatComesLateRaisesNoAlarmThatIsOver) {
    outbox_.set_lock_is_free(false);  // the delivery itself sends nothing here
    outbox_.add("1", "A");
    start();
    clock_.advance(300s);
    outbox_.before_answer([this] {
        outbox_.sent(outbox_.row("1").message.row, "AA");
        EXPECT_FALSE(ris().is_overdue);
    });
    EXPECT_TRUE(ris().is_overdue) << "what it was told";
    EXPECT_EQ(log_->count("alarm"), 0U);
    EXPECT_FALSE(ris().is_overdue);
}

TEST_F(DeliveryWatchTest, StatusesForANameThatNobodyHasAnyMoreAreNotForgotten) {
    outbox_.add("1", "A", "former ris");
    start();
    EXPECT_EQ(delivery_->destinations().at(0).destination.str(), "former ris");
    clock_.advance(300s);
    const auto former = ris();
    EXPECT_TRUE(former.is_overdue);
    EXPECT_EQ(former.last_error, "no [[destination]] has this name");
    EXPECT_EQ(log_->count("record=\"destination former ris\""), 1U);
}

TEST_F(DeliveryWatchTest, WithoutTheDatabaseItTellsWhatItSaw) {
    ris_.refuse_connections();
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    outbox_.set_away(true);
    const auto state = ris();
    EXPECT_TRUE(state.trouble);
    EXPECT_FALSE(state.is_counted);
}

TEST_F(DeliveryWatchTest, ARefusalIsToldWithItsCodeTheWordsOfTheRisStayWithTheMessage) {
    ris_.answers([](const auto& id) {
        return Answer("MSH|^~\\&|RIS|SITE|MWLBROKER||20260701080000||ACK|9|P|2.3.1\rMSA|AE|" + id +
                      "|MUELLER^ANNA unknown\r");
    });
    outbox_.add("1", "A");
    start();
    ASSERT_TRUE(wait_for_retry("1", 1));
    EXPECT_EQ(ris().trouble->why, "refuses with AE");
    EXPECT_EQ(ris().last_error, "refuses with AE");
    EXPECT_EQ(log_->count("MUELLER"), 0U);
    EXPECT_EQ(outbox_.row("1").message.last_error, "AE MUELLER^ANNA unknown");
}

struct ErrorWords {
    const char* error;
    const char* words;
};
class WordsFor : public ::testing::TestWithParam<ErrorWords> {};

TEST_P(WordsFor, AHospitalUnderstands) { EXPECT_EQ(words_for(GetParam().error), GetParam().words); }
INSTANTIATE_TEST_SUITE_P(
    Each, WordsFor,
    ::testing::Values(
        ErrorWords{"connect: cannot connect to ris port 2575: Connection refused",
                   "connection refused by ris port 2575"},
        ErrorWords{"connect: cannot connect to ris port 2575: Connection timed out",
                   "no answer from ris port 2575"},
        ErrorWords{"connect: cannot connect to ris port 2575: No route to host",
                   "cannot connect to ris port 2575: No route to host"},
        ErrorWords{"reply: too slow", "no answer"},
        ErrorWords{"reply: peer closed", "no answer: it closed the connection"},
        ErrorWords{"reply: the peer answered with an empty message",
                   "no usable answer: the peer answered with an empty message"},
        ErrorWords{"AR not for us", "refuses with AR"}, ErrorWords{"AE ", "refuses with AE"},
        ErrorWords{"the acknowledgement names another message: 0", "it acknowledges another message"},
        ErrorWords{"the acknowledgement names no message", "its acknowledgement names no message"},
        ErrorWords{"the reply is no acknowledgement: MUELLER", "its reply is no acknowledgement"},
        ErrorWords{"", ""}));

}  // namespace
}  // namespace mwl::services
