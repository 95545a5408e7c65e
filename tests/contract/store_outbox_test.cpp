// The outbox: in order per (destination, order), each message to one process, the bytes never change.
#include <gtest/gtest.h>

#include "contract/reply_cutter.h"
#include "contract/store_samples.h"

namespace mwl::test {
namespace store_outbox_test {

using store::OutboundDraft;
using store::OutboxState;
using namespace std::chrono_literals;

const DestinationName kRis("ris");
using Controls = std::vector<std::string>;

class OutboxTest : public ::testing::Test {
protected:
    void SetUp() override {
        for (int n = 1; n <= 3; ++n) {
            Effects effects = effects_of(n);
            effects.performed.push_back(a_performed_step(n));
            fixture_.save(effects);
        }
    }

    void enqueue(int n, StatusTransition transition, const DestinationName& destination = kRis) {
        OutboundDraft draft;
        draft.destination = destination;
        draft.order = order_row(n);
        draft.performed = a_performed_step(n).uid;
        draft.transition = transition;
        draft.control_id = control(n, transition);
        draft.payload = std::string("MSH|", 4) + '\0' + "\r" + draft.control_id;
        fixture_.store->run([&](store::UnitOfWork& work) {
            (void)work.load(keys_of_order(n));
            work.enqueue(draft);
        });
    }
    void enqueue_both(int n) {
        enqueue(n, StatusTransition::in_progress);
        enqueue(n, StatusTransition::completed);
    }
    static std::string control(int n, StatusTransition transition) {
        return std::to_string(n) + " " + std::string(name_of(transition));
    }

    store::Outbox& outbox() { return fixture_.store->outbox(); }
    std::vector<store::OutboundMessage> claim(int limit = 10) { return outbox().claim(kRis, limit, 60s); }
    static Controls controls(const std::vector<store::OutboundMessage>& messages) {
        Controls out;
        for (const auto& message : messages) out.push_back(message.control_id);
        return out;
    }

    StoreFixture fixture_;
};

TEST_F(OutboxTest, OnlyTheHeadOfEachOrderIsClaimed) {
    enqueue_both(1);
    enqueue_both(2);
    EXPECT_EQ(controls(claim()), (Controls{"1 in progress", "2 in progress"}));
    EXPECT_EQ(controls(claim()), Controls{}) << "what follows waits while the head is on its way";
}

TEST_F(OutboxTest, TheNextOfAnOrderFollowsWhenTheHeadIsSent) {
    enqueue_both(1);
    const auto head = claim();
    outbox().sent(head.at(0).row, "MSA|AA");
    EXPECT_EQ(controls(claim()), Controls{"1 completed"});
}

TEST_F(OutboxTest, AClaimCarriesTheBytesAsTheyWereQueuedAndCountsTheAttempt) {
    enqueue(1, StatusTransition::in_progress);
    const auto first = claim().at(0);
    EXPECT_EQ(first.payload, std::string("MSH|", 4) + '\0' + "\r1 in progress");
    EXPECT_EQ(first.attempts, 1);
    EXPECT_EQ(first.state, OutboxState::sending);
    EXPECT_EQ(first.created_at, fixture_.clock.now());
    outbox().retry(first.row, fixture_.clock.now(), "no answer");
    const auto second = claim().at(0);
    EXPECT_EQ(second.attempts, 2);
    EXPECT_EQ(second.last_error, "no answer");
    EXPECT_EQ(second.payload, first.payload);
}

TEST_F(OutboxTest, ARetryWaitsUntilItIsDue) {
    enqueue(1, StatusTransition::in_progress);
    outbox().retry(claim().at(0).row, fixture_.clock.now() + 5s, "down");
    EXPECT_EQ(controls(claim()), Controls{});
    fixture_.clock.advance(5s);
    EXPECT_EQ(controls(claim()), Controls{"1 in progress"});
}

TEST_F(OutboxTest, G7_AParkedMessageHoldsItsOrderAndNoOther) {
    enqueue_both(1);
    enqueue_both(2);
    const auto heads = claim();
    outbox().park(heads.at(0).row, "AE");
    outbox().sent(heads.at(1).row, "");
    EXPECT_EQ(controls(claim()), Controls{"2 completed"});
}

TEST_F(OutboxTest, AMessageGivenUpLetsItsOrderGoOn) {
    enqueue_both(1);
    outbox().give_up(claim().at(0).row, "seven days");
    EXPECT_EQ(controls(claim()), Controls{"1 completed"});
}

TEST_F(OutboxTest, G8_DestinationsDoNotWaitForEachOther) {
    enqueue(1, StatusTransition::in_progress);
    enqueue(1, StatusTransition::in_progress, DestinationName("other"));
    outbox().park(claim().at(0).row, "down");
    EXPECT_EQ(controls(outbox().claim(DestinationName("other"), 10, 60s)), Controls{"1 in progress"});
}

TEST_F(OutboxTest, UnscheduledStepsAreOrderedByThePerformedStep) {
    for (const int n : {1, 2})
        for (const auto transition : {StatusTransition::in_progress, StatusTransition::completed}) {
            OutboundDraft draft{kRis, {}, {}, a_performed_step(n).uid, transition, control(n, transition),
                                "x"};
            fixture_.store->run([&](store::UnitOfWork& work) { work.enqueue(draft); });
        }
    EXPECT_EQ(controls(claim()), (Controls{"1 in progress", "2 in progress"}));
}

TEST_F(OutboxTest, G6_AClaimPastItsTimeIsClaimedAgainWithTheSameBytes) {
    enqueue(1, StatusTransition::in_progress);
    const auto dead = store::open_store(options_for(fixture_.database.connection()), fixture_.clock, Log());
    const auto lost = dead->outbox().claim(kRis, 1, 60s).at(0);
    EXPECT_EQ(controls(claim()), Controls{});
    fixture_.clock.advance(60s);
    const auto again = claim();
    ASSERT_EQ(controls(again), Controls{"1 in progress"});
    EXPECT_EQ(again[0].payload, lost.payload);
    EXPECT_EQ(again[0].attempts, 2);
}

TEST_F(OutboxTest, G6_WhatIsInHandIsNotClaimedAgainByTheSameProcessHoweverLongItTakes) {
    enqueue(1, StatusTransition::in_progress);
    const auto ours = claim().at(0);
    fixture_.clock.advance(600s);
    EXPECT_EQ(controls(claim()), Controls{});
    outbox().retry(ours.row, fixture_.clock.now(), "no answer");
    EXPECT_EQ(controls(claim()), Controls{"1 in progress"});
}

TEST_F(OutboxTest, AStatusGivenBackUnsentIsNewAsBefore) {
    enqueue(1, StatusTransition::in_progress);
    outbox().give_back(claim().at(0).row);
    const auto again = claim();
    ASSERT_EQ(controls(again), Controls{"1 in progress"});
    EXPECT_EQ(again[0].attempts, 1);
}

TEST_F(OutboxTest, G16_RetriesWaitWhileThereIsAnythingNewThenGoOneAtATimeTheLongestDueFirst) {
    for (const int n : {1, 2}) enqueue(n, StatusTransition::in_progress);
    const auto tried = claim();
    outbox().retry(tried.at(0).row, fixture_.clock.now() - 1s, "no answer");
    outbox().retry(tried.at(1).row, fixture_.clock.now() - 2s, "no answer");
    enqueue(3, StatusTransition::in_progress);
    EXPECT_EQ(controls(claim()), Controls{"3 in progress"});
    EXPECT_EQ(controls(claim()), Controls{"2 in progress"});
    EXPECT_EQ(controls(claim()), Controls{"1 in progress"});
}

TEST_F(OutboxTest, G6_StatusesWhoseClaimGotNoReplyAreFoundAtTheNextLookAndNotMinutesLater) {
    for (const int n : {1, 2, 3}) enqueue(n, StatusTransition::in_progress);
    const auto& direct = fixture_.database.connection();
    ReplyCutter cutter(folder_of(direct));
    const auto broker =
        store::open_store(options_for(through(direct, cutter.folder())), fixture_.clock, Log());
    cutter.cut_next_reply("SELECT 3");
    Controls found;
    for (int look = 0; look < 3; ++look)
        for (const auto& message : broker->outbox().claim(kRis, 8, 3600s)) {
            found.push_back(message.control_id);
            EXPECT_EQ(message.attempts, 1) << "the lost claim was no attempt of its own";
            broker->outbox().sent(message.row, "AA");
        }
    EXPECT_EQ(cutter.cuts(), 1);
    EXPECT_EQ(found, (Controls{"1 in progress", "2 in progress", "3 in progress"}));
}

// A RIS that is down for a day leaves thousands behind messages that are tried again and again: what is new
// is found past them, and no claim looks at all of them.
TEST_F(OutboxTest, F19_WhatIsNewIsClaimedPastThousandsThatWaitBehindOthers) {
    enqueue(1, StatusTransition::in_progress);
    (void)fixture_.database.psql(
        "insert into outbox (destination, order_key, step_id, performed_id, transition, control_id, payload, "
        "state, "
        "attempts, created_at, due_at, claimant, last_error, ack) select o.destination, o.order_key, '', "
        "o.performed_id, "
        "'completed', 'behind ' || i, 'x', 'waiting', 0, o.created_at, o.due_at, '', '', '' from outbox o, "
        "generate_series(1, 100) as i");
    const auto head = claim(8);
    ASSERT_EQ(controls(head), Controls{"1 in progress"});
    outbox().retry(head[0].row, fixture_.clock.now() + 60s, "down");
    enqueue(2, StatusTransition::in_progress);
    EXPECT_EQ(controls(claim(8)), Controls{"2 in progress"});
    EXPECT_EQ(
        fixture_.database.psql("select count(*) from outbox where control_id like 'behind%' and due_at <= "
                               "to_timestamp(" +
                               std::to_string(micros(fixture_.clock.now())) + " / 1e6)"),
        "0")
        << "nobody looks at them again for a while";
}

// A whole day of orders waits: looking past them ends, and what was tried before gets its turn.
TEST_F(OutboxTest, G1_RetriesGetTheirTurnHoweverMuchWaitsBehindThem) {
    enqueue(1, StatusTransition::in_progress);
    const auto head = claim(8);
    outbox().retry(head.at(0).row, fixture_.clock.now(), "down");
    (void)fixture_.database.psql(
        "insert into outbox (destination, order_key, step_id, performed_id, transition, control_id, payload, "
        "state, attempts, created_at, due_at, claimant, last_error, ack) select o.destination, o.order_key, "
        "'', "
        "o.performed_id, 'completed', 'behind ' || i, 'x', 'waiting', 0, o.created_at, o.due_at, '', '', '' "
        "from "
        "outbox o, generate_series(1, 2000) as i");
    EXPECT_EQ(controls(claim(8)), Controls{"1 in progress"}) << "at the end of the first look already";
}

TEST_F(OutboxTest, WhatWasPutOffLongAgoIsLookedAtLessAndLess) {
    enqueue_both(1);
    const auto head = claim();
    outbox().park(head.at(0).row, "AE");
    EXPECT_TRUE(claim().empty());
    const auto wait = [&] {
        return std::stoi(fixture_.database.psql("select extract(epoch from due_at - to_timestamp(" +
                                                std::to_string(micros(fixture_.clock.now())) +
                                                " / 1e6))::int from outbox where transition = 'completed'"));
    };
    EXPECT_EQ(wait(), 60);
    fixture_.clock.advance(1h);
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(wait(), 1800);
    fixture_.clock.advance(24h);
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(wait(), 3600);
}

TEST_F(OutboxTest, TriedMessagesBehindOthersDoNotHoldUpTheRest) {
    for (const int n : {1, 2}) enqueue_both(n);
    enqueue(3, StatusTransition::in_progress);
    for (const auto& message : claim(8)) outbox().retry(message.row, fixture_.clock.now(), "down");
    (void)fixture_.database.psql(
        "update outbox set attempts = 1, due_at = due_at - interval '1 hour' where "
        "transition = 'completed'");
    Controls tried;
    for (int i = 0; i < 3; ++i)
        for (const auto& message : claim(8)) tried.push_back(message.control_id);
    EXPECT_EQ(tried, (Controls{"1 in progress", "2 in progress", "3 in progress"}));
}

TEST_F(OutboxTest, WhatWasPutOffFollowsAtOnceWhenItsHeadIsSettled) {
    for (const bool is_sent : {true, false}) {
        const int n = is_sent ? 1 : 2;
        enqueue_both(n);
        const auto head = claim();
        ASSERT_EQ(head.size(), 1U);
        EXPECT_TRUE(claim().empty()) << "what stands behind it was looked at, and put off";
        if (is_sent)
            outbox().sent(head[0].row, "AA");
        else
            outbox().give_up(head[0].row, "too old");
        const auto next = claim();
        ASSERT_EQ(next.size(), 1U);
        outbox().sent(next[0].row, "AA");
    }
}

// Nobody told it that its head was settled (at a prompt, say): it comes back by itself.
TEST_F(OutboxTest, WhatWasPutOffIsLookedAtAgainByItself) {
    enqueue_both(1);
    (void)claim();
    EXPECT_TRUE(claim().empty());
    (void)fixture_.database.psql(
        "update outbox set state = 'dead', claimed_until = null where transition = 'in progress'");
    fixture_.clock.advance(61s);
    EXPECT_EQ(controls(claim()), Controls{"1 completed"});
}

TEST_F(OutboxTest, F14_TwoProcessesNeverClaimTheSameMessage) {
    for (int n = 1; n <= 3; ++n) enqueue(n, StatusTransition::in_progress);
    const auto other = store::open_store(options_for(fixture_.database.connection()), fixture_.clock, Log());
    const auto ours = claim(2);
    const auto theirs = other->outbox().claim(kRis, 10, 60s);
    EXPECT_EQ(controls(ours), (Controls{"1 in progress", "2 in progress"}));
    EXPECT_EQ(controls(theirs), Controls{"3 in progress"});
}

TEST_F(OutboxTest, ATransitionOfAProcedureIsQueuedOncePerDestination) {
    enqueue(1, StatusTransition::completed);
    OutboundDraft again{kRis,       order_row(1), {}, a_performed_step(1).uid, StatusTransition::completed,
                        "other id", "x"};
    fixture_.store->run([&](store::UnitOfWork& work) { work.enqueue(again); });
    EXPECT_EQ(fixture_.store->records().status_counts().at(OutboxState::waiting), 1)
        << "again is nothing, and no failure";
    again.step = StepId("another group of the order");
    fixture_.store->run([&](store::UnitOfWork& work) { work.enqueue(again); });
    EXPECT_EQ(controls(claim()), Controls{"1 completed"}) << "in the order of the order";
    EXPECT_EQ(fixture_.store->records().status_counts().at(OutboxState::waiting), 1);
}

TEST_F(OutboxTest, WhatWasQueuedCannotBeChangedOrDeletedAndSentIsTheEnd) {
    enqueue(1, StatusTransition::completed);
    EXPECT_ANY_THROW(fixture_.database.psql("update outbox set payload = 'x'"));
    EXPECT_ANY_THROW(fixture_.database.psql("update outbox set control_id = 'x'"));
    EXPECT_ANY_THROW(fixture_.database.psql("delete from outbox"));
    const auto row = claim().at(0).row;
    outbox().sent(row, "ok");
    outbox().retry(row, fixture_.clock.now(), "late");
    outbox().park(row, "late");
    EXPECT_EQ(fixture_.store->records().status_counts().at(OutboxState::sent), 1);
    EXPECT_EQ(fixture_.database.psql("select count(*) from outbox"), "0");
    EXPECT_ANY_THROW(fixture_.database.psql("update sent_status set ack = 'x'"));
    EXPECT_ANY_THROW(fixture_.database.psql("delete from sent_status"));
}

TEST_F(OutboxTest, CountsAndRecentTellEveryState) {
    enqueue_both(1);
    enqueue_both(2);
    const auto heads = claim();
    outbox().park(heads.at(0).row, "AE");
    const auto counts = fixture_.store->records().status_counts();
    EXPECT_EQ(counts.at(OutboxState::waiting), 2);
    EXPECT_EQ(counts.at(OutboxState::sending), 1);
    EXPECT_EQ(counts.at(OutboxState::parked), 1);
    EXPECT_EQ(counts.at(OutboxState::dead), 0);
    const auto recent = fixture_.store->records().statuses({}, {3, {}}).rows;
    ASSERT_EQ(controls(recent), (Controls{"2 completed", "2 in progress", "1 completed"}));
    EXPECT_EQ(recent[1].state, OutboxState::sending);
}

TEST_F(OutboxTest, TheTimelineTellsWhatBecameOfAStatus) {
    enqueue_both(1);
    const auto head = claim().at(0);
    outbox().sent(head.row, "MSA|AA");
    outbox().park(claim().at(0).row, "AE 204");
    std::vector<std::string> events;
    for (const auto& entry : fixture_.store->records().timeline(accession(1), {}).rows) {
        events.push_back(entry.event);
        EXPECT_EQ(entry.outbound == head.row, events.size() == 4 || entry.event == "status delivered");
    }
    EXPECT_EQ(events, (std::vector<std::string>{"status held", "status delivered", "status queued",
                                                "status queued", "order created"}));
}

TEST_F(OutboxTest, G13_OneProcessDeliversUntilItLetsGo) {
    const auto other = store::open_store(options_for(fixture_.database.connection()), fixture_.clock, Log());
    EXPECT_TRUE(outbox().hold_delivery_lock());
    EXPECT_TRUE(outbox().hold_delivery_lock());
    EXPECT_FALSE(other->outbox().hold_delivery_lock());
    outbox().release_delivery_lock();
    EXPECT_TRUE(other->outbox().hold_delivery_lock());
    EXPECT_FALSE(outbox().hold_delivery_lock());
}

TEST_F(OutboxTest, G13_WhoeverGainsTheLockFreesTheClaimsOfADeadProcess) {
    enqueue(1, StatusTransition::in_progress);
    {
        const auto dead =
            store::open_store(options_for(fixture_.database.connection()), fixture_.clock, Log());
        ASSERT_TRUE(dead->outbox().hold_delivery_lock());
        ASSERT_EQ(dead->outbox().claim(kRis, 10, 3600s).size(), 1U);
    }
    EXPECT_EQ(controls(claim()), Controls{});
    ASSERT_TRUE(outbox().hold_delivery_lock());
    EXPECT_EQ(controls(claim()), Controls{"1 in progress"});
}

TEST_F(OutboxTest, G13_AClaimOfADeadProcessThatArrivesAfterTheLockWasGainedIsFreedToo) {
    enqueue(1, StatusTransition::in_progress);
    ASSERT_TRUE(outbox().hold_delivery_lock());
    {
        const auto dead =
            store::open_store(options_for(fixture_.database.connection()), fixture_.clock, Log());
        ASSERT_EQ(dead->outbox().claim(kRis, 10, 3600s).size(), 1U);
    }
    EXPECT_EQ(controls(claim()), Controls{});
    ASSERT_TRUE(outbox().hold_delivery_lock());
    EXPECT_EQ(controls(claim()), Controls{"1 in progress"});
}

// Two brokers: the first loses its lock session while claimed messages wait their turn.
class TwoBrokers : public OutboxTest {
protected:
    void lose_lock_session() {
        (void)fixture_.database.psql(
            "select pg_terminate_backend(l.pid, 10000) from pg_locks l join pg_database d on d.oid = "
            "l.database "
            "where d.datname = current_database() and l.locktype = 'advisory' and l.objid = 1 and l.granted");
    }
    std::vector<store::OutboundMessage> their_claim() { return other_->outbox().claim(kRis, 10, 60s); }

    std::unique_ptr<store::Store> other_ =
        store::open_store(options_for(fixture_.database.connection()), fixture_.clock, Log());
};

TEST_F(TwoBrokers, G13_ARisSeesNoStatusAfterItsSuccessorBecauseTheFirstBrokersClaimIsNotKept) {
    enqueue_both(1);
    ASSERT_TRUE(outbox().hold_delivery_lock());
    const auto ours = claim().at(0);
    EXPECT_TRUE(outbox().keep_claim(ours.row, 60s));
    lose_lock_session();
    ASSERT_TRUE(other_->outbox().hold_delivery_lock());
    const auto theirs = their_claim();
    ASSERT_EQ(controls(theirs), Controls{"1 in progress"});
    EXPECT_FALSE(outbox().keep_claim(ours.row, 60s));
    EXPECT_TRUE(other_->outbox().keep_claim(theirs.at(0).row, 60s));
    other_->outbox().sent(theirs.at(0).row, "AA");
    EXPECT_EQ(controls(their_claim()), Controls{"1 completed"});
    EXPECT_FALSE(outbox().hold_delivery_lock());
}

TEST_F(TwoBrokers, G13_WithoutTheLockNoClaimIsKeptEvenIfNobodyElseTookIt) {
    enqueue(1, StatusTransition::in_progress);
    ASSERT_TRUE(outbox().hold_delivery_lock());
    const auto ours = claim().at(0);
    lose_lock_session();
    EXPECT_FALSE(outbox().keep_claim(ours.row, 60s));
    outbox().give_back(ours.row);
    EXPECT_EQ(controls(their_claim()), Controls{"1 in progress"});
    EXPECT_TRUE(outbox().hold_delivery_lock()) << "gained again";
}

TEST_F(TwoBrokers, G13_TheFirstBrokersLateAnswersDoNotSettleTheSecondsClaim) {
    enqueue_both(1);
    ASSERT_TRUE(outbox().hold_delivery_lock());
    const auto ours = claim().at(0);
    lose_lock_session();
    ASSERT_TRUE(other_->outbox().hold_delivery_lock());
    ASSERT_EQ(their_claim().size(), 1U);
    outbox().retry(ours.row, fixture_.clock.now(), "no answer");
    outbox().park(ours.row, "AE");
    outbox().give_up(ours.row, "seven days");
    outbox().sent(ours.row, "AA");
    EXPECT_EQ(fixture_.store->records().status_counts().at(OutboxState::sending), 1);
    EXPECT_EQ(controls(their_claim()), Controls{}) << "its successor waits";
    EXPECT_FALSE(outbox().hold_delivery_lock());
}

TEST_F(TwoBrokers, AKeptClaimLastsFromNowOn) {
    enqueue(1, StatusTransition::in_progress);
    ASSERT_TRUE(outbox().hold_delivery_lock());
    const auto ours = claim().at(0);
    fixture_.clock.advance(59s);
    EXPECT_TRUE(outbox().keep_claim(ours.row, 60s));
    fixture_.clock.advance(59s);
    EXPECT_EQ(controls(their_claim()), Controls{});
}

TEST_F(OutboxTest, ALostLockSessionIsNoticedAndOurOwnClaimsStayOurs) {
    enqueue(1, StatusTransition::in_progress);
    ASSERT_TRUE(outbox().hold_delivery_lock());
    ASSERT_EQ(claim().size(), 1U);
    (void)fixture_.database.psql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid "
        "<> "
        "pg_backend_pid()");
    EXPECT_TRUE(outbox().hold_delivery_lock()) << "gained again on a new session";
    EXPECT_EQ(controls(claim()), Controls{}) << "it is on its way: not to be sent twice at once";
}

}  // namespace store_outbox_test
}  // namespace mwl::test
