// RP with RO: an order takes the place of another one (interop.md 3).
#include "mwl/domain/decide.h"
#include "orders.h"

namespace mwl::domain {
namespace {

// RP of the order as it was and RO with another procedure, under one accession number.
MessageChanges replacement_by(const std::string& description) {
    auto old = AChange(OrderAction::cancel, "RP");
    old.raw().replacement = Replacement::replaced;
    auto fresh = AChange(OrderAction::create, "RO").described(description);
    fresh.raw().replacement = Replacement::replacement;
    return message_of({old.raw(), fresh.raw()});
}

TEST(Replacement, AReplacementUnderTheSameAccessionNumberIsOnTheWorklist) {
    Known known;
    AChange order;
    order.raw().order.procedures[0].reason = std::string("old reason");
    order.raw().order.procedures[0].steps[0].as_ordered.obr_44 = std::string("of the old order");
    apply(known, order);
    for (int resend = 0; resend < 2; ++resend) {
        const auto effects = apply(known, replacement_by("CT neck"));
        ASSERT_EQ(known.orders[0].procedures.size(), 1U);
        EXPECT_EQ(only_step(known).status, StepStatus::scheduled);
        EXPECT_EQ(*known.orders[0].procedures[0].description, "CT neck");
        EXPECT_TRUE(known.orders[0].procedures[0].reason->empty());
        EXPECT_TRUE(only_step(known).as_ordered.obr_44->empty());
        EXPECT_TRUE(tells(effects, "step replaced"));
    }
}

TEST(Replacement, AReplacementOfAnExamThatIsDoneIsAStepOfItsOwn) {
    Known known;
    apply(known, AChange());
    only_step(known).status = StepStatus::completed;
    apply(known, replacement_by("CT neck"));
    const auto& steps = known.orders[0].procedures[0].steps;
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].status, StepStatus::completed);
    EXPECT_EQ(steps[1].status, StepStatus::scheduled);
    EXPECT_NE(steps[0].id, steps[1].id);
    apply(known, replacement_by("CT neck"));
    EXPECT_EQ(known.orders[0].procedures[0].steps.size(), 2U);
}

TEST(Replacement, AReplacedOrderAndTheNewOneNameEachOther) {
    Known known;
    apply(known, AChange());
    auto old = AChange(OrderAction::cancel, "RP");
    old.raw().replacement = Replacement::replaced;
    auto fresh = AChange(OrderAction::create, "RO")
                     .accession_number("A2")
                     .procedure("RP2", "1.2.4")
                     .step("S2")
                     .numbers("PL2", "FI2");
    fresh.raw().replacement = Replacement::replacement;
    const auto effects = apply(known, message_of({old.raw(), fresh.raw()}));
    EXPECT_TRUE(tells(effects, "order replaced"));
    EXPECT_TRUE(tells(effects, "order replaces another"));
}

}  // namespace
}  // namespace mwl::domain
