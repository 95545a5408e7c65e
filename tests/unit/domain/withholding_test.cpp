// A message that speaks of another patient than the order's: what is in doubt leaves the worklist.
#include "mwl/domain/decide.h"
#include "orders.h"

namespace mwl::domain {
namespace {

// A1 and A2, both of patient P1.
Known two_orders() {
    Known known;
    apply(known, AChange());
    apply(known, AChange().accession_number("A2").numbers("PL2", "FI2").procedure("RP2", "1.2.4").step("S2"));
    return known;
}

OrderChange update_of(const std::string& accession, const std::string& patient) {
    auto out = AChange(OrderAction::update, "XO").accession_number(accession).of(patient);
    return out.numbers("", "").procedure("", "").step("").raw();
}

Step& step_of(Known& known, std::size_t order) { return known.orders.at(order).procedures.at(0).steps.at(0); }

// Applies a message that must be doubted.
Problem doubt(Known& known, const MessageChanges& changes) {
    const auto decision = decided(changes, known);
    if (!decision || !decision->conflict) {
        ADD_FAILURE() << "taken without a doubt";
        return {};
    }
    store(known, decision->effects);
    return *decision->conflict;
}

TEST(Withholding, AMessageOfAnotherPatientWithholdsEveryOrderItNames) {
    auto known = two_orders();
    const auto problem = doubt(known, message_of({update_of("A1", "Q"), update_of("A2", "Q")}));
    EXPECT_TRUE(step_of(known, 0).withheld);
    EXPECT_TRUE(step_of(known, 1).withheld) << "A2 stayed on the worklist under the old patient";
    EXPECT_NE(problem.what.find("A1, A2"), std::string::npos) << problem.what;
}

TEST(Withholding, OneOrderNamedTwiceIsToldOnce) {
    auto known = two_orders();
    const auto changes = message_of({update_of("A1", "Q"), update_of("A1", "Q")});
    const auto decision = decided(changes, known);
    ASSERT_TRUE(decision.ok());
    EXPECT_EQ(decision->effects.timeline.size(), 1U);
    EXPECT_EQ(decision->effects.orders.size(), 1U);
}

TEST(Withholding, AnOrderThatIsInOrderIsNotTouchedByAMessageInDoubt) {
    auto known = two_orders();
    auto fresh = AChange().of("Q").accession_number("A3").numbers("PL3", "FI3");
    fresh.procedure("RP3", "1.2.5").step("S3");
    doubt(known, message_of({fresh.raw(), update_of("A2", "Q")}));
    EXPECT_EQ(known.orders.size(), 2U) << "all or nothing";
    EXPECT_EQ(known.patients.size(), 1U);
    EXPECT_FALSE(step_of(known, 0).withheld);
    EXPECT_TRUE(step_of(known, 1).withheld);
}

TEST(Withholding, AGroupThatCannotBeTakenHidesNoDoubtAboutAnother) {
    auto known = two_orders();
    auto unknown = AChange(OrderAction::cancel, "CA").of("Q").accession_number("A9").numbers("", "");
    unknown.procedure("", "").step("");
    for (const bool is_first : {true, false}) {
        known = two_orders();
        auto groups = std::vector{unknown.raw(), update_of("A2", "Q")};
        if (!is_first) std::swap(groups[0], groups[1]);
        doubt(known, message_of(groups));
        EXPECT_TRUE(step_of(known, 1).withheld) << is_first;
    }
}

TEST(Withholding, BothOrdersWhoseNumbersAnotherPatientClaimsAreWithheld) {
    auto known = two_orders();
    doubt(known, AChange().of("Q").accession_number("A3").procedure("RP3", "1.2.4").step("S3"));
    EXPECT_TRUE(step_of(known, 0).withheld) << "its filler number FI1 is claimed";
    EXPECT_TRUE(step_of(known, 1).withheld) << "its Study UID 1.2.4 is claimed";
}

TEST(Withholding, AStepOnHoldIsNotShownByAReleaseWhileItsPatientIsInDoubt) {
    auto known = two_orders();
    apply(known, AChange(OrderAction::hold, "HD"));
    doubt(known, message_of({update_of("A1", "Q")}));
    apply(known, AChange(OrderAction::release, "RL"));
    EXPECT_EQ(step_of(known, 0).status, StepStatus::scheduled);
    EXPECT_TRUE(step_of(known, 0).withheld);
    EXPECT_TRUE(tells(apply(known, AChange()), "order shown again"));
    EXPECT_FALSE(step_of(known, 0).withheld);
}

TEST(Withholding, AStepThatIsOverIsNotWithheld) {
    auto known = two_orders();
    step_of(known, 0).status = StepStatus::completed;
    doubt(known, message_of({update_of("A1", "Q"), update_of("A2", "Q")}));
    EXPECT_FALSE(step_of(known, 0).withheld);
    EXPECT_TRUE(step_of(known, 1).withheld);
}

}  // namespace
}  // namespace mwl::domain
