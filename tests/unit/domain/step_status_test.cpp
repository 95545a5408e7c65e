#include "mwl/domain/step_status.h"

#include <gtest/gtest.h>

#include "mwl/domain/change.h"
#include "mwl/domain/derived_ids.h"

namespace mwl::domain {
namespace {

TEST(StepStatus, EveryNameIsReadBack) {
    for (int i = 0; i <= static_cast<int>(StepStatus::on_hold); ++i) {
        const auto status = static_cast<StepStatus>(i);
        ASSERT_FALSE(name_of(status).empty());
        EXPECT_EQ(step_status_named(name_of(status)), status);
    }
    EXPECT_FALSE(step_status_named("Scheduled").has_value());
}

TEST(PpsStatus, NamesAreThoseOfTheStandard) {
    EXPECT_EQ(pps_status_named("IN PROGRESS"), PpsStatus::in_progress);
    EXPECT_EQ(name_of(PpsStatus::discontinued), "DISCONTINUED");
    EXPECT_FALSE(pps_status_named("").has_value());
}

TEST(PpsStatus, E3_FinalIsFinal) {
    for (const auto status : {PpsStatus::completed, PpsStatus::discontinued})
        for (const auto event : {PpsEvent::set, PpsEvent::complete, PpsEvent::discontinue})
            EXPECT_FALSE(next(status, event).has_value());
}

TEST(StepStatus, EachEventOfEachStatusHasOneRowAtMost) {
    for (const auto& row : kStepTransitions) {
        int count = 0;
        for (const auto& other : kStepTransitions)
            count += other.from == row.from && other.event == row.event;
        EXPECT_EQ(count, 1) << name_of(row.from) << ' ' << name_of(row.event);
    }
}

TEST(StepStatus, ACancelledStepIsLeftByNothing) {
    for (const auto& row : kStepTransitions) EXPECT_NE(row.from, StepStatus::cancelled);
}

TEST(DerivedIds, AreStableShortAndDependOnEveryPart) {
    const AccessionNumber one{"A1", Issuer{"HOSP"}};
    const AccessionNumber other{"A1", Issuer{"CLINIC"}};
    const auto id = derived_procedure_id(one, "CT", 1);
    EXPECT_EQ(id, derived_procedure_id(one, "CT", 1));
    EXPECT_EQ(id.str().size(), 12U);
    EXPECT_NE(id, derived_procedure_id(other, "CT", 1));
    EXPECT_NE(id, derived_procedure_id(one, "CT", 2));
    EXPECT_NE(derived_step_id(one, id, 1), derived_step_id(other, id, 1));
    const auto uid = derived_study_uid({"P1", Issuer{"HOSP"}}, one, {"F", Issuer{"R"}}, id);
    EXPECT_NE(uid, derived_study_uid({"P2", Issuer{"HOSP"}}, one, {"F", Issuer{"R"}}, id));
    EXPECT_LE(uid.str().size(), 64U);
}

TEST(Names, EveryKindAndActionHasOne) {
    for (int i = 0; i <= static_cast<int>(NoteKind::charset); ++i)
        EXPECT_FALSE(name_of(static_cast<NoteKind>(i)).empty());
    for (int i = 0; i <= static_cast<int>(OrderAction::ignore); ++i)
        EXPECT_FALSE(name_of(static_cast<OrderAction>(i)).empty());
}

}  // namespace
}  // namespace mwl::domain
