#include "mwl/domain/perform.h"

#include "orders.h"

namespace mwl::domain {
namespace {

PerformedStep performed(const std::string& uid, const std::string& patient = "P1") {
    PerformedStep out;
    out.uid = SopInstanceUid{uid};
    out.patient = patient_id(patient);
    StepReference reference;
    reference.study = StudyUid{"1.2.3"};
    reference.step = StepId{"S1"};
    out.references = {reference};
    return out;
}

PerformedStep ended(PerformedStep step, PpsStatus status, const std::string& reason = {}, int instances = 0) {
    step.status = status;
    step.discontinuation_reason.value = reason;
    step.instances = instances;
    return step;
}

class Perform : public testing::Test {
protected:
    void SetUp() override { apply(known_, AChange()); }

    Effects create(const PerformedStep& step) {
        auto effects = perform_created(step, known_);
        store(known_, effects);
        return effects;
    }
    Effects end(const std::string& uid, PpsStatus status, const std::string& reason = {}, int instances = 0) {
        const auto before = *known_.performed_step(SopInstanceUid{uid});
        auto effects = perform_changed(before, ended(before, status, reason, instances), known_);
        store(known_, effects);
        return effects;
    }
    StepStatus status() { return only_step(known_).status; }

    Known known_;
};

TEST_F(Perform, ASimpleExamStartsAndCompletesWithOneStatusEach) {
    auto effects = create(performed("9.1"));
    EXPECT_EQ(status(), StepStatus::started);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].transition, StatusTransition::in_progress);
    EXPECT_EQ(effects.status[0].order.accession, accession("A1"));
    EXPECT_EQ(effects.status[0].patient.name->alphabetic.family, "DOE");
    effects = end("9.1", PpsStatus::completed);
    EXPECT_EQ(status(), StepStatus::completed);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].transition, StatusTransition::completed);
}

TEST_F(Perform, AnNSetThatKeepsTheStatusOnlySavesTheObject) {
    create(performed("9.1"));
    const auto before = *known_.performed_step(SopInstanceUid{"9.1"});
    const auto effects = perform_changed(before, before, known_);
    EXPECT_EQ(effects.performed.size(), 1U);
    EXPECT_TRUE(effects.orders.empty() && effects.status.empty() && effects.timeline.empty());
}

TEST_F(Perform, E7_AnUnscheduledExamIsStoredAndTold) {
    auto step = performed("9.1");
    step.references[0].study = StudyUid{"7.7.7"};
    step.references[0].step = {};
    const auto effects = create(step);
    EXPECT_EQ(effects.performed.size(), 1U);
    EXPECT_TRUE(effects.performed[0].steps.empty());
    EXPECT_TRUE(effects.status.empty());
    EXPECT_TRUE(tells(effects, "unscheduled performed step"));
    EXPECT_EQ(status(), StepStatus::scheduled);
}

TEST_F(Perform, E8_AStepOfAnotherPatientDoesNotAdvance) {
    const auto effects = create(performed("9.1", "P2"));
    EXPECT_EQ(status(), StepStatus::scheduled);
    EXPECT_TRUE(effects.status.empty());
    EXPECT_FALSE(effects.performed[0].alarm.empty());
    EXPECT_TRUE(effects.performed[0].steps.empty());
    EXPECT_TRUE(tells(effects, "performed step of another patient"));
}

TEST_F(Perform, E8_TheSameIdWithTheNameOfAnotherPersonDoesNotAdvance) {
    auto step = performed("9.1");
    step.patient_name = "MUSTERMANN^ERIKA";
    EXPECT_FALSE(create(step).performed[0].alarm.empty());
    EXPECT_EQ(status(), StepStatus::scheduled);
}

TEST_F(Perform, AMarriedNameIsTheSamePerson) {
    auto step = performed("9.1");
    step.patient_name = "SMITH^Jane";
    EXPECT_TRUE(create(step).performed[0].alarm.empty());
    EXPECT_EQ(status(), StepStatus::started);
}

TEST_F(Perform, E9_AnExamOfACancelledOrderIsKeptAndTheRisIsTold) {
    apply(known_, AChange(OrderAction::cancel, "CA"));
    auto effects = create(performed("9.1"));
    EXPECT_EQ(status(), StepStatus::cancelled);
    EXPECT_FALSE(effects.performed[0].alarm.empty());
    EXPECT_EQ(effects.status.size(), 1U);
    effects = end("9.1", PpsStatus::completed);
    EXPECT_EQ(status(), StepStatus::cancelled);
    EXPECT_EQ(effects.status.size(), 1U);
}

TEST_F(Perform, E10_OnePerformedStepOfThreeScheduledOnesTellsEachOrderOnce) {
    apply(known_, AChange().step("S2"));
    apply(known_,
          AChange().accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.2.4").step("S3"));
    auto step = performed("9.1");
    step.references.push_back(step.references[0]);
    step.references[1].step = StepId{"S2"};
    StepReference third;
    third.study = StudyUid{"5.5.5"};  // the modality's own, as in a group case
    third.referenced_studies = {StudyUid{"1.2.4"}};
    step.references.push_back(third);
    auto effects = create(step);
    EXPECT_EQ(effects.performed[0].steps.size(), 3U);
    EXPECT_EQ(effects.status.size(), 2U);
    effects = end("9.1", PpsStatus::completed);
    EXPECT_EQ(effects.status.size(), 2U);
    for (const auto& order : known_.orders)
        for (const auto& procedure : order.procedures)
            for (const auto& scheduled : procedure.steps) EXPECT_EQ(scheduled.status, StepStatus::completed);
}

TEST_F(Perform, E10_AStepCompletesOnceAllItsPerformedStepsAreFinal) {
    create(performed("9.1"));
    create(performed("9.2"));
    EXPECT_TRUE(end("9.1", PpsStatus::completed).status.empty());
    EXPECT_EQ(status(), StepStatus::started);
    const auto effects = end("9.2", PpsStatus::discontinued, "110513");
    EXPECT_EQ(status(), StepStatus::completed);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].transition, StatusTransition::completed);
    EXPECT_EQ(effects.status[0].performed.uid.str(), "9.1");
}

TEST_F(Perform, AnAppendToACompletedStepSendsNoInProgress) {
    create(performed("9.1"));
    end("9.1", PpsStatus::completed);
    EXPECT_TRUE(create(performed("9.2")).status.empty());
    EXPECT_EQ(status(), StepStatus::completed);
    EXPECT_TRUE(end("9.2", PpsStatus::discontinued).status.empty());
    EXPECT_EQ(status(), StepStatus::completed);
}

struct Reason {
    const char* code;
    int instances;
    StepStatus status;
    StatusTransition transition;
    bool is_alarm;
};
class Discontinued : public Perform, public testing::WithParamInterface<Reason> {};
TEST_P(Discontinued, DecidesByReasonAndImages) {
    create(performed("9.1"));
    const auto effects = end("9.1", PpsStatus::discontinued, GetParam().code, GetParam().instances);
    EXPECT_EQ(status(), GetParam().status);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].transition, GetParam().transition);
    EXPECT_EQ(!effects.performed[0].alarm.empty(), GetParam().is_alarm);
}
constexpr auto kBack = StatusTransition::back_to_scheduled;
constexpr auto kOver = StatusTransition::discontinued;
INSTANTIATE_TEST_SUITE_P(Perform, Discontinued,
                         testing::Values(Reason{"110514", 0, StepStatus::scheduled, kBack, false},
                                         Reason{"110514", 3, StepStatus::scheduled, kBack, true},
                                         Reason{"110501", 0, StepStatus::scheduled, kBack, false},
                                         Reason{"110516", 0, StepStatus::scheduled, kBack, false},
                                         Reason{"", 0, StepStatus::scheduled, kBack, false},
                                         Reason{"", 1, StepStatus::discontinued, kOver, false},
                                         Reason{"110501", 1, StepStatus::discontinued, kOver, false},
                                         Reason{"110513", 0, StepStatus::discontinued, kOver, false}));

TEST_F(Perform, AnAccessionAloneCountsOnlyWithOneOpenStep) {
    PerformedStep step = performed("9.1");
    step.references[0] = StepReference{};
    step.references[0].study = StudyUid{"7.7"};
    step.references[0].accession = accession("A1");
    EXPECT_EQ(create(step).performed[0].steps.size(), 1U);
    apply(known_, AChange().step("S2"));
    step.uid = SopInstanceUid{"9.2"};
    EXPECT_TRUE(create(step).performed[0].steps.empty());
}

TEST_F(Perform, AnExamWithoutPatientIdNeedsAnAgreeingName) {
    auto step = performed("9.1");
    step.patient = {};
    EXPECT_TRUE(create(step).performed[0].steps.empty());
    step.uid = SopInstanceUid{"9.2"};
    step.patient_name = "DOE^JANE";
    EXPECT_EQ(create(step).performed[0].steps.size(), 1U);
}

TEST_F(Perform, E8_AModalityThatStatesNoIssuerIsOfThePatientAllTheSame) {
    auto step = performed("9.1");
    step.patient.issuer = {};
    EXPECT_TRUE(create(step).performed[0].alarm.empty());
    EXPECT_EQ(status(), StepStatus::started);
    step.uid = SopInstanceUid{"9.2"};
    step.patient.issuer = Issuer{"ELSEWHERE"};
    EXPECT_FALSE(create(step).performed[0].alarm.empty()) << "a stated issuer must be the order's";
}

TEST_F(Perform, E8_AnIdWithoutIssuerThatReachesTwoPatientsMovesNeither) {
    apply(known_,
          AChange().accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.2.4").step("S2"));
    known_.orders[1].patient.issuer = Issuer{"OTHER"};
    auto step = performed("9.1");
    step.patient.issuer = {};
    step.references.push_back(step.references[0]);
    step.references[1].study = StudyUid{"1.2.4"};
    step.references[1].step = StepId{"S2"};
    const auto effects = create(step);
    EXPECT_TRUE(effects.performed[0].steps.empty());
    EXPECT_FALSE(effects.performed[0].alarm.empty());
    EXPECT_TRUE(effects.orders.empty() && effects.status.empty());
}

TEST_F(Perform, AnAccessionWithoutIssuerCountsWhereOneOrderOfThePatientHasIt) {
    auto step = performed("9.1");
    step.references[0] = StepReference{};
    step.references[0].study = StudyUid{"7.7"};
    step.references[0].accession = {"A1", {}};
    EXPECT_EQ(create(step).performed[0].steps.size(), 1U);
    apply(known_,
          AChange().numbers("PL2", "FI2").accession_number("A2").procedure("RP2", "1.2.4").step("S2"));
    known_.orders[1].accession = {"A1", Issuer{"OTHER"}};
    end("9.1", PpsStatus::completed);  // one open step is left, of an accession that two orders have
    step.uid = SopInstanceUid{"9.2"};
    EXPECT_TRUE(create(step).performed[0].steps.empty());
}

struct Names {
    const char* ordered;
    const char* stated;
    bool is_taken;
};
class NameOfTheExam : public Perform, public testing::WithParamInterface<Names> {};
TEST_P(NameOfTheExam, IsOfAnotherPatientOnlyWhereItContradicts) {
    known_.patients[0].name = name(GetParam().ordered);
    auto step = performed("9.1");
    step.patient_name = GetParam().stated;
    EXPECT_EQ(create(step).performed[0].alarm.empty(), GetParam().is_taken);
    step.uid = SopInstanceUid{"9.2"};
    step.patient = patient_id("P2");
    EXPECT_FALSE(create(step).performed[0].alarm.empty()) << "another id is another patient, always";
}
INSTANTIATE_TEST_SUITE_P(
    Perform, NameOfTheExam,
    testing::Values(Names{"Łukasz^Żaneta", "Lukasz^Zaneta", true},
                    Names{"Łukasz^Żaneta", "?ukasz^?aneta", true}, Names{"Иванов^Пётр", "??????^????", true},
                    Names{"Иванов^Пётр", "Ivanov^Pyotr", true}, Names{"Иванов^Пётр", "ИВАНОВ^ПЁТР", true},
                    Names{"Иванов^Пётр", "Сидоров^Олег", false}, Names{"山田^太郎", "Yamada^Tarou", true},
                    Names{"Müller^Jörg", "MULLER^JORG", true}, Names{"Łukasz^Żaneta", "Doe^Jane", false},
                    Names{"DOE^JANE", "", true}));

TEST_F(Perform, TwoGroupsOfOneAccessionAreBothTold) {
    apply(known_, AChange().numbers("PL2", "FI2").procedure("RP2", "1.2.4").step("S2"));
    auto step = performed("9.1");
    step.references.push_back(step.references[0]);
    step.references[1].study = StudyUid{"1.2.4"};
    step.references[1].step = StepId{"S2"};
    const auto effects = create(step);
    ASSERT_EQ(effects.status.size(), 2U);
    EXPECT_EQ(effects.status[0].order.procedures.front().steps.front().placer, number("PL1"));
    EXPECT_EQ(effects.status[1].order.procedures.front().steps.front().placer, number("PL2"));
    EXPECT_EQ(end("9.1", PpsStatus::completed).status.size(), 2U);
}

TEST_F(Perform, TwoGroupsWithNumbersOfTheirOwnInOneRequestedProcedureAreBothTold) {
    auto second = AChange().step("S2");
    second.raw().order.procedures[0].steps[0].as_ordered.orc_3 = std::string("FI2^RIS");
    apply(known_, second);
    auto step = performed("9.1");
    step.references.push_back(step.references[0]);
    step.references[1].step = StepId{"S2"};
    const auto effects = create(step);
    ASSERT_EQ(effects.status.size(), 2U);
    const auto told = [&](std::size_t n) { return effects.status[n].order.procedures.at(0).steps.at(0); };
    EXPECT_EQ(*told(0).as_ordered.orc_3, "");
    EXPECT_EQ(*told(1).as_ordered.orc_3, "FI2^RIS");
    EXPECT_EQ(end("9.1", PpsStatus::completed).status.size(), 2U);
}

TEST_F(Perform, E9_ASecondExamOfACancelledOrderGivenUpIsNoNewsOfTheFirst) {
    apply(known_, AChange(OrderAction::cancel, "CA"));
    create(performed("9.1"));
    EXPECT_EQ(end("9.1", PpsStatus::completed).status.size(), 1U);
    create(performed("9.2"));
    EXPECT_TRUE(end("9.2", PpsStatus::discontinued).status.empty());
    EXPECT_EQ(status(), StepStatus::cancelled);
}

TEST_F(Perform, AnExamGivenUpAfterTheRisCompletedTheOrderIsNoNewsAndNoAlarm) {
    apply(known_, AChange(OrderAction::set_completed, "SC"));
    create(performed("9.1"));
    const auto effects = end("9.1", PpsStatus::discontinued, "110514");
    EXPECT_EQ(status(), StepStatus::completed);
    EXPECT_TRUE(effects.status.empty()) << "the RIS would open the completed order again";
    EXPECT_TRUE(effects.performed[0].alarm.empty());
    EXPECT_TRUE(tells(effects, "append given up"));
    EXPECT_FALSE(tells(effects, "step completed"));
}

TEST_F(Perform, E9_AnExamOfACancelledOrderGivenUpIsNotToldAsBackToScheduled) {
    apply(known_, AChange(OrderAction::cancel, "CA"));
    create(performed("9.1"));
    const auto effects = end("9.1", PpsStatus::discontinued);
    EXPECT_EQ(status(), StepStatus::cancelled);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].transition, StatusTransition::discontinued);
}

TEST_F(Perform, E10_AReferencedStudyWithoutStepIdCountsOnlyWithOneOpenStep) {
    auto step = performed("9.1");
    step.references[0] = StepReference{};
    step.references[0].study = StudyUid{"5.5.5"};
    step.references[0].referenced_studies = {StudyUid{"1.2.3"}};
    EXPECT_EQ(create(step).performed[0].steps.size(), 1U);
    apply(known_, AChange().step("S2"));
    step.uid = SopInstanceUid{"9.2"};
    const auto effects = create(step);
    EXPECT_TRUE(effects.performed[0].steps.empty());
    EXPECT_TRUE(effects.status.empty());
    ASSERT_TRUE(tells(effects, "unscheduled performed step"));
    EXPECT_NE(effects.timeline.back().detail.find("orders of the patient: A1"), std::string::npos);
}

TEST_F(Perform, ALaterAlarmDoesNotHideAnEarlierOne) {
    apply(known_, AChange(OrderAction::cancel, "CA"));
    create(performed("9.1"));
    const auto alarm = end("9.1", PpsStatus::discontinued, "110514", 3).performed[0].alarm;
    EXPECT_NE(alarm.find("although the step is CANCELLED"), std::string::npos);
    EXPECT_NE(alarm.find("images: they carry the wrong patient"), std::string::npos);
    EXPECT_EQ(alarm.find("CANCELLED"), alarm.rfind("CANCELLED")) << "each once";
}

TEST(KeysOfAPerformedStep, TheOrdersOfItsPatientAreAlwaysLookedUpForSuggestions) {
    EXPECT_TRUE(keys_of(performed("9.1")).orders_of_patients);
    auto step = performed("9.1");
    step.patient = {};
    EXPECT_FALSE(keys_of(step).orders_of_patients);
}

}  // namespace
}  // namespace mwl::domain
