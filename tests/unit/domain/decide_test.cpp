#include "mwl/domain/decide.h"

#include "orders.h"

namespace mwl::domain {
namespace {

TEST(Decide, ANewOrderCreatesPatientAndStep) {
    Known known;
    const auto effects = apply(known, AChange());
    EXPECT_TRUE(tells(effects, "order created"));
    ASSERT_EQ(known.patients.size(), 1U);
    EXPECT_EQ(only_step(known).status, StepStatus::scheduled);
}

TEST(Decide, C6_TheSameOrderAgainChangesNothing) {
    Known known;
    apply(known, AChange());
    const auto effects = apply(known, AChange());
    EXPECT_TRUE(effects.empty());
    EXPECT_TRUE(tells(effects, "order repeated"));
}

TEST(Decide, ANewOrderThatIsKnownWithOtherContentIsAnUpdate) {
    Known known;
    apply(known, AChange());
    const auto effects = apply(known, AChange().described("CT neck"));
    EXPECT_TRUE(tells(effects, "order updated"));
    EXPECT_EQ(*known.orders[0].procedures[0].description, "CT neck");
    EXPECT_EQ(known.orders.size(), 1U);
    EXPECT_EQ(known.orders[0].procedures[0].steps.size(), 1U);
}

TEST(Decide, AnUpdateLeavesWhatItDoesNotState) {
    Known known;
    apply(known, AChange());
    AChange update(OrderAction::update, "XO");
    update.raw().order.procedures[0].description = {};
    update.raw().order.procedures[0].steps[0].modality = std::string("MR");
    apply(known, update);
    EXPECT_EQ(*known.orders[0].procedures[0].description, "CT head");
    EXPECT_EQ(*only_step(known).modality, "MR");
}

TEST(Decide, AnUpdateKeepsTheOrdersOwnFieldsForTheStatusThatItDoesNotState) {
    Known known;
    AChange order;
    order.raw().order.procedures[0].steps[0].as_ordered.orc_2 = std::string("PL1");
    order.raw().order.procedures[0].steps[0].as_ordered.obr_24 = std::string("RAD");
    apply(known, order);
    auto update = AChange(OrderAction::update, "XO");
    update.raw().order.procedures[0].steps[0].as_ordered.obr_24 = std::string("DX");
    EXPECT_TRUE(tells(apply(known, update), "order updated"));
    EXPECT_EQ(*only_step(known).as_ordered.orc_2, "PL1");
    EXPECT_EQ(*only_step(known).as_ordered.obr_24, "DX");
    apply(known, AChange(OrderAction::cancel, "CA"));
    EXPECT_EQ(*only_step(known).as_ordered.orc_2, "PL1") << "an exam that is done all the same is told";
}

TEST(Decide, C25_ARescheduleMovesTheStepAndLeavesNoSecondOne) {
    Known known;
    apply(known, AChange());
    AChange update(OrderAction::update, "XO");
    const Instant later{std::chrono::hours{500'100}};
    update.raw().order.procedures[0].steps[0].start = std::optional(later);
    apply(known, update.procedure("", "").step("").accession_number("").numbers("", "FI1"));
    ASSERT_EQ(known.orders[0].procedures[0].steps.size(), 1U);
    EXPECT_EQ(**only_step(known).start, later);
}

TEST(Decide, C15_ACancelOfAnUnknownOrderIsRefused) {
    const auto decision = decided(AChange(OrderAction::cancel, "CA"), Known{});
    ASSERT_FALSE(decision.ok());
    EXPECT_EQ(decision.problem().code, Code::unknown_key);
}

TEST(Decide, C15_AnUpdateBeforeItsOrderCreatesItIfComplete) {
    Known known;
    apply(known, AChange(OrderAction::update, "XO").procedure("", "").step(""));
    EXPECT_FALSE(known.orders.at(0).procedures.at(0).id.empty());
    EXPECT_TRUE(known.orders[0].procedures[0].study_was_generated);
    EXPECT_FALSE(only_step(known).id.empty());

    AChange incomplete(OrderAction::update, "XO");
    incomplete.raw().order.procedures[0].steps[0].modality = {};
    const auto decision = decided(incomplete, Known{});
    ASSERT_FALSE(decision.ok());
    EXPECT_EQ(decision.problem().code, Code::unknown_key);
}

TEST(Decide, C15_ACancelledOrderStaysCancelled) {
    Known known;
    apply(known, AChange());
    apply(known, AChange(OrderAction::cancel, "CA"));
    EXPECT_EQ(only_step(known).status, StepStatus::cancelled);
    const auto effects = apply(known, AChange().described("again"));
    EXPECT_EQ(only_step(known).status, StepStatus::cancelled);
    EXPECT_TRUE(effects.empty());
    EXPECT_TRUE(tells(effects, "update not applied"));
}

TEST(Decide, ACancelOfAStartedStepIsKeptAndFlagged) {
    Known known;
    apply(known, AChange());
    only_step(known).status = StepStatus::started;
    for (const auto action : {OrderAction::cancel, OrderAction::discontinue}) {
        const auto effects = apply(known, AChange(action, "CA"));
        EXPECT_EQ(only_step(known).status, StepStatus::started);
        EXPECT_FALSE(effects.timeline.empty());
        EXPECT_TRUE(effects.orders.empty());
    }
}

TEST(Decide, HoldHidesAndReleaseShowsAgain) {
    Known known;
    apply(known, AChange());
    apply(known, AChange(OrderAction::hold, "HD"));
    EXPECT_EQ(only_step(known).status, StepStatus::on_hold);
    apply(known, AChange(OrderAction::release, "RL"));
    EXPECT_EQ(only_step(known).status, StepStatus::scheduled);
}

TEST(Decide, ANewOrderThatIsOverAlreadyNeverBecomesAnOpenStep) {
    Known known;
    const auto effects = apply(known, AChange(OrderAction::set_completed, "NW"));
    EXPECT_TRUE(effects.orders.empty());
    EXPECT_TRUE(tells(effects, "closed order not created"));
}

TEST(Decide, ACancelByFillerNumberAloneFindsItsOrder) {
    Known known;
    apply(known, AChange());
    apply(known, AChange(OrderAction::cancel, "CA")
                     .accession_number("")
                     .procedure("", "")
                     .step("")
                     .numbers("", "FI1"));
    EXPECT_EQ(only_step(known).status, StepStatus::cancelled);
}

TEST(Decide, ANumberOfSeveralOrdersIsAConflict) {
    Known known;
    apply(known, AChange().numbers("PL1", "FI1"));
    apply(known, AChange().accession_number("A2").procedure("RP2", "1.2.4").step("S2").numbers("PL1", "FI2"));
    const auto decision = decided(
        AChange(OrderAction::cancel, "CA").accession_number("").procedure("", "").step("").numbers("PL1", ""),
        known);
    ASSERT_FALSE(decision.ok());
    EXPECT_EQ(decision.problem().code, Code::conflict);
}

TEST(Decide, C28_OneAccessionForTwoPatientsWithholdsTheOpenStep) {
    Known known;
    apply(known, AChange());
    const auto decision =
        decided(AChange().of("P2").numbers("PL2", "FI2").procedure("RP9", "1.9").step("S9"), known);
    ASSERT_TRUE(decision.ok());
    ASSERT_TRUE(decision->conflict.has_value());
    EXPECT_EQ(decision->conflict->code, Code::conflict);
    ASSERT_EQ(decision->effects.orders.size(), 1U);
    EXPECT_TRUE(decision->effects.orders[0].procedures[0].steps[0].withheld);
    EXPECT_EQ(decision->effects.orders[0].patient, patient_id("P1"));
    EXPECT_TRUE(decision->effects.patients.empty());

    store(known, decision->effects);
    const auto settled = apply(known, AChange());
    EXPECT_FALSE(only_step(known).withheld);
    EXPECT_TRUE(tells(settled, "order shown again"));
}

TEST(Decide, C28_TheSameAccessionOfAnotherIssuerIsAnotherOrder) {
    Known known;
    apply(known, AChange());
    AChange other;
    other.of("P2").numbers("PL2", "FI2").procedure("RP2", "1.9").step("S2");
    other.raw().order.accession.issuer = Issuer{"CLINIC"};
    apply(known, other);
    EXPECT_EQ(known.orders.size(), 2U);
}

TEST(Decide, TwoPatientsNeverShareAStudyUid) {
    Known known;
    apply(known, AChange());
    const auto decision = decided(
        AChange().of("P2").accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.2.3").step("S2"),
        known);
    ASSERT_TRUE(decision.ok());
    EXPECT_TRUE(decision->conflict.has_value());
}

TEST(Decide, C27_EqualPatientIdsOfTwoAuthoritiesAreTwoPatients) {
    Known known;
    apply(known, AChange());
    AChange other;
    other.accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.9").step("S2");
    other.raw().patient.id.issuer = other.raw().order.patient.issuer = Issuer{"CLINIC"};
    apply(known, other);
    EXPECT_EQ(known.patients.size(), 2U);
}

TEST(Decide, C11_GroupsOfOneMessageBecomeStepsOfOneOrder) {
    Known known;
    auto first = AChange().raw();
    auto second = AChange().procedure("RP1", "1.2.3").step("S2").raw();
    auto third = AChange().procedure("RP2", "1.2.4").step("S3").raw();
    const auto effects = apply(known, message_of({first, second, third}));
    ASSERT_EQ(known.orders.size(), 1U);
    ASSERT_EQ(known.orders[0].procedures.size(), 2U);
    EXPECT_EQ(known.orders[0].procedures[0].steps.size(), 2U);
    EXPECT_EQ(effects.orders.size(), 1U);
    EXPECT_TRUE(apply(known, message_of({first, second, third})).empty());
}

TEST(Decide, C11_GroupsWithOneFillerNumberAndDerivedIdsStayApart) {
    const auto group = [](const std::string& derived, const std::string& step) {
        AChange out;
        out.procedure(derived, "1.2." + std::to_string(derived.size())).step(step, false);
        out.raw().states_procedure = false;
        out.raw().order.procedures[0].study_was_generated = true;
        return out.raw();
    };
    Known known;
    const auto message = message_of({group("D1", "DS1"), group("D22", "DS2")});
    apply(known, message);
    ASSERT_EQ(known.orders.at(0).procedures.size(), 2U);
    EXPECT_TRUE(apply(known, message).empty());
}

TEST(Decide, ACancelOfOneStepLeavesTheOthers) {
    Known known;
    apply(known, message_of({AChange().raw(), AChange().step("S2").raw()}));
    apply(known, AChange(OrderAction::cancel, "CA").step("S2"));
    EXPECT_EQ(known.orders[0].procedures[0].steps[0].status, StepStatus::scheduled);
    EXPECT_EQ(known.orders[0].procedures[0].steps[1].status, StepStatus::cancelled);
}

// Two procedures of one accession, FI1 and FI2, acquired into one study.
Known two_procedures_of_one_study() {
    Known known;
    apply(known, message_of({AChange().numbers("PL1", "FI1").raw(), AChange()
                                                                        .procedure("RP2", "1.2.3")
                                                                        .step("S2")
                                                                        .numbers("PL1", "FI2")
                                                                        .described("CT neck")
                                                                        .raw()}));
    return known;
}

TEST(Decide, ACancelOfOneFillerNumberLeavesTheOtherExamOfTheSharedStudyOnTheWorklist) {
    auto known = two_procedures_of_one_study();
    apply(known, AChange(OrderAction::cancel, "CA").procedure("", "1.2.3").step("").numbers("PL1", "FI1"));
    ASSERT_EQ(known.orders[0].procedures.size(), 2U);
    EXPECT_EQ(known.orders[0].procedures[0].steps[0].status, StepStatus::cancelled);
    EXPECT_EQ(known.orders[0].procedures[1].steps[0].status, StepStatus::scheduled);
}

TEST(Decide, ACancelWhoseNumbersFitNoExamOfTheAccessionCancelsNone) {
    auto known = two_procedures_of_one_study();
    const auto decision =
        decided(AChange(OrderAction::cancel, "CA").procedure("", "").step("").numbers("PL9", "FI9"), known);
    ASSERT_FALSE(decision.ok());
    EXPECT_EQ(decision.problem().code, Code::unknown_key);
}

TEST(Decide, ACancelByAccessionAloneCancelsEveryExamOfIt) {
    auto known = two_procedures_of_one_study();
    apply(known, AChange(OrderAction::cancel, "CA").procedure("", "").step("").numbers("", ""));
    for (const auto& procedure : known.orders[0].procedures)
        EXPECT_EQ(procedure.steps[0].status, StepStatus::cancelled);
}

TEST(Decide, AStandInNeverReplacesARealNameOrStart) {
    Known known;
    apply(known, AChange());
    const auto start = **only_step(known).start;
    AChange repeat;
    repeat.raw().patient.name = Stated<PersonName>::fallback(name("UNKNOWN"));
    repeat.raw().order.procedures[0].steps[0].start =
        Stated<std::optional<Instant>>::fallback(start + std::chrono::hours{5});
    EXPECT_TRUE(apply(known, repeat).empty());
    EXPECT_EQ(known.patients[0].name->alphabetic.family, "DOE");
    EXPECT_EQ(**only_step(known).start, start);
}

TEST(Decide, AStandInFillsAGapUntilTheRealValueComes) {
    Known known;
    AChange nameless;
    nameless.raw().patient.name = Stated<PersonName>::fallback(name("UNKNOWN"));
    apply(known, nameless);
    EXPECT_EQ(known.patients[0].name->alphabetic.family, "UNKNOWN");
    apply(known, AChange());
    EXPECT_EQ(known.patients[0].name->alphabetic.family, "DOE");
}

TEST(Decide, AnAlertStaysWhenALaterOrderOfThePatientHasAnother) {
    Known known;
    const auto with_alerts = [](const Stated<std::string>& alerts) {
        AChange out;
        out.raw().patient.medical_alerts = alerts;
        return out.raw();
    };
    apply(known, message_of({with_alerts(std::string("MRSA")), with_alerts({}),
                             with_alerts(std::string("Pacemaker\\MRSA"))}));
    EXPECT_EQ(*known.patients[0].medical_alerts, "MRSA\\Pacemaker");
    apply(known, message_of({with_alerts(std::string())}));
    EXPECT_EQ(*known.patients[0].medical_alerts, "");
}

TEST(Decide, AStepThatMovesToAnotherModalityLeavesTheOldMachine) {
    Known known;
    AChange order;
    order.raw().order.procedures[0].steps[0].stations = std::vector{AeTitle{"CT1"}};
    apply(known, order);
    AChange update(OrderAction::update, "XO");
    update.raw().order.procedures[0].steps[0].modality = std::string("MR");
    apply(known, update);
    EXPECT_TRUE(only_step(known).stations->empty());
}

TEST(Decide, AStepIdInUseElsewhereGetsAnAliasThatIsFoundAgain) {
    Known known;
    apply(known, AChange());
    const auto other = AChange().accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.2.4");
    apply(known, other);
    ASSERT_EQ(known.orders.size(), 2U);
    EXPECT_NE(known.orders[1].procedures[0].steps[0].id.str(), "S1");
    EXPECT_TRUE(apply(known, other).empty());
}

TEST(Decide, AGeneratedStudyUidIsKeptAndANamedOneReplacesItUntilTheExamBegins) {
    Known known;
    AChange generated;
    generated.raw().order.procedures[0].study_was_generated = true;
    apply(known, generated);
    AChange another;
    another.procedure("RP1", "2.25.999").raw().order.procedures[0].study_was_generated = true;
    apply(known, another);
    EXPECT_EQ(known.orders[0].procedures[0].study.str(), "1.2.3");
    apply(known, AChange().procedure("RP1", "1.7"));
    EXPECT_EQ(known.orders[0].procedures[0].study.str(), "1.7");
    only_step(known).status = StepStatus::started;
    EXPECT_TRUE(tells(apply(known, AChange().procedure("RP1", "1.8")), "Study Instance UID kept"));
    EXPECT_EQ(known.orders[0].procedures[0].study.str(), "1.7");
}

TEST(Decide, PatientNewsReachTheKnownPatientAndWhereHeIsNow) {
    Known known;
    AChange order;
    order.raw().visit.location = std::string("WARD1");
    apply(known, order);
    MessageChanges news;
    auto& change = news.patients.emplace_back();
    change.patient.id = patient_id("P1");
    change.patient.name = name("SMITH^JANE");
    change.visit.number = "V1";
    change.visit.location = std::string("WARD2");
    change.has_visit = true;
    const auto effects = apply(known, news);
    EXPECT_EQ(known.patients[0].name->alphabetic.family, "SMITH");
    EXPECT_EQ(*known.visit(patient_id("P1"), "", Issuer{})->location, "WARD2");
    EXPECT_EQ(*known.visit(patient_id("P1"), "V1", Issuer{})->location, "WARD2");
    EXPECT_TRUE(tells(effects, "patient updated"));
}

}  // namespace
}  // namespace mwl::domain
