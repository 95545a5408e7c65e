// Candidates: never too little, never withheld, in the order of answers.
#include <gtest/gtest.h>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_candidates_test {

using Ids = std::vector<std::string>;

class Candidates : public ::testing::Test {
protected:
    // Order n of patient n, changed by `change`, starting n hours after the epoch of the clock.
    void add(
        int n, const std::function<void(Effects&, Step&)>& change = [](Effects&, Step&) {}) {
        Effects effects = effects_of(n);
        Step& step = effects.orders.front().procedures.front().steps.front();
        step.start = std::optional<Instant>(at(n));
        change(effects, step);
        fixture_.save(effects);
    }
    Instant at(int hour) const { return fixture_.clock.now() + std::chrono::hours(hour); }

    Ids ids(const CandidateFilter& filter = {}) {
        Ids found;
        fixture_.store->candidates().for_each(filter, [&](WorklistItem&& item) {
            found.push_back(item.step.id.str());
            return true;
        });
        return found;
    }

    StoreFixture fixture_;
};

TEST_F(Candidates, AnItemIsTheStepWithEverythingAboveIt) {
    add(1);
    std::vector<WorklistItem> items;
    fixture_.store->candidates().for_each({}, [&](WorklistItem&& item) {
        items.push_back(std::move(item));
        return true;
    });
    ASSERT_EQ(items.size(), 1U);
    Known known = fixture_.load(keys_of_order(1));
    Order& order = known.orders.front();
    order.procedures.front().steps.front().as_ordered = {};  // for status messages: no item carries it
    EXPECT_EQ(items.front().step, order.procedures.front().steps.front());
    order.procedures.front().steps.clear();
    EXPECT_EQ(items.front().procedure, order.procedures.front());
    order.procedures.clear();
    EXPECT_EQ(items.front().order, order);
    EXPECT_EQ(items.front().patient, known.patients.front());
    EXPECT_EQ(items.front().visit, known.visits.front().visit);
}

// The order's page said "no step" while the step was withheld from every worklist.
TEST_F(Candidates, AWithheldStepIsAmongTheStepsOfItsOrderAndIsAnAlarm) {
    add(1, [](Effects&, Step& step) { step.withheld = true; });
    add(2);
    EXPECT_EQ(ids(), Ids{"S2"});
    const auto steps = fixture_.store->records().steps({{}, accession(1)}, {}).rows;
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_TRUE(steps[0].step.withheld);
    EXPECT_TRUE(fixture_.store->records().steps({{}, accession(3)}, {}).rows.empty());
    EXPECT_EQ(fixture_.store->records().alarms().at(store::Alarm::withheld_steps), 1);
}

TEST_F(Candidates, AnUnscheduledPerformedStepWithAnAlarmIsListedAndCounted) {
    Effects effects = effects_of(1);
    effects.performed.push_back(a_performed_step(1));
    effects.performed.back().alarm = "names accession A1 of another patient";
    fixture_.save(effects);
    const auto performed = fixture_.store->records().performed_steps({}, {10, {}}).rows;
    ASSERT_EQ(performed.size(), 1U);
    EXPECT_EQ(performed[0].alarm, "names accession A1 of another patient");
    EXPECT_EQ(performed[0].device, AeTitle("CT1"));
    EXPECT_TRUE(performed[0].orders.empty());
    const auto alarms = fixture_.store->records().alarms();
    EXPECT_EQ(alarms.at(store::Alarm::performed_with_alarm), 1);
    EXPECT_EQ(alarms.at(store::Alarm::unscheduled), 1);
    EXPECT_EQ(alarms.at(store::Alarm::parked), 0);
}

TEST_F(Candidates, AnOrderWithoutAVisitIsAnsweredAllTheSame) {
    add(1, [](Effects& effects, Step&) {
        effects.visits.clear();
        effects.orders.front().visit_number.clear();
        effects.orders.front().visit_issuer = {};
    });
    EXPECT_EQ(ids(), Ids{"S1"});
}

TEST_F(Candidates, OnlyOpenStepsUnlessAskedForOthers) {
    int n = 0;
    for (const auto status : {StepStatus::scheduled, StepStatus::arrived, StepStatus::ready,
                              StepStatus::started, StepStatus::departed, StepStatus::completed,
                              StepStatus::discontinued, StepStatus::cancelled, StepStatus::on_hold})
        add(++n, [&](Effects&, Step& step) { step.status = status; });
    EXPECT_EQ(ids(), (Ids{"S1", "S2", "S3", "S4"}));
    CandidateFilter filter;
    filter.statuses = {StepStatus::departed, StepStatus::arrived};
    EXPECT_EQ(ids(filter), (Ids{"S2", "S5"}));
}

TEST_F(Candidates, WithheldStepsAndStepsLackingAType1ValueAreNeverAnswered) {
    add(1, [](Effects&, Step& step) { step.withheld = true; });
    add(2, [](Effects&, Step& step) { step.start = std::optional<Instant>(); });
    add(3, [](Effects&, Step& step) { step.modality = std::string(); });
    add(4, [](Effects& effects, Step&) { effects.patients.front().name = PersonName(); });
    add(5, [](Effects& effects, Step&) { effects.orders.front().procedures.front().study = StudyUid(); });
    add(6, [](Effects& effects, Step&) { effects.orders.front().procedures.front().id = ProcedureId(); });
    add(7);
    EXPECT_EQ(ids(), Ids{"S7"});
}

TEST_F(Candidates, AWithheldStepIsGivenToWhoeverExplainsAnEmptyListAndAsksForIt) {
    add(1, [](Effects&, Step& step) { step.withheld = true; });
    add(2);
    CandidateFilter filter;
    filter.hidden_too = true;
    EXPECT_EQ(ids(filter), (Ids{"S1", "S2"}));
    filter.soonest = 1;
    EXPECT_EQ(ids(filter), Ids{"S1"});
    filter.soonest = 0;
    filter.accession = "A1";
    EXPECT_EQ(ids(filter), Ids{"S1"});
    filter.hidden_too = false;
    EXPECT_EQ(ids(filter), Ids{});
}

TEST_F(Candidates, FromIsInsideAndToIsOutsideOfTheWindow) {
    for (int n = 1; n <= 4; ++n) add(n);
    CandidateFilter filter;
    filter.from = at(2);
    filter.to = at(4);
    EXPECT_EQ(ids(filter), (Ids{"S2", "S3"}));
    filter.to.reset();
    EXPECT_EQ(ids(filter), (Ids{"S2", "S3", "S4"}));
    filter.from = at(2) + std::chrono::microseconds(1);
    EXPECT_EQ(ids(filter), (Ids{"S3", "S4"}));
}

TEST_F(Candidates, AStepWithoutAStationIsAnsweredToEveryStation) {
    add(1, [](Effects&, Step& step) {
        step.stations = std::vector<AeTitle>{AeTitle("CT1"), AeTitle("CT2")};
    });
    add(2, [](Effects&, Step& step) { step.stations = std::vector<AeTitle>{AeTitle("MR1")}; });
    add(3, [](Effects&, Step& step) { step.stations = std::vector<AeTitle>{}; });
    CandidateFilter filter;
    filter.stations = {AeTitle("CT2"), AeTitle("US9")};
    EXPECT_EQ(ids(filter), (Ids{"S1", "S3"}));
}

TEST_F(Candidates, EachIdentifierNarrowsToItsOwn) {
    for (int n = 1; n <= 3; ++n)
        add(n, [&](Effects&, Step& step) { step.modality = std::string(n == 2 ? "MR" : "CT"); });
    std::vector<CandidateFilter> filters(6);
    filters[0].modalities = {"MR", "US"};
    filters[1].patient_id = "P2";
    filters[2].accession = "A2";
    filters[3].studies = {StudyUid("2.25.1002"), StudyUid("2.25.7")};
    filters[4].step_id = "S2";
    filters[5].procedure_id = "R2";
    for (const auto& filter : filters) EXPECT_EQ(ids(filter), Ids{"S2"});
}

TEST_F(Candidates, NamesAreFoundByTheFoldedBeginningAndWildcardsAreLetters) {
    const auto named = [](const char* family) {
        return [family](Effects& effects, Step&) {
            PersonName name;
            name.alphabetic.family = family;
            effects.patients.front().name = name;
        };
    };
    add(1, named("Müller"));
    add(2, named("MULLERSTEIN"));
    add(3, named("Mu_ler"));
    add(4, named("Mu%"));
    CandidateFilter filter;
    filter.folded_name_prefix = "muller";
    EXPECT_EQ(ids(filter), (Ids{"S1", "S2"}));
    filter.folded_name_prefix = "mu_";
    EXPECT_EQ(ids(filter), Ids{"S3"});
    filter.folded_name_prefix = "mu%";
    EXPECT_EQ(ids(filter), Ids{"S4"});
    filter.folded_name_prefix = "x";
    EXPECT_EQ(ids(filter), Ids{});
}

TEST_F(Candidates, OpenBeforeStartedThenStartThenPriorityThenAccession) {
    const auto with = [](StepStatus status, Instant start, const char* priority) {
        return [=](Effects& effects, Step& step) {
            step.status = status;
            step.start = std::optional<Instant>(start);
            effects.orders.front().procedures.front().priority = std::string(priority);
        };
    };
    add(1, with(StepStatus::started, at(0), "STAT"));
    add(2, with(StepStatus::scheduled, at(2), "STAT"));
    add(3, with(StepStatus::arrived, at(1), ""));
    add(4, with(StepStatus::ready, at(1), "LOW"));
    add(5, with(StepStatus::scheduled, at(1), "ROUTINE"));
    add(7, with(StepStatus::scheduled, at(1), "STAT"));
    add(6, with(StepStatus::scheduled, at(1), "STAT"));
    EXPECT_EQ(ids(), (Ids{"S6", "S7", "S5", "S4", "S3", "S2", "S1"}));
}

TEST_F(Candidates, OfThoseThatFitOnlyTheSoonestIfAskedFor) {
    for (int n = 5; n >= 1; --n) add(n);
    add(6, [this](Effects&, Step& step) {
        step.start = std::optional<Instant>(at(0));
        step.status = StepStatus::started;
    });
    add(7, [this](Effects&, Step& step) {
        step.start = std::optional<Instant>(at(0));
        step.status = StepStatus::completed;
    });
    CandidateFilter filter;
    filter.soonest = 3;
    EXPECT_EQ(ids(filter), (Ids{"S6", "S1", "S2"}));
    filter.patient_id = "P4";
    EXPECT_EQ(ids(filter), Ids{"S4"});
}

TEST_F(Candidates, F18_AStepWhoseRowWasChangedToNonsenseIsLeftOutAndCountedAndTheOthersAreAnswered) {
    for (const int n : {1, 2, 3}) add(n);
    (void)fixture_.database.psql("update scheduled_step set local_date = 'infinity' where step_id = 'S2'");
    EXPECT_EQ(ids(), (Ids{"S1", "S3"}));
    EXPECT_EQ(fixture_.store->candidates().unreadable(), 1U);
    EXPECT_EQ(fixture_.store->records().steps({{at(0), at(9)}, {}}, {10, {}}).rows.size(), 2U)
        << "nor does the page fail";
}

TEST_F(Candidates, F18_AStepThatCannotBeReadEndsNoPage) {
    for (const int n : {1, 2, 3, 4}) add(n);
    (void)fixture_.database.psql(
        "update scheduled_step set local_date = 'infinity' where step_id in ('S1', 'S2')");
    auto& records = fixture_.store->records();
    const auto first = records.steps({{at(0), at(9)}, {}}, {2, {}});
    EXPECT_TRUE(first.rows.empty());
    ASSERT_TRUE(first.next);
    const auto second = records.steps({{at(0), at(9)}, {}}, {2, first.next});
    EXPECT_EQ(second.rows.size(), 2U);
    EXPECT_FALSE(second.next);
}

TEST_F(Candidates, F18_AnInstantIsNeverWithoutEnd) {
    add(1);
    EXPECT_THROW((void)fixture_.database.psql("update scheduled_step set start_at = 'infinity'"),
                 std::runtime_error);
    EXPECT_THROW((void)fixture_.database.psql("update imaging_order set requested_at = '-infinity'"),
                 std::runtime_error);
}

TEST_F(Candidates, F18_AnyDateThatWasStoredIsReadAgain) {
    for (const int year : {10000, 1, 0, -43}) {
        const LocalDate date = std::chrono::year{year} / 2 / 28;
        fixture_.save([&] {
            auto effects = effects_of(1);
            effects.orders.front().procedures.front().steps.front().local_date = OptionalDate{date};
            return effects;
        }());
        const auto known = fixture_.load(keys_of_order(1));
        EXPECT_EQ(*known.orders.at(0).procedures.at(0).steps.at(0).local_date, date) << year;
    }
}

TEST_F(Candidates, NothingIsReadAfterTakeHasEnough) {
    for (int n = 1; n <= 5; ++n) add(n);
    int taken = 0;
    fixture_.store->candidates().for_each({}, [&](WorklistItem&&) { return ++taken < 2; });
    EXPECT_EQ(taken, 2);
    EXPECT_EQ(ids().size(), 5U) << "the session is fit for the next query";
}

TEST_F(Candidates, AnAnswerIsOneSnapshotWhateverHappensMeanwhile) {
    Hard hard(1);
    Effects effects = effects_of(1);
    for (int n = 2; n <= 450; ++n) {
        effects.orders.front().procedures.front().steps.push_back(a_step(n, hard));
    }
    fixture_.save(effects);
    Ids found;
    fixture_.store->candidates().for_each({}, [&](WorklistItem&& item) {
        if (found.empty()) (void)fixture_.database.psql("update scheduled_step set status = 'CANCELLED'");
        EXPECT_EQ(item.step.status, StepStatus::scheduled);
        found.push_back(item.step.id.str());
        return true;
    });
    EXPECT_EQ(found.size(), 450U);
    EXPECT_EQ(ids(), Ids{});
}

TEST_F(Candidates, WhatTakeThrowsGoesThroughAndTheSessionStaysFit) {
    add(1);
    EXPECT_THROW(fixture_.store->candidates().for_each({}, [](WorklistItem&&) -> bool { throw 7; }), int);
    EXPECT_EQ(ids(), Ids{"S1"});
}

TEST_F(Candidates, ThePageSeesWithheldAndFinishedStepsToo) {
    add(1, [](Effects&, Step& step) { step.withheld = true; });
    add(2, [](Effects&, Step& step) { step.status = StepStatus::cancelled; });
    add(3);
    add(9);
    const auto items = fixture_.store->records().steps({{at(0), at(9)}, {}}, {10, {}}).rows;
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].step.id, step_id(1));
    EXPECT_EQ(items[2].patient.id, patient_id(3));
    EXPECT_EQ(fixture_.store->records().steps({{at(0), at(9)}, {}}, {2, {}}).rows.size(), 2U);
}

}  // namespace store_candidates_test
}  // namespace mwl::test
