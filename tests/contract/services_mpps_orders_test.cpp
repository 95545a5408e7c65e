// Performed steps: which orders an examination moves, which it must not, and who hears of it.
#include "contract/services_mpps.h"

namespace mwl::test {
namespace services_mpps_orders_test {

TEST_F(MppsTest, E7_AnUnscheduledExaminationIsKeptAndNoOrderMoves) {
    order(1);
    auto attributes = creation({1}).set(tags::PatientID, "UNKNOWN");
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.77").set_empty(tags::AccessionNumber);
    attributes.set_items(tags::ScheduledStepAttributesSequence, {item});
    EXPECT_EQ(refusal(create("1.9", attributes)), std::nullopt);
    EXPECT_EQ(performed("status", "1.9"), "IN PROGRESS");
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(performed("status", "1.9"), "COMPLETED");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

TEST_F(MppsTest, E8_AStepOfAnotherPatientIsKeptWithAnAlarmAndTheOrderDoesNotMove) {
    order(2);
    const auto outcome = create("1.9", creation({1}).set(tags::PatientID, "PAT2"));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_TRUE(remarks(outcome, "alarm: names accession ACC1 of another patient"));
    EXPECT_EQ(performed("alarm", "1.9"), "names accession ACC1 of another patient");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_EQ(status("SPS2"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

TEST_F(MppsTest, E8_AnIdWithTheNameOfAnotherPatientDoesNotMoveTheOrderEither) {
    order(1);
    const auto outcome = create("1.9", creation({1}).set(tags::PatientName, "SOMEBODY^ELSE"));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_NE(performed("alarm", "1.9"), "");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

TEST_F(MppsTest, E9_TheExaminationOfACancelledOrderIsKeptWithAnAlarmAndTheRisIsTold) {
    order(1);
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    const auto outcome = create("1.9", creation({1}));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_TRUE(remarks(outcome, "alarm: performed although the step is CANCELLED"));
    EXPECT_EQ(status("SPS1"), "CANCELLED");
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

TEST_F(MppsTest, E10_OneExaminationOfThreeOrdersTellsEachOfThem) {
    ASSERT_EQ(code(order_message(1)), "AA");
    for (const int n : {2, 3})
        ASSERT_EQ(code(order_message(n).set("PID-3", "PAT1^^^HOSP^MR").set("PID-5", "FAMILY1^GIVEN")), "AA");
    (void)create("1.9", creation({1, 2, 3}));
    (void)set("1.9", end("COMPLETED"));
    auto told = queued();
    std::ranges::sort(told);
    EXPECT_EQ(told, (Texts{"ACC1 completed", "ACC1 in progress", "ACC2 completed", "ACC2 in progress",
                           "ACC3 completed", "ACC3 in progress"}));
    for (const auto* const step : {"SPS1", "SPS2", "SPS3"}) EXPECT_EQ(status(step), "COMPLETED");
}

TEST_F(MppsTest, E10_AStepIsCompleteOnlyWhenAllItsExaminationsAre) {
    order(1);
    (void)create("1.9.1", creation({1}));
    (void)create("1.9.2", creation({1}), "c2");
    (void)set("1.9.1", end("COMPLETED"));
    EXPECT_EQ(status("SPS1"), "STARTED");
    (void)set("1.9.2", end("DISCONTINUED"), "s2");
    EXPECT_EQ(status("SPS1"), "COMPLETED");
    EXPECT_EQ(std::ranges::count(queued(), "ACC1 completed"), 1);
}

TEST_F(MppsTest, E10_AnAppendLeavesTheStepCompletedAndSaysNothingOfItsStart) {
    order(1);
    (void)create("1.9.1", creation({1}));
    (void)set("1.9.1", end("COMPLETED"));
    (void)create("1.9.2", creation({1}), "c2");
    EXPECT_EQ(status("SPS1"), "COMPLETED");
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
}

TEST_F(MppsTest, E8_AModalityThatStatesNoIssuerMovesTheStepOfAnyIssuer) {
    ASSERT_EQ(code(order_message(1).set("PID-3", "PAT1^^^KIS^MR")), "AA");
    auto attributes = creation({1});
    attributes.erase(tags::IssuerOfPatientID);
    const auto outcome = create("1.9", attributes);
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_EQ(performed("alarm || patient_issuer", "1.9"), "");
    EXPECT_EQ(status("SPS1"), "STARTED");
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
}

TEST_F(MppsTest, E8_AnAccessionAloneWithoutAnyIssuerFindsItsOrder) {
    ASSERT_EQ(code(order_message(1).set("PID-3", "PAT1^^^KIS^MR")), "AA");
    auto attributes = creation({1});
    attributes.erase(tags::IssuerOfPatientID);
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.77").set(tags::AccessionNumber, "ACC1");
    EXPECT_EQ(refusal(create("1.9", attributes.set_items(tags::ScheduledStepAttributesSequence, {item}))),
              std::nullopt);
    EXPECT_EQ(status("SPS1"), "STARTED");
}

TEST_F(MppsTest, E7_AnUnscheduledExaminationNamesTheOpenOrdersOfItsPatient) {
    order(1);
    auto attributes = creation({1});
    attributes.erase(tags::IssuerOfPatientID);
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.77").set(tags::AccessionNumber, "MISTYPED");
    (void)create("1.9", attributes.set_items(tags::ScheduledStepAttributesSequence, {item}));
    EXPECT_EQ(
        fixture_.database.psql("select count(*) from timeline where event = 'unscheduled performed step' and "
                               "detail like '%orders of the patient: ACC1%'"),
        "1");
}

TEST_F(MppsTest, TwoGroupsOfOneAccessionAreBothReported) {
    order(1);
    ASSERT_EQ(code(order_message(2)
                       .set("PID-3", "PAT1^^^HOSP^MR")
                       .set("PID-5", "FAMILY1^GIVEN")
                       .set("PV1-19", "V1^^^HOSP")
                       .set("OBR-18", "ACC1")),
              "AA");
    auto second = reference(2);
    second.set(tags::AccessionNumber, "ACC1");
    (void)create("1.9",
                 creation({1}).set_items(tags::ScheduledStepAttributesSequence, {reference(1), second}));
    (void)set("1.9", end("COMPLETED"));
    auto told = queued();
    std::ranges::sort(told);
    EXPECT_EQ(told, (Texts{"ACC1 completed", "ACC1 completed", "ACC1 in progress", "ACC1 in progress"}));
    EXPECT_EQ(count("outbox where convert_from(payload, 'UTF8') like '%PLC2^HIS%'"), "2");
    EXPECT_EQ(count("outbox where convert_from(payload, 'UTF8') like '%|ACC1|RP2|SPS2|%'"), "2");
}

TEST_F(MppsTest, E9_TheEndOfASecondExaminationOfACancelledOrderIsAccepted) {
    order(1);
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    (void)create("1.9.1", creation({1}));
    (void)create("1.9.2", creation({1}), "c2");
    (void)set("1.9.1", end("COMPLETED"));
    EXPECT_EQ(refusal(set("1.9.2", end("DISCONTINUED"), "s2")), std::nullopt);
    EXPECT_EQ(performed("status", "1.9.2"), "DISCONTINUED");
    (void)create("1.9.3", creation({1}), "c3");
    EXPECT_EQ(refusal(set("1.9.3", end("DISCONTINUED"), "s3")), std::nullopt);
    EXPECT_EQ(performed("status", "1.9.3"), "DISCONTINUED");
}

// One receiver for all orders, one for the orders of RIS only, one for those of WEST only, in Latin-1.
class SeveralReceivers : public MppsTest {
protected:
    static std::vector<StatusReceiver> receivers() {
        auto east = receiver("east");
        east.sending_application = "RIS";
        auto west = receiver("west");
        west.sending_application = "WEST";
        west.format.charset = text::Charset::latin1;
        return {receiver("all"), east, west};
    }
    SeveralReceivers() : MppsTest(receivers()) {}
};

TEST_F(SeveralReceivers, HearOfTheOrdersThatConcernThem) {
    order(1);
    ASSERT_EQ(code(order_message(2).set("MSH-3", "WEST^1.2^ISO")), "AA");
    (void)create("1.9.1", creation({1}));
    (void)create("1.9.2", creation({2}), "c2");
    EXPECT_EQ(queued("all"), (Texts{"ACC1 in progress", "ACC2 in progress"}));
    EXPECT_EQ(queued("east"), Texts{"ACC1 in progress"});
    EXPECT_EQ(queued("west"), Texts{"ACC2 in progress"});
}

TEST_F(SeveralReceivers, HearOfASenderInAnySpelling) {
    ASSERT_EQ(code(order_message(1).set("MSH-3", " west ")), "AA");
    (void)create("1.9", creation({1}));
    EXPECT_EQ(queued("west"), Texts{"ACC1 in progress"});
    EXPECT_EQ(queued("east"), Texts{});
}

TEST_F(SeveralReceivers, ASenderWhoseNameOnlyBeginsAlikeIsAnother) {
    ASSERT_EQ(code(order_message(1).set("MSH-3", "RIS2")), "AA");
    (void)create("1.9", creation({1}));
    EXPECT_EQ(queued("east"), Texts{});
    EXPECT_EQ(queued("all"), Texts{"ACC1 in progress"});
}

TEST_F(SeveralReceivers, ANameThatTheReceiversCharacterSetCannotHoldGoesOutInUtf8AndSaysSo) {
    ASSERT_EQ(code(order_message(1).set("MSH-3", "WEST").set("PID-5", "MÜLLER^JÖRG")), "AA");
    ASSERT_EQ(code(order_message(2).set("MSH-3", "WEST").set("PID-5", "山田^太郎")), "AA");
    (void)create("1.9.1", creation({1}).set(tags::PatientName, "MÜLLER^JÖRG"));
    EXPECT_NE(payload("west").find("M\xDCLLER"), std::string::npos);
    EXPECT_NE(payload("west").find("8859/1"), std::string::npos);
    (void)create("1.9.2", creation({2}).set(tags::PatientName, "山田^太郎"), "c2");
    EXPECT_NE(payload("west").find("山田"), std::string::npos);
    EXPECT_NE(payload("west").find("UNICODE UTF-8"), std::string::npos);
    EXPECT_EQ(log_->text.find("山田"), std::string::npos);
}

}  // namespace services_mpps_orders_test
}  // namespace mwl::test
