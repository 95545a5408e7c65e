// Open steps whose day is too long past are on no worklist, and come back with a later date.
#include "mwl/domain/expiry.h"

#include "orders.h"

namespace mwl::domain {
namespace {

constexpr Instant kBefore{std::chrono::hours{500'000}};

// Effects that hold one order with one step.
Effects with(StepStatus status, const std::optional<Instant>& start, bool expired = false) {
    Effects effects;
    auto& order = effects.orders.emplace_back();
    order.row = OrderRow{7};
    auto& step = order.procedures.emplace_back().steps.emplace_back();
    step.id = StepId("S1");
    step.status = status;
    step.start = start;
    step.expired = expired;
    return effects;
}

bool expires(Effects effects) {
    settle_expiry(effects, kBefore);
    return effects.orders.at(0).procedures.at(0).steps.at(0).expired;
}

TEST(Expiry, AnOpenStepThatStartsBeforeTheLimitExpiresAndItsOrderTells) {
    Effects effects = with(StepStatus::scheduled, kBefore - std::chrono::microseconds(1));
    settle_expiry(effects, kBefore);
    EXPECT_TRUE(effects.orders[0].procedures[0].steps[0].expired);
    ASSERT_EQ(effects.timeline.size(), 1U);
    EXPECT_EQ(effects.timeline[0].event, "step expired");
    EXPECT_EQ(effects.timeline[0].order, OrderRow{7});
    EXPECT_FALSE(expires(with(StepStatus::scheduled, kBefore))) << "not yet";
}

TEST(Expiry, OnlyWhatMayBeOnAWorklistExpires) {
    for (const auto& [status, expected] : {std::pair{StepStatus::arrived, true},
                                           {StepStatus::ready, true},
                                           {StepStatus::started, true},
                                           {StepStatus::on_hold, false},
                                           {StepStatus::departed, false},
                                           {StepStatus::completed, false},
                                           {StepStatus::discontinued, false},
                                           {StepStatus::cancelled, false}})
        EXPECT_EQ(expires(with(status, Instant{})), expected) << name_of(status);
    EXPECT_FALSE(expires(with(StepStatus::scheduled, std::nullopt))) << "no start, no day";
}

TEST(Expiry, ALaterDateBringsAStepBackAndTells) {
    Effects effects = with(StepStatus::scheduled, kBefore, true);
    settle_expiry(effects, kBefore);
    EXPECT_FALSE(effects.orders[0].procedures[0].steps[0].expired);
    ASSERT_EQ(effects.timeline.size(), 1U);
    EXPECT_EQ(effects.timeline[0].event, "step offered again");
}

TEST(Expiry, WhatStaysAsItWasIsNotToldAgain) {
    Effects effects = with(StepStatus::scheduled, Instant{}, true);
    settle_expiry(effects, kBefore);
    EXPECT_TRUE(effects.orders[0].procedures[0].steps[0].expired);
    EXPECT_TRUE(effects.timeline.empty());
}

}  // namespace
}  // namespace mwl::domain
