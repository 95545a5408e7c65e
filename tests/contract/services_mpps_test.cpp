// Performed steps: the object, the step's status and the news for the RIS in one transaction, each once.
#include <array>
#include <barrier>
#include <thread>

#include "contract/reply_cutter.h"
#include "contract/services_mpps.h"
#include "support/rounds.h"

namespace mwl::test {
namespace services_mpps_test {

using Kind = MppsRefusal::Kind;

TEST_F(MppsTest, AnExaminationMovesItsStepAndTellsTheRisStepByStep) {
    order(1);
    EXPECT_EQ(refusal(create("1.9", creation({1}))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "STARTED");
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
    EXPECT_EQ(wakes_, 1);
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "COMPLETED");
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
    EXPECT_EQ(wakes_, 2);
    EXPECT_TRUE(ask().items.empty());
}

TEST_F(MppsTest, AnInterimUpdateIsKeptAndNoNews) {
    order(1);
    (void)create("1.9", creation({1}));
    EXPECT_EQ(refusal(set("1.9", Dataset().set(tags::PerformedProcedureStepDescription, "Head"))),
              std::nullopt);
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
    EXPECT_EQ(wakes_, 1);
}

TEST_F(MppsTest, WithoutTheOutboxRowThereIsNoStatusAndNoObject) {
    order(1);
    (void)fixture_.database.psql(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'made to fail' "
        "using "
        "errcode = '53100'; end $$; create trigger fail before insert on outbox for each row execute "
        "function "
        "fail()");
    EXPECT_THROW((void)create("1.9", creation({1})), StoreError);
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_EQ(count("performed_step"), "0");
    EXPECT_EQ(wakes_, 0);
    (void)fixture_.database.psql("drop trigger fail on outbox");
    EXPECT_EQ(refusal(create("1.9", creation({1}))), std::nullopt) << "the modality's own repeat";
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

TEST_F(MppsTest, E1_TheSameCreateAgainSucceedsWithoutASecondEffect) {
    order(1);
    (void)create("1.9", creation({1}));
    const auto again = create("1.9", creation({1}));
    EXPECT_EQ(refusal(again), std::nullopt);
    EXPECT_TRUE(remarks(again, "the same N-CREATE again"));
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
    EXPECT_EQ(count("performed_step"), "1");
    EXPECT_EQ(wakes_, 1);
}

TEST_F(MppsTest, E1_AnotherObjectUnderTheSameUidIsRefused) {
    order(1);
    (void)create("1.9", creation({1}));
    EXPECT_EQ(refusal(create("1.9", creation({1}).set(tags::StudyID, "X"), "c2")), Kind::duplicate_instance);
    EXPECT_EQ(refusal(create("1.9", creation({1}), "c1", device_named("CT2"))), Kind::duplicate_instance)
        << "another device's repeat is none";
    auto strict = device_named("CT1");
    strict.strict_mpps = true;
    EXPECT_EQ(refusal(create("1.9", creation({1}), "c1", strict)), Kind::duplicate_instance);
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

// The same use case on a connection that loses the reply to a COMMIT.
class MppsInDoubt : public MppsTest {
protected:
    MppsOutcome create_in_doubt(const domain::Device& device) {
        return in_doubt([&](services::Mpps& mpps) {
            return mpps.create(device, SopInstanceUid("1.9"), creation({1}), "c1");
        });
    }
    MppsOutcome in_doubt(const std::function<MppsOutcome(services::Mpps&)>& act) {
        ReplyCutter cutter(folder_of(fixture_.database.connection()));
        const auto store = store::open_store(
            options_for(through(fixture_.database.connection(), cutter.folder())), fixture_.clock, Log());
        services::Mpps mpps(*store, options({receiver("ris")}), fixture_.clock, system_random(), Log(log_),
                            [this] { ++wakes_; });
        cutter.cut_next_commit_reply();
        auto outcome = act(mpps);
        EXPECT_EQ(cutter.cuts(), 1);
        return outcome;
    }
};

TEST_F(MppsInDoubt, F9_AStrictDevicesCreateWhoseCommitReplyWasLostIsNotRefusedAsItsOwnDuplicate) {
    order(1);
    auto strict = device_named("CT1");
    strict.strict_mpps = true;
    const auto outcome = create_in_doubt(strict);
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_FALSE(remarks(outcome, "again")) << "the device said it once";
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
    EXPECT_EQ(wakes_, 1) << "the delivery hears of what was queued";
    EXPECT_EQ(refusal(create("1.9", creation({1}), "c1", strict)), Kind::duplicate_instance)
        << "a genuine repeat of a strict device";
}

TEST_F(MppsInDoubt, F9_AnAlarmIsToldThoughTheCommitReplyWasLost) {
    ASSERT_EQ(code(order_message(1).set("PID-5", "SOMEBODY^ELSE")), "AA");
    EXPECT_TRUE(remarks(create_in_doubt(device_named("CT1")), "alarm: "));
}

TEST_F(MppsInDoubt, F9_AnEndWhoseCommitReplyWasLostIsQueuedOnceAndTheDeliveryHearsOfIt) {
    order(1);
    (void)create("1.9", creation({1}));
    wakes_ = 0;
    const auto outcome = in_doubt([&](services::Mpps& mpps) {
        return mpps.set(device_named("CT1"), SopInstanceUid("1.9"), end("COMPLETED"), "e1");
    });
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
    EXPECT_EQ(wakes_, 1);
}

TEST_F(MppsTest, E1_TheSameCreateFromTwoThreadsHasOneEffect) {
    constexpr int kRounds = 20;
    order(kRounds);
    for (int n = 1; n <= kRounds; ++n) {
        std::barrier start(2);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&] {
                start.arrive_and_wait();
                EXPECT_EQ(refusal(create("1.9." + std::to_string(n), creation({n}))), std::nullopt);
            });
    }
    EXPECT_EQ(queued().size(), static_cast<std::size_t>(kRounds));
    EXPECT_EQ(count("performed_step"), std::to_string(kRounds));
}

TEST_F(MppsTest, E2_AnUnknownUidIsRefused) {
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), Kind::no_such_instance);
    EXPECT_EQ(count("performed_step"), "0");
}

TEST_F(MppsTest, E3_AFinalObjectNeverChanges) {
    for (const int n : {1, 2}) {
        order(n);
        const auto uid = "1.9." + std::to_string(n);
        (void)create(uid, creation({n}));
        ASSERT_EQ(refusal(set(uid, end(n == 1 ? "COMPLETED" : "DISCONTINUED"))), std::nullopt);
        const auto before = performed("md5(w::text) from performed_step w where uid = '" + uid + "' --", uid);
        EXPECT_EQ(refusal(set(uid, end("COMPLETED"), "s2")), Kind::already_final);
        EXPECT_EQ(refusal(set(uid, Dataset().set(tags::PerformedProcedureStepDescription, "x"), "s3")),
                  Kind::already_final);
        EXPECT_EQ(performed("md5(w::text) from performed_step w where uid = '" + uid + "' --", uid), before);
    }
    EXPECT_EQ(queued().size(), 4U);
}

TEST_F(MppsTest, E3_ARepeatOfTheFinalSetSucceedsWithoutASecondEffect) {
    order(1);
    (void)create("1.9", creation({1}));
    (void)set("1.9", end("COMPLETED"));
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
    EXPECT_EQ(wakes_, 2);
}

TEST_F(MppsTest, E4_ARefusedCreateLeavesNothing) {
    order(1);
    EXPECT_EQ(refusal(create("1.9", creation({1}).set(tags::PerformedProcedureStepStatus, "COMPLETED"))),
              Kind::invalid_value);
    auto without = creation({1});
    without.erase(tags::ScheduledStepAttributesSequence);
    const auto missing = create("1.9", without);
    ASSERT_EQ(refusal(missing), Kind::missing_attribute);
    EXPECT_EQ(missing.refusal->attributes, std::vector{tags::ScheduledStepAttributesSequence});
    EXPECT_EQ(refusal(create("1.9", creation({1}).set_empty(tags::PerformedProcedureStepStatus))),
              Kind::missing_value);
    EXPECT_EQ(count("performed_step"), "0");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

// COMPLETED and DISCONTINUED from two threads; what became of each.
class Racing : public MppsTest {
protected:
    std::array<std::optional<Kind>, 2> end_twice_at_once(const std::string& uid) {
        std::barrier start(2);
        std::array<std::optional<Kind>, 2> outcome;
        const std::array<Dataset, 2> ends{end("COMPLETED"), end("DISCONTINUED")};
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < 2; ++i)
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                outcome.at(i) = refusal(set(uid, ends.at(i), std::to_string(i)));
            });
        threads.clear();  // joins
        return outcome;
    }
};

// Rounds of one order each; who won a round is compared with the database at the end, where all is final.
TEST_F(Racing, E5_OfTwoEndsAtOnceExactlyOneWins) {
    const int all = rounds(100);
    order(all);
    std::string completed;  // the rounds that COMPLETED won
    for (int n = 1; n <= all; ++n) {
        const auto uid = "1.9." + std::to_string(n);
        (void)create(uid, creation({n}));
        const auto ends = end_twice_at_once(uid);
        const std::size_t winner = ends[0] ? 1 : 0;
        ASSERT_EQ(ends.at(winner), std::nullopt) << n;
        ASSERT_EQ(ends.at(1 - winner), Kind::already_final) << n;
        if (winner == 0) completed += (completed.empty() ? "" : ",") + std::to_string(n);
    }
    EXPECT_EQ(count("performed_step p join scheduled_step s on s.step_id = 'SPS' || substr(p.uid, 5) and "
                    "s.status = p.status where p.status = case when substr(p.uid, 5)::int = any ('{" +
                    completed + "}') then 'COMPLETED' else 'DISCONTINUED' end"),
              std::to_string(all));
    EXPECT_EQ(count("outbox where transition in ('completed', 'discontinued')"), std::to_string(all));
    EXPECT_EQ(count("outbox"), std::to_string(2 * all));
}

TEST_F(MppsTest, ACreateWithoutAUidGetsOne) {
    order(1);
    const auto outcome = create("", creation({1}));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_TRUE(outcome.uid.str().starts_with("2.25.")) << outcome.uid.str();
    EXPECT_EQ(refusal(set(outcome.uid.str(), end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "COMPLETED");
}

TEST_F(MppsTest, NoNameOfAPersonIsLogged) {
    order(1);
    (void)create("1.9", creation({1}));
    (void)set("1.9", end("COMPLETED"));
    EXPECT_NE(log_->text.find("mpps created"), std::string::npos);
    EXPECT_EQ(log_->text.find("FAMILY1"), std::string::npos) << log_->text;
}

}  // namespace services_mpps_test
}  // namespace mwl::test
