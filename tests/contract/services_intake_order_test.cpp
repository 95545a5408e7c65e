// Messages about the same order: repeated, late, contradicting, out of order.
#include "contract/services_intake.h"

namespace mwl::test {
namespace services_intake_order_test {

TEST_F(IntakeTest, C6_TheSameContentUnderAnotherControlIdChangesNothing) {
    order(1);
    const auto before = ask().items;
    EXPECT_EQ(code(order_message(1).set("MSH-10", "OTHER")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(ask().items, before);
    EXPECT_EQ(fixture_.database.psql("select string_agg(event, ', ' order by id) from timeline"),
              "order created, order repeated");
}

TEST_F(IntakeTest, C15_AnOrderAfterItsCancelStaysCancelled) {
    order(1);
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    EXPECT_EQ(code(order_message(1, "NW", "20260701100000")), "AA");
    EXPECT_EQ(status("SPS1"), "CANCELLED");
    EXPECT_TRUE(ask().items.empty());
}

TEST_F(IntakeTest, C16_AnOlderMessageOfTheSameSenderIsFlaggedAndNotApplied) {
    order(1);
    const auto newer = order_message(1, "XO", "20260701120000").set("ORC-7", "1^^^20260703110000^^R");
    ASSERT_EQ(code(newer), "AA");
    const auto older = order_message(1, "XO", "20260701110000").set("ORC-7", "1^^^20260704120000^^R");
    EXPECT_EQ(code(older), "AA");
    expect_kept(older.str(), Disposition::stale);
    const auto items = ask().items;
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0]
                  .items(tags::ScheduledProcedureStepSequence)
                  .at(0)
                  .value(tags::ScheduledProcedureStepStartDate),
              "20260703");
}

TEST_F(IntakeTest, C16_WithinTheToleranceOfTheSendersClocksNothingIsStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701080100")), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20260701080000").set("ORC-7", "1^^^20260703110000^^R")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied) << "60 s older";
    EXPECT_EQ(code(order_message(1, "XO", "20260701075959").set("ORC-7", "1^^^20260704110000^^R")), "AA");
    EXPECT_EQ(last().disposition, Disposition::stale) << "61 s older";
}

TEST_F(IntakeTest, C16_OlderNewsOfAPatientIsFlaggedAndNotApplied) {
    order(1);
    const auto moved = [](const std::string& sent, const std::string& ward) {
        return patient_message(1, sent).set("PV1-3", ward);
    };
    ASSERT_EQ(code(moved("20260701120000", "WARD-NEW")), "AA");
    ASSERT_EQ(code(moved("20260701120500", "WARD-NEW")), "AA") << "says the same again, five minutes later";
    const auto older = moved("20260701120300", "WARD-OLD").str();
    EXPECT_EQ(code(older), "AA");
    expect_kept(older, Disposition::stale);
    const auto located =
        worklist_query([](auto& query, auto&) { query.set_empty(tags::CurrentPatientLocation); });
    EXPECT_EQ(ask(located).items.at(0).value(tags::CurrentPatientLocation), "WARD-NEW");
}

TEST_F(IntakeTest, C16_AnOrderOlderThanTheLastNewsOfItsPatientIsAppliedWithoutItsPatientData) {
    ASSERT_EQ(code(patient_message(1, "20260701120000").set("PID-5", "CORRECTED^NAME")), "AA");
    EXPECT_EQ(code(order_message(1, "NW", "20260701080000")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(ask().items.at(0).value(tags::PatientName), "CORRECTED^NAME");
    EXPECT_EQ(count("mapping_note where kind = 'ignored' and target = 'PatientName'"), "1");
    ASSERT_EQ(code(order_message(1, "NW", "20260701130000").set("PID-5", "NEWER^NAME")), "AA");
    EXPECT_EQ(ask().items.at(0).value(tags::PatientName), "NEWER^NAME") << "a newer order does bring them";
}

TEST_F(IntakeTest, C16_AMessageThatChangedNothingStillMakesOlderOnesStale) {
    const auto start = [](const char* sent, const char* at) {
        return order_message(1, "XO", sent).set("ORC-7", std::string("1^^^") + at + "^^R");
    };
    order(1);
    ASSERT_EQ(code(start("20260701120000", "20260702103000")), "AA") << "the start it has already";
    EXPECT_EQ(code(start("20260701110000", "20260704120000")), "AA");
    EXPECT_EQ(last().disposition, Disposition::stale);
    EXPECT_EQ(count("scheduled_step where local_date = '2026-07-04'"), "0");
}

TEST_F(IntakeTest, C16_AnOlderUpdateThatChangesOnlyTheWardIsStale) {
    order(1);
    ASSERT_EQ(code(order_message(1, "XO", "20260701120000").set("PV1-3", "WARD-NEW")), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20260701110000").set("PV1-3", "WARD-OLD")), "AA");
    EXPECT_EQ(last().disposition, Disposition::stale);
    EXPECT_EQ(count("visit where location = 'WARD-OLD'"), "0");
}

TEST_F(IntakeTest, C16_AnotherSpellingOfASenderIsTheSameSender) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701120000")), "AA");
    const auto older = order_message(1, "XO", "20260701110000").set("ORC-7", "1^^^20260703110000");
    EXPECT_EQ(code(OrderMessage(older).set("MSH-3", "ris ").set("MSH-4", " Hosp")), "AA");
    EXPECT_EQ(last().disposition, Disposition::stale);
    EXPECT_EQ(last().identity.sender.str(), "RIS|HOSP");
}

TEST_F(IntakeTest, C5_AControlIdUsedUnderAnotherSpellingOfTheSenderIsFlagged) {
    order(1);
    EXPECT_EQ(code(order_message(1).set("MSH-3", "ris ").set("OBR-31", "^pain")), "AA");
    EXPECT_EQ(last().reason, "control id was used before with another body");
}

// Engines stamp +0000 on times of the site: by policy all of a sender's times are read alike.
class BehindAnEngine : public IntakeTest {
protected:
    static mapping::SiteProfile profile() {
        mapping::SiteProfile profile;
        profile.sender.zone = mapping::berlin();
        profile.sender.msh7_offset = mapping::Msh7Offset::ignore;
        return profile;
    }
    BehindAnEngine() : IntakeTest(intake_options({profile()})) {}
};

TEST_F(BehindAnEngine, C16_AnIgnoredOffsetMakesNothingStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701120000+0000")), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20260701123000").set("ORC-7", "1^^^20260703110000")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
}

TEST_F(IntakeTest, ACommentAtAnOddPlaceReachesTheModality) {
    ASSERT_EQ(code(order_message(1).add("ORC", "NTE|1||comment of the order\r")), "AA");
    ASSERT_EQ(code(order_message(2).add("OBR", "DG1|1||J18\rNTE|1||comment of the order\r")), "AA");
    const auto commented =
        worklist_query([](auto& query, auto&) { query.set_empty(tags::RequestedProcedureComments); });
    const auto answer = ask(commented);
    ASSERT_EQ(answer.items.size(), 2U);
    for (const auto& item : answer.items)
        EXPECT_EQ(item.value(tags::RequestedProcedureComments), "comment of the order");
}

TEST_F(IntakeTest, C16_AnotherSendersClockMakesNothingStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701120000")), "AA");
    const auto other =
        order_message(1, "XO", "20260701110000").set("MSH-3", "OTHER").set("ORC-7", "1^^^20260703110000");
    EXPECT_EQ(code(other), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
}

TEST_F(IntakeTest, C16_ACancelIsNeverStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701120000")), "AA");
    EXPECT_EQ(code(order_message(1, "CA", "20260701110000")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(status("SPS1"), "CANCELLED");
}

class InBerlin : public IntakeTest {
protected:
    static mapping::SiteProfile profile() {
        mapping::SiteProfile profile;
        profile.sender.zone = *Zone::named("Europe/Berlin");
        return profile;
    }
    InBerlin() : IntakeTest(intake_options({profile()})) {}
};

TEST_F(InBerlin, I1_ATimeThatClocksShowedTwiceMakesNothingStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20261025025000")), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20261025021000").set("ORC-7", "1^^^20261103110000^^R")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
}

TEST_F(IntakeTest, C28_AnAccessionOfAnotherPatientIsQuarantinedAndTheOpenStepWithheld) {
    order(2);
    const auto wrong = order_message(1, "XO", "20260701090000").set("PID-3", "PAT2^^^HOSP^MR");
    EXPECT_EQ(code(wrong), "AE");
    expect_kept(wrong.str(), Disposition::quarantined);
    EXPECT_EQ(last().problem->code, Code::conflict);
    EXPECT_EQ(accessions(ask()), Texts{"ACC2"}) << "in doubt: shown to nobody";
    EXPECT_EQ(fixture_.database.psql(
                  "select p.patient_id from imaging_order o join patient p on p.id = o.patient_id "
                  "where o.id = order_named('ACC1', 'HOSPITAL')"),
              "PAT1");
}

TEST_F(IntakeTest, C28_AConsistentMessageShowsTheOrderAgain) {
    order(1);
    ASSERT_EQ(code(order_message(1, "XO", "20260701090000").set("PID-3", "PAT2^^^HOSP^MR")), "AE");
    ASSERT_TRUE(ask().items.empty());
    EXPECT_EQ(code(order_message(1, "XO", "20260701100000")), "AA");
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
}

TEST_F(IntakeTest, C28_EveryOrderThatAMessageContradictsIsWithheld) {
    order(1);
    ASSERT_EQ(code(order_message(2).set("PID-3", "PAT1^^^HOSP^MR").set("PID-5", "FAMILY1^GIVEN")), "AA");
    const auto both = order_message(1, "XO", "20260701090000")
                          .set("PID-3", "PAT3^^^HOSP^MR")
                          .add("ZDS", "ORC|XO|PLC2^HIS|FIL2^RIS\rOBR||PLC2^HIS|FIL2^RIS\r");
    EXPECT_EQ(code(both), "AE");
    expect_kept(both.str(), Disposition::quarantined);
    EXPECT_TRUE(ask().items.empty()) << "ACC2 stayed on the worklist";
}

// Two orders of one requested procedure, RP1, with numbers and steps of their own (IHE RAD-4).
class TwoOrdersOfOneProcedure : public IntakeTest {
protected:
    void SetUp() override {
        const std::string second(
            "ORC|NW|PLC2^HIS|FIL2^RIS||||1^^^20260702113000^^R\r"
            "OBR||PLC2^HIS|FIL2^RIS|CTNECK^CT neck^99RIS||||||||||||||ACC1|RP1|SPS2||||CT\r"
            "ZDS|1.2.840.1^RIS^Application^DICOM\r");
        ASSERT_EQ(code(order_message(1).add("ZDS", second)), "AA");
    }
    // "SPS1 PLC1 FIL1", as on the worklist.
    Texts shown() {
        const auto query = worklist_query([](auto& root, auto&) {
            root.set_empty(tags::PlacerOrderNumberImagingServiceRequest);
            root.set_empty(tags::FillerOrderNumberImagingServiceRequest);
        });
        Texts out;
        for (const auto& item : ask(query).items)
            out.push_back(
                item.items(tags::ScheduledProcedureStepSequence).at(0).value(tags::ScheduledProcedureStepID) +
                " " + item.value(tags::PlacerOrderNumberImagingServiceRequest) + " " +
                item.value(tags::FillerOrderNumberImagingServiceRequest));
        return out;
    }
};

TEST_F(TwoOrdersOfOneProcedure, EachStepIsOnTheWorklistWithItsOwnOrderNumbers) {
    EXPECT_EQ(count("requested_procedure"), "1");
    EXPECT_EQ(shown(), (Texts{"SPS1 PLC1 FIL1", "SPS2 PLC2 FIL2"}));
}

TEST_F(TwoOrdersOfOneProcedure, ACancelOfTheFirstLeavesTheSecondOnTheWorklist) {
    EXPECT_EQ(code(order_message(1, "CA", "20260701090000").set("OBR-20", "")), "AA");
    EXPECT_EQ(shown(), Texts{"SPS2 PLC2 FIL2"});
}

TEST_F(TwoOrdersOfOneProcedure, ACancelByTheNumbersAloneFindsTheFirst) {
    auto cancel = order_message(1, "CA", "20260701090000");
    EXPECT_EQ(code(cancel.set("OBR-18", "").set("OBR-19", "").set("OBR-20", "").without("ZDS")), "AA");
    EXPECT_EQ(shown(), Texts{"SPS2 PLC2 FIL2"});
}

}  // namespace services_intake_order_test
}  // namespace mwl::test
