// A patient who is renamed by HL7 while an exam of hers is scheduled or runs, and exams of withheld steps:
// from the message to what the RIS is told (faults.md E15, E16).
#include "contract/services_mpps.h"

namespace mwl::test {
namespace services_mpps_renamed_test {

class RenamedPatientMpps : public MppsTest {
protected:
    void SetUp() override { order(1); }

    // ADT^A08 at this minute after eight.
    void rename(const std::string& name, int minute, const std::function<void(OrderMessage&)>& more = {}) {
        auto message = patient_message(1, "2026070108" + std::to_string(10 + minute) + "00");
        message.set("PID-5", name);
        if (more) more(message);
        ASSERT_EQ(code(message), "AA");
    }
    std::string name_in_store() {
        return fixture_.database.psql("select name from patient where patient_id = 'PAT1'");
    }
    std::string links(const std::string& uid = "1.9") {
        return fixture_.database.psql(
            "select count(*) from performed_step_link l join performed_step w on w.id = l.performed_id "
            "where w.uid = '" +
            uid + "'");
    }
    bool logs(const std::string& words) const { return log_->text.find(words) != std::string::npos; }

    // Kept for a person; the order does not advance and the RIS is told nothing.
    void expect_of_another_patient(const Dataset& attributes) {
        EXPECT_EQ(refusal(create("1.9", attributes)), std::nullopt);
        EXPECT_EQ(status("SPS1"), "SCHEDULED");
        EXPECT_EQ(links(), "0");
        EXPECT_TRUE(queued().empty());
        EXPECT_NE(performed("alarm", "1.9"), "");
    }
};

TEST_F(RenamedPatientMpps, E15_ATraumaPatientNamedAfterTheWorklistWasReadIsLinkedAndTheRisIsTold) {
    rename("MUSTERMANN^ERIKA", 1);
    ASSERT_EQ(name_in_store(), "MUSTERMANN^ERIKA");
    const auto outcome = create("1.9", creation({1}));  // under FAMILY1^GIVEN, as the worklist said
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_FALSE(remarks(outcome, "alarm"));
    EXPECT_EQ(status("SPS1"), "STARTED");
    EXPECT_NE(performed("linked_by", "1.9").find("a name that was changed"), std::string::npos);
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
    for (const auto& message : fixture_.store->records().statuses({}, {10, {}}).rows) {
        EXPECT_NE(message.payload.find("MUSTERMANN^ERIKA"), std::string::npos) << message.payload;
        EXPECT_EQ(message.payload.find("FAMILY1"), std::string::npos) << message.payload;
    }
    EXPECT_FALSE(logs("alarm raised"));
}

TEST_F(RenamedPatientMpps, E15_ARenamingDuringTheExamChangesNothing) {
    EXPECT_EQ(refusal(create("1.9", creation({1}))), std::nullopt);
    rename("MUSTERMANN^ERIKA", 1);
    auto last = end("COMPLETED");
    last.set(tags::PatientName, "FAMILY1^GIVEN");  // not allowed, and what devices do
    EXPECT_EQ(refusal(set("1.9", last)), std::nullopt);
    EXPECT_EQ(status("SPS1"), "COMPLETED");
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
    EXPECT_NE(fixture_.store->records().statuses({}, {1, {}}).rows.at(0).payload.find("MUSTERMANN^ERIKA"),
              std::string::npos);
}

TEST_F(RenamedPatientMpps, E15_ANameThatAnOrderMessageChangedCountsAsWell) {
    auto again = order_message(1, "NW", "20260701081100");
    again.set("PID-5", "MUSTERMANN^ERIKA");
    ASSERT_EQ(code(again), "AA");
    ASSERT_EQ(name_in_store(), "MUSTERMANN^ERIKA");
    EXPECT_EQ(refusal(create("1.9", creation({1}))), std::nullopt);
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

TEST_F(RenamedPatientMpps, E15_EveryNameInBetweenCountsAlsoWhenTheFirstOneComesBack) {
    rename("SEVEN^UNKNOWN", 1);
    rename("MUSTERMANN^ERIKA", 2);
    rename("FAMILY1^GIVEN", 3);
    EXPECT_EQ(count("former_name"), "3");
    EXPECT_EQ(fixture_.database.psql("select string_agg(name, ', ' order by id) from former_name where "
                                     "in_force_from < in_force_until"),
              "FAMILY1^GIVEN, SEVEN^UNKNOWN, MUSTERMANN^ERIKA");
    auto other = creation({1}).set(tags::PatientName, "SEVEN^UNKNOWN");
    EXPECT_EQ(refusal(create("1.9.1", creation({1}))), std::nullopt);
    EXPECT_EQ(refusal(create("1.9.2", other)), std::nullopt);
    EXPECT_EQ(links("1.9.1"), "1");
    EXPECT_EQ(links("1.9.2"), "1");
}

TEST_F(RenamedPatientMpps, E15_NewsThatKeepTheNameAreNoRenaming) {
    rename("FAMILY1^GIVEN", 1, [](OrderMessage& message) { message.set("PID-8", "M"); });
    EXPECT_EQ(count("former_name"), "0");
}

TEST_F(RenamedPatientMpps, E15_AnUnknownNameIsStillAnotherPatient) {
    rename("MUSTERMANN^ERIKA", 1);
    expect_of_another_patient(creation({1}).set(tags::PatientName, "SCHMIDT^ANNA"));
    EXPECT_TRUE(logs("alarm raised kind=performed_with_alarm record=\"mpps 1.9\"")) << log_->text;
    EXPECT_FALSE(logs("SCHMIDT") || logs("MUSTERMANN")) << log_->text;
}

TEST_F(RenamedPatientMpps, E15_ANameFromBeforeTheStepExistedIsAnotherPatient) {
    rename("MUSTERMANN^ERIKA", 1);
    auto second = order_message(2, "NW", "20260701081200");
    second.set("PID-3", "PAT1^^^HOSP^MR").set("PID-5", "MUSTERMANN^ERIKA");
    ASSERT_EQ(code(second), "AA");
    auto attributes = creation({2});
    attributes.set(tags::PatientID, "PAT1").set(tags::PatientName, "FAMILY1^GIVEN");
    EXPECT_EQ(refusal(create("1.9", attributes)), std::nullopt);
    EXPECT_EQ(status("SPS2"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
    EXPECT_EQ(refusal(create("1.10", creation({1}))), std::nullopt) << "her older order";
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

TEST_F(RenamedPatientMpps, E15_TheSameNumberOfAnotherHospitalIsAnotherPatient) {
    rename("MUSTERMANN^ERIKA", 1);
    expect_of_another_patient(creation({1}).set(tags::IssuerOfPatientID, "ELSEWHERE"));
}

TEST_F(RenamedPatientMpps, E15_AnIdGivenToAnotherPersonIsAnotherPatient) {
    rename("MUSTERMANN^MAX", 1, [](OrderMessage& m) { m.set("PID-7", "19810304").set("PID-8", "M"); });
    expect_of_another_patient(creation({1}));
}

TEST_F(RenamedPatientMpps, E15_ADoubtSinceTheRenamingIsNotSettledByTheFormerName) {
    rename("MUSTERMANN^ERIKA", 1);
    auto other = order_message(1, "XO", "20260701081200");
    other.set("PID-3", "PAT9^^^HOSP^MR").set("PID-5", "SOMEBODY^ELSE");
    ASSERT_EQ(code(other), "AE");
    auto settling = order_message(1, "XO", "20260701081300");
    settling.set("PID-5", "MUSTERMANN^ERIKA");
    ASSERT_EQ(code(settling), "AA");
    ASSERT_EQ(fixture_.database.psql("select withheld from scheduled_step"), "f");
    expect_of_another_patient(creation({1}));
}

TEST_F(RenamedPatientMpps, E16_AnExamOfAWithheldStepIsLinkedAndAPersonIsTold) {
    auto other = order_message(1, "XO", "20260701081200");
    other.set("PID-3", "PAT9^^^HOSP^MR").set("PID-5", "SOMEBODY^ELSE");
    ASSERT_EQ(code(other), "AE");
    EXPECT_TRUE(logs("alarm raised kind=quarantined_last_day record=\"receipt ")) << log_->text;
    const auto outcome = create("1.9", creation({1}));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_TRUE(remarks(outcome, "alarm: performed although step SPS1 is withheld"));
    EXPECT_EQ(links(), "1");
    EXPECT_EQ(fixture_.store->records().alarms()[store::Alarm::performed_with_alarm], 1);
    EXPECT_TRUE(
        logs("alarm raised kind=performed_with_alarm record=\"mpps 1.9\" what=\"performed although "
             "step SPS1 is withheld\""))
        << log_->text;
    EXPECT_FALSE(logs("FAMILY1") || logs("SOMEBODY")) << log_->text;
}

TEST_F(RenamedPatientMpps, E16_TheAlarmOfAWithheldStepIsLoggedOnce) {
    EXPECT_EQ(refusal(create("1.9", creation({1}))), std::nullopt);
    auto other = order_message(1, "XO", "20260701081200");
    other.set("PID-3", "PAT9^^^HOSP^MR").set("PID-5", "SOMEBODY^ELSE");
    ASSERT_EQ(code(other), "AE");
    log_->text.clear();
    EXPECT_EQ(refusal(set("1.9", Dataset().set(tags::PerformedProcedureStepDescription, "Head"))),
              std::nullopt);
    EXPECT_TRUE(logs("step SPS1 is withheld")) << log_->text;
    log_->text.clear();
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_FALSE(logs("alarm raised")) << log_->text;
}

TEST_F(RenamedPatientMpps, AnExamWithoutAKnownOrderIsLogged) {
    auto attributes = creation({1});
    attributes.set_items(tags::ScheduledStepAttributesSequence,
                         {Dataset().set(tags::StudyInstanceUID, "7.7.7")});
    EXPECT_EQ(refusal(create("1.9", attributes)), std::nullopt);
    EXPECT_TRUE(logs("alarm raised kind=unscheduled record=\"mpps 1.9\"")) << log_->text;
}

}  // namespace services_mpps_renamed_test
}  // namespace mwl::test
