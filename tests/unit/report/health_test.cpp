#include "mwl/report/health.h"

#include <gtest/gtest.h>

#include "mwl/report/moment.h"

namespace mwl::report {
namespace {

using namespace std::chrono_literals;

const Instant kNoon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 12h;

services::DestinationState a_destination() {
    services::DestinationState state;
    state.destination = DestinationName("ris");
    return state;
}
std::string detail_of(const services::DestinationState& state) {
    return destination_check(state, kNoon, *Zone::named("Europe/Berlin")).detail;
}

TEST(DestinationCheck, IsGoodWhileNothingIsWrongAndNeverKeepsTheBrokerFromBeingReady) {
    auto state = a_destination();
    const auto check = destination_check(state, kNoon, Zone());
    EXPECT_EQ(check.name, "destination ris");
    EXPECT_EQ(state_name(check), "good");
    EXPECT_EQ(check.detail, "nothing waits");
    state.is_overdue = true;
    const auto overdue = destination_check(state, kNoon, Zone());
    EXPECT_EQ(state_name(overdue), "degraded");
    EXPECT_TRUE(all_good({overdue}));
}

TEST(DestinationCheck, SaysWhatIsWrongSinceWhenInTheSitesZoneHowManyWaitAndHowLong) {
    auto state = a_destination();
    state.trouble = services::DeliveryTrouble{"no answer", kNoon - 1h};
    state.waiting = 3;
    state.oldest = kNoon - 125min;
    EXPECT_EQ(detail_of(state), "no answer since 2026-11-20 12:00:00; 3 wait, the oldest for 2 h 5 min");
    state.waiting = 1;
    state.oldest = kNoon - 8s;
    EXPECT_EQ(detail_of(state), "no answer since 2026-11-20 12:00:00; 1 waits, for 8 s");
    state.is_counted = false;
    EXPECT_EQ(detail_of(state),
              "no answer since 2026-11-20 12:00:00; how many wait is not known: the database is away");
}

TEST(DestinationCheck, WhatWaitsTooLongHasTheReasonThatTheOutboxKept) {
    auto state = a_destination();
    state.is_overdue = true;
    state.waiting = 1;
    state.oldest = kNoon - 6min;
    EXPECT_EQ(detail_of(state), "not told in time; 1 waits, for 6 min");
    state.last_error = "refuses with AE";
    EXPECT_EQ(detail_of(state), "the oldest was not taken: refuses with AE; 1 waits, for 6 min");
}

TEST(Age, IsSaidInItsTwoGreatestUnits) {
    EXPECT_EQ(age(-1s), "0 s");
    EXPECT_EQ(age(59s + 999ms), "59 s");
    EXPECT_EQ(age(60s), "1 min");
    EXPECT_EQ(age(59min + 59s), "59 min");
    EXPECT_EQ(age(1h), "1 h 0 min");
    EXPECT_EQ(age(24h), "1 d 0 h");
    EXPECT_EQ(age(76h + 59min), "3 d 4 h");
}

}  // namespace
}  // namespace mwl::report
