// What is saved is what is loaded: every field, by every key.
#include <gtest/gtest.h>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_round_trip_test {

// Rows are given by the database, but for an order's; everything else must come back as it was.
Known without_rows(Known known) {
    for (auto& patient : known.patients) patient.row = {};
    for (auto& performed : known.performed) performed.row = {};
    for (auto& order : known.orders) {
        order.patient_row = {};
        for (auto& procedure : order.procedures) {
            procedure.row = {};
            for (auto& step : procedure.steps) step.row = {};
        }
    }
    return known;
}

class StoreRoundTrip : public ::testing::Test {
protected:
    StoreFixture fixture_;
};

TEST_F(StoreRoundTrip, AnythingSavedIsLoadedEqual) {
    for (int n = 1; n <= 40; ++n) {
        Effects effects = effects_of(n, static_cast<unsigned>(n) * 7919);
        Hard hard(static_cast<unsigned>(n));
        Order& order = effects.orders.front();
        order.procedures.front().steps.push_back(a_step(1000 + n, hard));
        order.procedures.push_back(a_procedure(1000 + n, hard));
        fixture_.save(effects);

        const Known known = without_rows(fixture_.load(keys_of_order(n)));
        EXPECT_EQ(known.patients, effects.patients) << n;
        EXPECT_EQ(known.visits, effects.visits) << n;
        EXPECT_EQ(known.orders, effects.orders) << n;
    }
}

TEST_F(StoreRoundTrip, EveryStatusOfAStepIsKept) {
    int n = 0;
    for (const auto status : {StepStatus::scheduled, StepStatus::arrived, StepStatus::ready,
                              StepStatus::started, StepStatus::departed, StepStatus::completed,
                              StepStatus::discontinued, StepStatus::cancelled, StepStatus::on_hold}) {
        Effects effects = effects_of(++n);
        effects.orders.front().procedures.front().steps.front().status = status;
        effects.orders.front().procedures.front().steps.front().withheld = n % 2 == 0;
        fixture_.save(effects);
        EXPECT_EQ(without_rows(fixture_.load(keys_of_order(n))).orders, effects.orders);
    }
}

TEST_F(StoreRoundTrip, SavingAgainReplacesTheValuesUnderTheSameRows) {
    fixture_.save(effects_of(1, 1));
    const Known before = fixture_.load(keys_of_order(1));
    const Effects later = effects_of(1, 99);
    fixture_.save(later);
    const Known after = fixture_.load(keys_of_order(1));
    EXPECT_EQ(without_rows(after).orders, later.orders);
    EXPECT_EQ(without_rows(after).patients, later.patients);
    EXPECT_EQ(after.orders.front().row, before.orders.front().row);
    EXPECT_EQ(after.patients.front().row, before.patients.front().row);
    EXPECT_EQ(after.orders.front().procedures.front().steps.front().row,
              before.orders.front().procedures.front().steps.front().row);
}

TEST_F(StoreRoundTrip, AnOrderIsFoundByEachOfItsNames) {
    fixture_.save(effects_of(1));
    fixture_.save(effects_of(2));
    std::vector<Keys> ways(6);
    ways[0].accessions = {accession(1)};
    ways[1].placers = {{"PL1", Issuer("PLACER")}};
    ways[2].fillers = {{"FI1", Issuer("FILLER")}};
    ways[3].studies = {StudyUid("2.25.1001")};
    ways[4].steps = {step_id(1)};
    ways[5].patients = {patient_id(1)};
    ways[5].orders_of_patients = true;
    for (const auto& keys : ways) {
        const Known known = fixture_.load(keys);
        ASSERT_EQ(known.orders.size(), 1U);
        EXPECT_EQ(known.orders.front().accession, accession(1));
        EXPECT_NE(known.patient(patient_id(1)), nullptr);
        EXPECT_NE(known.visit(patient_id(1), "V1", Issuer("ADT")), nullptr);
    }
}

TEST_F(StoreRoundTrip, EachOrderOfASharedProcedureIsFoundByItsOwnNumbers) {
    Effects effects = effects_of(1);
    Hard hard(7);
    effects.orders.front().procedures.front().steps.push_back(a_step(2, hard));
    fixture_.save(effects);
    std::vector<Keys> ways(4);
    ways[0].placers = {{"PL1", Issuer("PLACER")}};
    ways[1].fillers = {{"FI1", Issuer("FILLER")}};
    ways[2].placers = {{"PL2", Issuer("PLACER")}};
    ways[3].fillers = {{"FI2", Issuer("FILLER")}};
    for (const auto& keys : ways) EXPECT_EQ(without_rows(fixture_.load(keys)).orders, effects.orders);
}

TEST_F(StoreRoundTrip, TheSameNumberOfAnotherIssuerIsAnotherOrder) {
    fixture_.save(effects_of(1));
    std::vector<Keys> ways(4);
    ways[0].accessions = {{"A1", Issuer("OTHER")}};
    ways[1].placers = {{"PL1", Issuer("OTHER")}};
    ways[2].fillers = {{"FI1", Issuer()}};
    ways[3].patients = {{"P1", Issuer("OTHER")}};
    for (const auto& keys : ways) {
        EXPECT_TRUE(fixture_.load(keys).orders.empty());
        EXPECT_TRUE(fixture_.load(keys).patients.empty());
    }
}

TEST_F(StoreRoundTrip, EmptyNamesFindNothing) {
    Effects effects = effects_of(1);
    effects.orders.front().procedures.front().steps.front().placer = {};
    effects.orders.front().procedures.front().steps.front().filler = {};
    fixture_.save(effects);
    Keys keys;
    keys.placers = {OrderNumber{}};
    keys.fillers = {OrderNumber{}};
    keys.studies = {StudyUid{}};
    EXPECT_TRUE(fixture_.load(keys).orders.empty());
}

TEST_F(StoreRoundTrip, APatientAloneBringsItsVisitsAndNoOrders) {
    fixture_.save(effects_of(1));
    Keys keys;
    keys.patients = {patient_id(1)};
    const Known known = fixture_.load(keys);
    EXPECT_EQ(known.patients.size(), 1U);
    EXPECT_EQ(known.visits.size(), 1U);
    EXPECT_TRUE(known.orders.empty());
}

TEST_F(StoreRoundTrip, FinishedOrdersOfAPatientAreNotAmongItsOpenOnes) {
    Effects effects = effects_of(1);
    effects.orders.front().procedures.front().steps.front().status = StepStatus::completed;
    fixture_.save(effects);
    Keys keys;
    keys.patients = {patient_id(1)};
    keys.orders_of_patients = true;
    EXPECT_TRUE(fixture_.load(keys).orders.empty());
}

TEST_F(StoreRoundTrip, APerformedStepComesBackWholeByUidAndByItsOrder) {
    fixture_.save(effects_of(1));
    const StepRow linked =
        fixture_.load(keys_of_order(1)).orders.front().procedures.front().steps.front().row;
    Effects effects;
    effects.performed.push_back(a_performed_step(1));
    effects.performed.front().steps = {linked};
    fixture_.save(effects);

    Keys by_uid;
    by_uid.performed = {SopInstanceUid("1.2.3.1")};
    const Known known = fixture_.load(by_uid);
    EXPECT_EQ(without_rows(known).performed, effects.performed);
    ASSERT_EQ(known.orders.size(), 1U) << "the order that it performs comes along";
    EXPECT_EQ(known.orders.front().accession, accession(1));
    EXPECT_EQ(without_rows(fixture_.load(keys_of_order(1))).performed, effects.performed);
}

TEST_F(StoreRoundTrip, AChangedPerformedStepReplacesReferencesAndLinks) {
    fixture_.save(effects_of(1));
    fixture_.save(effects_of(2));
    const auto row = [&](int n) {
        return fixture_.load(keys_of_order(n)).orders.front().procedures.front().steps.front().row;
    };
    Effects effects;
    effects.performed.push_back(a_performed_step(1));
    effects.performed.front().steps = {row(1)};
    fixture_.save(effects);
    auto& performed = effects.performed.front();
    performed.status = PpsStatus::completed;
    performed.ended_at = instant_from_micros(1'790'000'000'000'999);
    performed.discontinuation_reason = {"110514", "DCM", "Incorrect worklist entry selected"};
    performed.references.pop_back();
    performed.steps = {row(2)};
    performed.series = 3;
    performed.instances = 400;
    performed.final_digest = "final";
    performed.alarm = "another patient";
    fixture_.save(effects);
    Keys by_uid;
    by_uid.performed = {performed.uid};
    EXPECT_EQ(without_rows(fixture_.load(by_uid)).performed, effects.performed);
}

TEST_F(StoreRoundTrip, FinalIsFinalInTheDatabaseItself) {
    Effects effects;
    effects.performed.push_back(a_performed_step(1));
    effects.performed.front().status = PpsStatus::completed;
    fixture_.save(effects);
    EXPECT_NO_THROW(fixture_.save(effects)) << "writing the same again is no change";
    effects.performed.front().alarm = "looked at";
    EXPECT_NO_THROW(fixture_.save(effects)) << "what a person settles may change";
    effects.performed.front().status = PpsStatus::discontinued;
    EXPECT_THROW(fixture_.save(effects), StoreError);
    EXPECT_ANY_THROW(fixture_.database.psql("delete from performed_step"));
}

TEST_F(StoreRoundTrip, AStepNeverMovesToAnotherOrder) {
    fixture_.save(effects_of(1));
    Effects thief = effects_of(2);
    thief.orders.front().procedures.front().steps.front().id = step_id(1);
    EXPECT_THROW(fixture_.save(thief), StoreError);
    EXPECT_TRUE(fixture_.load(keys_of_order(2)).orders.empty()) << "all or nothing";
}

TEST_F(StoreRoundTrip, AnOrderOfAnUnknownPatientIsRefused) {
    Effects effects = effects_of(1);
    effects.patients.clear();
    effects.visits.clear();
    EXPECT_THROW(fixture_.save(effects), StoreError);
}

TEST_F(StoreRoundTrip, TextThatNoDatabaseHoldsIsReplacedNotRefused) {
    Effects effects = effects_of(1);
    effects.patients.front().comments = std::string(
        "a\0b\xFF"
        "c",
        5);
    fixture_.save(effects);
    EXPECT_EQ(*fixture_.load(keys_of_order(1)).patients.front().comments, "a\uFFFDb\uFFFDc");
}

TEST_F(StoreRoundTrip, C20_SqlInValuesStaysText) {
    Effects effects = effects_of(1);
    const std::string evil = "'; drop table mwl.patient; --";
    effects.patients.front().comments = evil;
    effects.orders.front().procedures.front().steps.front().stations =
        std::vector<AeTitle>{AeTitle("\"},'{NULL\\"), AeTitle("")};
    fixture_.save(effects);
    EXPECT_EQ(without_rows(fixture_.load(keys_of_order(1))).orders, effects.orders);
    EXPECT_EQ(fixture_.database.psql("select comments from patient"), evil);
}

}  // namespace store_round_trip_test
}  // namespace mwl::test
