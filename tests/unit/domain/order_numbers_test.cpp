// Groups that share a requested procedure and have placer and filler numbers of their own (IHE RAD-4).
#include <algorithm>
#include <set>

#include "mwl/domain/decide.h"
#include "orders.h"

namespace mwl::domain {
namespace {

// One message: P1, F1 ask for S1 and P2, F2 for S2, both of requested procedure RP1.
MessageChanges two_groups() {
    return message_of({AChange().numbers("P1", "F1").raw(), AChange().step("S2").numbers("P2", "F2").raw()});
}

// As P1, F1 or P2, F2 would send it later: no OBR-19, no OBR-20, no ZDS; the accession only where stated.
AChange later(OrderAction action, const std::string& control, const std::string& placer,
              const std::string& filler, const std::string& accession = "A1") {
    return AChange(action, control)
        .accession_number(accession)
        .procedure("", "")
        .step("")
        .numbers(placer, filler);
}

class OrderNumbers : public testing::Test {
protected:
    void SetUp() override { apply(known_, two_groups()); }

    std::vector<Step>& steps() { return known_.orders.at(0).procedures.at(0).steps; }
    void expect_only_first_cancelled() {
        ASSERT_EQ(steps().size(), 2U);
        EXPECT_EQ(steps()[0].status, StepStatus::cancelled);
        EXPECT_EQ(steps()[1].status, StepStatus::scheduled) << "cancelled by another order's number";
    }
    void expect_refused(const MessageChanges& changes, Code code = Code::unknown_key) {
        const auto decision = decided(changes, known_);
        ASSERT_FALSE(decision.ok());
        EXPECT_EQ(decision.problem().code, code);
    }

    Known known_;
};

TEST_F(OrderNumbers, ACancelOfOneOrderLeavesTheOtherStepOfTheProcedureOnTheWorklist) {
    auto cancel = later(OrderAction::cancel, "CA", "P1", "F1");
    cancel.raw().order.procedures[0].id = ProcedureId{"RP1"};
    cancel.raw().states_procedure = true;
    apply(known_, cancel);
    expect_only_first_cancelled();
}

TEST_F(OrderNumbers, ACancelByTheFirstOrdersNumbersAloneFindsIt) {
    apply(known_, later(OrderAction::cancel, "CA", "P1", "F1", ""));
    expect_only_first_cancelled();
}

TEST_F(OrderNumbers, ACancelByEitherNumberAloneFindsItsStep) {
    apply(known_, later(OrderAction::cancel, "CA", "P1", ""));
    expect_only_first_cancelled();
    apply(known_, later(OrderAction::cancel, "CA", "", "F2"));
    EXPECT_EQ(steps()[1].status, StepStatus::cancelled);
}

TEST_F(OrderNumbers, ACancelByTheProcedureAloneCancelsBoth) {
    apply(known_, AChange(OrderAction::cancel, "CA").step("").numbers("", ""));
    for (const auto& step : steps()) EXPECT_EQ(step.status, StepStatus::cancelled);
}

TEST_F(OrderNumbers, ACancelWhoseNumbersAreOfNoStepOfItsProcedureCancelsNone) {
    expect_refused(AChange(OrderAction::cancel, "CA").step("").numbers("P9", "F9"));
    expect_refused(later(OrderAction::cancel, "CA", "", "F9"));
}

TEST_F(OrderNumbers, ACancelWhoseNumbersNameTwoStepsCancelsNone) {
    expect_refused(later(OrderAction::cancel, "CA", "P2", "F1"));
    expect_refused(AChange(OrderAction::cancel, "CA").step("S1").numbers("P2", "F2"));
}

TEST_F(OrderNumbers, ACancelThatNamesTheStepItselfMayHaveANumberOfItsOwn) {
    apply(known_, AChange(OrderAction::cancel, "CA").step("S1").numbers("P9", "F1"));
    expect_only_first_cancelled();
}

TEST_F(OrderNumbers, ARescheduleOfOneOrderMovesItsStepAlone) {
    const Instant later_start{std::chrono::hours{500'100}};
    const auto before = **steps()[1].start;
    auto update = later(OrderAction::update, "XO", "P1", "F1");
    update.raw().order.procedures[0].steps[0].start = std::optional(later_start);
    apply(known_, update);
    ASSERT_EQ(steps().size(), 2U);
    EXPECT_EQ(**steps()[0].start, later_start);
    EXPECT_EQ(**steps()[1].start, before);
}

TEST_F(OrderNumbers, AnUpdateWhoseNumbersFitNoStepIsNotGuessed) {
    expect_refused(later(OrderAction::update, "XO", "P9", "F9"), Code::conflict);
}

TEST_F(OrderNumbers, BothGroupsOfAnUpdateReachTheirOwnStep) {
    auto first = later(OrderAction::update, "XO", "P1", "F1");
    auto second = later(OrderAction::update, "XO", "P2", "F2");
    first.raw().order.procedures[0].steps[0].description = std::string("first");
    second.raw().order.procedures[0].steps[0].description = std::string("second");
    apply(known_, message_of({second.raw(), first.raw()}));
    ASSERT_EQ(steps().size(), 2U);
    EXPECT_EQ(*steps()[0].description, "first");
    EXPECT_EQ(*steps()[1].description, "second");
}

TEST_F(OrderNumbers, ARepeatOfTheMessageChangesNothing) { EXPECT_TRUE(apply(known_, two_groups()).empty()); }

// Without OBR-20 the step ids are derived from the place in the message.
TEST(OrderNumbersOfDerivedSteps, ARepeatWithItsGroupsInAnotherOrderChangesNothing) {
    const auto group = [](const std::string& derived, const std::string& placer, const std::string& filler) {
        return AChange().step(derived, false).numbers(placer, filler).raw();
    };
    Known known;
    apply(known, message_of({group("D1", "P1", "F1"), group("D2", "P2", "F2")}));
    ASSERT_EQ(known.orders.at(0).procedures.at(0).steps.size(), 2U);
    const auto again = message_of({group("D1", "P2", "F2"), group("D2", "P1", "F1")});
    EXPECT_TRUE(apply(known, again).empty());
}

class OrderNumbersOfDerivedIds : public testing::Test {
protected:
    static OrderChange group(const std::string& derived, const std::string& number) {
        return AChange().step(derived, false).numbers("P" + number, "F" + number).raw();
    }
    void SetUp() override { apply(known_, message_of({group("D1", "1"), group("D2", "2")})); }
    // The filler numbers of the open steps, each once.
    std::vector<std::string> fillers() const {
        std::vector<std::string> out;
        for (const auto& step : known_.orders.at(0).procedures.at(0).steps) out.push_back(step.filler.number);
        std::ranges::sort(out);
        return out;
    }
    bool ids_differ() const {
        std::set<StepId> ids;
        const auto& steps = known_.orders.at(0).procedures.at(0).steps;
        for (const auto& step : steps) ids.insert(step.id);
        return ids.size() == steps.size();
    }
    Known known_;
};

TEST_F(OrderNumbersOfDerivedIds, AResendWithoutTheFirstOrderAndWithAThirdLosesNoExam) {
    const auto message = message_of({group("D1", "2"), group("D2", "3")});
    apply(known_, message);
    EXPECT_EQ(fillers(), (std::vector<std::string>{"F1", "F2", "F3"}));
    EXPECT_TRUE(ids_differ());
    EXPECT_TRUE(apply(known_, message).empty()) << "sent once more";
}

TEST_F(OrderNumbersOfDerivedIds, FurtherOrdersOfTheProcedureSentAloneOverwriteNone) {
    for (const auto* const number : {"3", "4", "5"}) apply(known_, message_of({group("D1", number)}));
    EXPECT_EQ(fillers(), (std::vector<std::string>{"F1", "F2", "F3", "F4", "F5"}));
    EXPECT_TRUE(ids_differ());
    for (const auto* const number : {"3", "4", "5", "1"})
        EXPECT_TRUE(apply(known_, message_of({group("D1", number)})).empty()) << number << " sent once more";
}

TEST(OrderNumbersOfOneStep, ANewNumberReplacesTheOldOneAndTheStepIsFoundByIt) {
    Known known;
    apply(known, AChange());
    apply(known, AChange(OrderAction::update, "XO").step("").numbers("PL1", "FI9"));
    ASSERT_EQ(known.orders[0].procedures[0].steps.size(), 1U);
    apply(known, later(OrderAction::cancel, "CA", "", "FI9", ""));
    EXPECT_EQ(only_step(known).status, StepStatus::cancelled);
}

}  // namespace
}  // namespace mwl::domain
