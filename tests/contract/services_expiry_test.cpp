// An open step leaves every worklist when its day is long past, says so, and comes back with a later date.
#include "contract/services_intake.h"
#include "mwl/services/chores.h"

namespace mwl::test {
namespace services_expiry_test {

services::IntakeOptions with_expiry() {
    services::IntakeOptions options;
    options.profiles = {{}};
    options.hold = std::chrono::milliseconds(0);
    options.expire_after = std::chrono::days(7);
    return options;
}

// It is 2026-09-21, 16:53; the samples are for 2 July.
class Expiry : public IntakeTest {
protected:
    Expiry() : IntakeTest(with_expiry()) {}

    static OrderMessage order_for(int n, const std::string& start, const std::string& control = "NW",
                                  const std::string& sent_at = "20260701080000") {
        return order_message(n, control, sent_at).set("ORC-7", "1^^^" + start + "^^R");
    }
    std::string events() {
        return fixture_.database.psql("select string_agg(event, ', ' order by id) from timeline");
    }
    services::ChoreReport pass(std::chrono::hours time) {
        fixture_.clock.advance(time);
        services::ChoreReport report;
        for (const auto chore : {services::Chore::expire_steps, services::Chore::offer_steps_again})
            services::do_chore(chore, fixture_.store->upkeep(), {std::chrono::days(7), {}, {}},
                               fixture_.clock.now(), report);
        return report;
    }
};

TEST_F(Expiry, AnOrderForADayLongPastIsTakenButNotOfferedAndTheAnswerSaysSo) {
    const auto ack = send(order_for(1, "20260702103000").str());
    EXPECT_EQ(ack.code, hl7::AckCode::AA);
    EXPECT_NE(ack.text.find("step expired"), std::string::npos) << ack.text;
    EXPECT_EQ(events(), "order created, step expired");
    const auto answer = ask(worklist_query(
        [](auto& query, auto& /*step*/) { query.set(tags::AccessionNumber, std::string("ACC1")); }));
    EXPECT_TRUE(answer.items.empty());
    const auto why = words_of(answer.why_empty.value());
    EXPECT_NE(why.find("worklist.expire_days"), std::string::npos) << why;
}

TEST_F(Expiry, AStepIsOfferedForSevenDaysPastItsDayAndThenNoMore) {
    ASSERT_EQ(code(order_for(1, "20260921100000")), "AA");
    EXPECT_EQ(pass(std::chrono::hours(24 * 7)).steps_expired, 0);
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
    EXPECT_EQ(pass(std::chrono::hours(24)).steps_expired, 1);
    EXPECT_TRUE(ask().items.empty());
    EXPECT_EQ(events(), "order created, step expired");
    EXPECT_EQ(pass(std::chrono::hours(24)).steps_expired, 0) << "once";
}

TEST_F(Expiry, AnUpdateThatGivesALaterDateShowsTheStepAgain) {
    ASSERT_EQ(code(order_for(1, "20260702103000")), "AA");
    ASSERT_TRUE(ask().items.empty());
    ASSERT_EQ(code(order_for(1, "20260922100000", "XO", "20260701090000")), "AA");
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
    EXPECT_NE(events().find("step offered again"), std::string::npos) << events();
}

TEST_F(Expiry, ALongerTimeInTheSettingsShowsExpiredStepsAgain) {
    ASSERT_EQ(code(order_for(1, "20260901100000")), "AA");
    ASSERT_TRUE(ask().items.empty());
    services::ChoreReport report;
    services::do_chore(services::Chore::offer_steps_again, fixture_.store->upkeep(),
                       {std::chrono::days(60), {}, {}}, fixture_.clock.now(), report);
    EXPECT_EQ(report.steps_offered_again, 1);
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
}

// Where to look for two items of one study stays as small as what is open, and comes back with it.
TEST_F(Expiry, F19_AnOrderWithASharedStudyIsLookedAtOnlyWhileItIsOffered) {
    const auto marked = [&] {
        return fixture_.database.psql("select count(*) from imaging_order where shares_study");
    };
    for (const int n : {1, 2})
        ASSERT_EQ(code(order_for(n, "20260921100000")
                           .set("PID-3", "PAT1^^^HOSP^MR")
                           .set("PID-5", "FAMILY1^GIVEN")
                           .set("ZDS-1", "1.2.840.77^RIS^Application^DICOM")),
                  "AA");
    ASSERT_EQ(marked(), "2");
    ASSERT_EQ(fixture_.store->records().alarms()[store::Alarm::shared_study], 2);
    EXPECT_EQ(pass(std::chrono::hours(24 * 8)).steps_expired, 2);
    EXPECT_EQ(marked(), "0");
    services::ChoreReport report;
    services::do_chore(services::Chore::offer_steps_again, fixture_.store->upkeep(),
                       {std::chrono::days(60), {}, {}}, fixture_.clock.now(), report);
    EXPECT_EQ(report.steps_offered_again, 2);
    EXPECT_EQ(fixture_.store->records().alarms()[store::Alarm::shared_study], 2);
}

// The messages that give the later dates name no study, and each finds its own order only.
TEST_F(Expiry, OrdersWithASharedStudyThatComeBackOneByOneAreStillToldToAPerson) {
    const auto of_one_patient = [&](int n, OrderMessage order) {
        order.set("PID-3", "PAT1^^^HOSP^MR").set("PID-5", "FAMILY1^GIVEN");
        return n == 0 ? order.without("ZDS") : order.set("ZDS-1", "1.2.840.77^RIS^Application^DICOM");
    };
    for (const int n : {1, 2}) ASSERT_EQ(code(of_one_patient(n, order_for(n, "20260921100000"))), "AA");
    ASSERT_EQ(pass(std::chrono::hours(24 * 8)).steps_expired, 2);
    ASSERT_EQ(fixture_.store->records().alarms()[store::Alarm::shared_study], 0);
    for (const int n : {1, 2})
        ASSERT_EQ(code(of_one_patient(0, order_for(n, "20261001100000", "XO", "20260929090000"))), "AA");
    EXPECT_EQ(fixture_.store->records().alarms()[store::Alarm::shared_study], 2);
}

// An undated query began with what nobody had performed for years.
TEST_F(Expiry, F19_AnUndatedQueryAnswersWhatIsStillToDoHoweverMuchWasNeverDone) {
    for (int n = 1; n <= 25; ++n)
        ASSERT_EQ(code(order_for(n, "2024070" + std::to_string(1 + n % 9) + "100000")), "AA");
    ASSERT_EQ(code(order_for(30, "20260921120000")), "AA");
    EXPECT_EQ(accessions(ask()), Texts{"ACC30"});
}

// A patient comes nine days late: the exam is told and shown like any other.
TEST_F(Expiry, AnExpiredStepThatIsPerformedIsExpiredNoMore) {
    ASSERT_EQ(code(order_for(1, "20260702103000")), "AA");
    const auto expired = [&] {
        return fixture_.database.psql("select count(*) from scheduled_step where expired_at is not null");
    };
    ASSERT_EQ(expired(), "1");
    services::Mpps mpps(*fixture_.store, {}, fixture_.clock, system_random(), Log(), {});
    Dataset performed;
    Dataset reference;
    reference.set(tags::AccessionNumber, std::string("ACC1"))
        .set(tags::ScheduledProcedureStepID, std::string("SPS1"));
    reference.set(tags::StudyInstanceUID, std::string("1.2.840.1"));
    performed.set_items(tags::ScheduledStepAttributesSequence, {reference});
    performed.set(tags::PatientID, std::string("PAT1")).set(tags::PatientName, std::string("FAMILY1^GIVEN"));
    performed.set(tags::PerformedProcedureStepStatus, std::string("IN PROGRESS"));
    const auto outcome = mpps.create(device_named("CT1"), SopInstanceUid("1.2.3"), performed, "digest");
    ASSERT_FALSE(outcome.refusal) << outcome.refusal->comment;
    EXPECT_EQ(status("SPS1"), "STARTED");
    EXPECT_EQ(expired(), "0");
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
}

}  // namespace services_expiry_test
}  // namespace mwl::test
