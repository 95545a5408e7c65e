// Performed steps: the object, the step's status and the news for the RIS in one transaction, each once.
#include <array>
#include <barrier>
#include <thread>

#include "contract/services_mpps.h"

namespace mwl::test {
namespace {

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

TEST_F(MppsTest, E5_OfTwoEndsAtOnceExactlyOneWins) {
    constexpr int kRounds = 100;
    order(kRounds);
    for (int n = 1; n <= kRounds; ++n) {
        const auto uid = "1.9." + std::to_string(n);
        (void)create(uid, creation({n}));
        std::barrier start(2);
        std::array<std::optional<Kind>, 2> outcome;
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < 2; ++i)
                threads.emplace_back([&, i] {
                    const auto modification = end(i == 0 ? "COMPLETED" : "DISCONTINUED");
                    start.arrive_and_wait();
                    outcome[i] = refusal(set(uid, modification, std::to_string(i)));
                });
        }
        const std::size_t winner = outcome[0] ? 1 : 0;
        EXPECT_EQ(outcome[winner], std::nullopt);
        EXPECT_EQ(outcome[1 - winner], Kind::already_final);
        const std::string word = winner == 0 ? "COMPLETED" : "DISCONTINUED";
        EXPECT_EQ(performed("status", uid), word);
        EXPECT_EQ(status("SPS" + std::to_string(n)), word);
    }
    EXPECT_EQ(count("outbox where transition in ('completed', 'discontinued')"), std::to_string(kRounds));
    EXPECT_EQ(count("outbox"), std::to_string(2 * kRounds));
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

}  // namespace
}  // namespace mwl::test
