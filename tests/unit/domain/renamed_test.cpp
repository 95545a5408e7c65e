// A patient who is renamed while an exam of hers is scheduled or runs (faults.md E15), and exams of steps
// whose patient is in doubt (E16).
#include "mwl/domain/perform.h"
#include "orders.h"

namespace mwl::domain {
namespace {

constexpr std::chrono::hours kStepCreated{500'000};
Instant hours_later(int hours) { return Instant{kStepCreated + std::chrono::hours(hours)}; }

MessageChanges news(const std::string& new_name, const std::string& birth_date = {},
                    const std::string& sex = {}) {
    PatientChange change;
    change.patient.id = patient_id("P1");
    change.patient.name = name(new_name);
    if (!birth_date.empty())
        change.patient.birth_date = OptionalDate(
            LocalDate{std::chrono::year(std::stoi(birth_date)), std::chrono::January, std::chrono::day(1)});
    if (!sex.empty()) change.patient.sex = sex;
    return {{change}, {}, {}};
}

class RenamedPatient : public testing::Test {
protected:
    // Jane Doe has an order since hour 0.
    void SetUp() override { apply(known_, AChange()); }

    // What the store keeps of it.
    void rename(const std::string& new_name, int at_hour) {
        FormerName former;
        former.step = only_step(known_).row;
        former.name = *known_.patients.at(0).name;
        former.until = hours_later(at_hour);
        former.step_created_at = hours_later(0);
        known_.former_names.push_back(former);
        apply(known_, news(new_name));
    }
    void doubt(int at_hour) {
        for (auto& former : known_.former_names) former.doubted_at = hours_later(at_hour);
    }

    static PerformedStep performed(const std::string& stated_name) {
        PerformedStep out;
        out.uid = SopInstanceUid{"9.1"};
        out.patient = patient_id("P1");
        out.patient_name = stated_name;
        StepReference reference;
        reference.study = StudyUid{"1.2.3"};
        reference.step = StepId{"S1"};
        out.references = {reference};
        return out;
    }
    Effects create(const PerformedStep& step) {
        auto effects = perform_created(step, known_);
        store(known_, effects);
        return effects;
    }
    Effects complete() {
        const auto before = *known_.performed_step(SopInstanceUid{"9.1"});
        auto after = before;
        after.status = PpsStatus::completed;
        auto effects = perform_changed(before, after, known_);
        store(known_, effects);
        return effects;
    }
    StepStatus status() { return only_step(known_).status; }

    // The exam is kept for a person, nothing else.
    void expect_of_another_patient(const PerformedStep& step) {
        const auto effects = create(step);
        EXPECT_TRUE(effects.performed.at(0).steps.empty());
        EXPECT_FALSE(effects.performed.at(0).alarm.empty());
        EXPECT_TRUE(effects.status.empty());
        EXPECT_EQ(status(), StepStatus::scheduled);
    }

    Known known_;
};

TEST_F(RenamedPatient, E15_ATraumaPatientRenamedBetweenWorklistAndExamIsTheSamePatient) {
    rename("MUSTERMANN^ERIKA", 2);
    const auto effects = create(performed("DOE^JANE"));
    EXPECT_EQ(status(), StepStatus::started);
    EXPECT_EQ(effects.performed.at(0).alarm, "");
    EXPECT_NE(effects.performed.at(0).linked_by.find("name that was changed"), std::string::npos);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].patient.name->alphabetic.family, "MUSTERMANN") << "the RIS knows this name";
}

TEST_F(RenamedPatient, E15_ARenamingBetweenStartAndEndOfTheExamChangesNothing) {
    create(performed("DOE^JANE"));
    rename("MUSTERMANN^ERIKA", 2);
    const auto effects = complete();
    EXPECT_EQ(status(), StepStatus::completed);
    ASSERT_EQ(effects.status.size(), 1U);
    EXPECT_EQ(effects.status[0].patient.name->alphabetic.family, "MUSTERMANN");
}

TEST_F(RenamedPatient, E15_TheCurrentNameNeedsNoHistory) {
    rename("MUSTERMANN^ERIKA", 2);
    const auto effects = create(performed("MUSTERMANN^ERIKA"));
    EXPECT_EQ(status(), StepStatus::started);
    EXPECT_EQ(effects.performed.at(0).linked_by.find("name"), std::string::npos);
}

TEST_F(RenamedPatient, E15_EachOfSeveralNamesThatWereInForceIsTheSamePatient) {
    rename("UNKNOWN^SEVEN", 2);
    rename("MUSTERMANN^ERIKA", 3);
    rename("DOE^JANE", 4);
    rename("SCHMIDT^ANNA", 5);
    for (const auto* const stated : {"DOE^JANE", "UNKNOWN^SEVEN", "MUSTERMANN^ERIKA", "SCHMIDT^ANNA"}) {
        Known known = known_;
        EXPECT_EQ(perform_created(performed(stated), known).status.size(), 1U) << stated;
    }
}

TEST_F(RenamedPatient, E15_ANameThatNeverWasInForceIsAnotherPatients) {
    rename("MUSTERMANN^ERIKA", 2);
    expect_of_another_patient(performed("SCHMIDT^ANNA"));
}

TEST_F(RenamedPatient, E15_ANameFromBeforeTheStepExistedIsAnotherPatients) {
    rename("MUSTERMANN^ERIKA", 0);
    expect_of_another_patient(performed("DOE^JANE"));
}

TEST_F(RenamedPatient, E15_AFormerNameUnderAnotherIdIsAnotherPatients) {
    rename("MUSTERMANN^ERIKA", 2);
    auto step = performed("DOE^JANE");
    step.patient.issuer = Issuer{"ELSEWHERE"};
    expect_of_another_patient(step);
}

TEST_F(RenamedPatient, E15_AFormerNameWithoutAnIdProvesNothing) {
    rename("MUSTERMANN^ERIKA", 2);
    auto step = performed("DOE^JANE");
    step.patient = {};
    expect_of_another_patient(step);
}

TEST_F(RenamedPatient, E15_AFormerNameOfAnotherStepsTimeDoesNotCount) {
    rename("MUSTERMANN^ERIKA", 2);
    known_.former_names.at(0).step = StepRow{4711};
    expect_of_another_patient(performed("DOE^JANE"));
}

TEST_F(RenamedPatient, E15_AnotherBirthDateMeansThatTheIdWasGivenToAnotherPerson) {
    rename("MUSTERMANN^ERIKA", 2);
    apply(known_, news("MUSTERMANN^ERIKA", "1990"));
    auto step = performed("DOE^JANE");
    step.birth_date = LocalDate{std::chrono::year(1950), std::chrono::January, std::chrono::day(1)};
    expect_of_another_patient(step);
}

TEST_F(RenamedPatient, E15_AnotherSexMeansThatTheIdWasGivenToAnotherPerson) {
    rename("MUSTERMANN^MAX", 2);
    apply(known_, news("MUSTERMANN^MAX", {}, "M"));
    auto step = performed("DOE^JANE");
    step.sex = "F";
    expect_of_another_patient(step);
}

TEST_F(RenamedPatient, E15_EqualOrUnknownBirthDateAndSexContradictNothing) {
    rename("MUSTERMANN^ERIKA", 2);
    apply(known_, news("MUSTERMANN^ERIKA", "1990", "F"));
    auto equal = performed("DOE^JANE");
    equal.birth_date = LocalDate{std::chrono::year(1990), std::chrono::January, std::chrono::day(1)};
    equal.sex = "F";
    auto unknown_sex = performed("DOE^JANE");
    unknown_sex.sex = "O";
    for (const auto& step : {equal, unknown_sex, performed("DOE^JANE")}) {
        Known known = known_;
        EXPECT_EQ(perform_created(step, known).status.size(), 1U);
    }
}

TEST_F(RenamedPatient, E15_ADoubtSinceTheRenamingTakesTheFormerNameAway) {
    rename("MUSTERMANN^ERIKA", 2);
    doubt(3);
    expect_of_another_patient(performed("DOE^JANE"));
}

TEST_F(RenamedPatient, E15_ADoubtThatWasSettledBeforeTheRenamingDoesNot) {
    rename("MUSTERMANN^ERIKA", 2);
    doubt(1);
    create(performed("DOE^JANE"));
    EXPECT_EQ(status(), StepStatus::started);
}

TEST_F(RenamedPatient, E16_AnExamOfAWithheldStepIsKeptAndLinkedAndAPersonIsTold) {
    only_step(known_).withheld = true;
    const auto effects = create(performed("DOE^JANE"));
    ASSERT_EQ(effects.performed.size(), 1U);
    EXPECT_EQ(effects.performed[0].steps.size(), 1U);
    EXPECT_EQ(effects.performed[0].alarm, "performed although step S1 is withheld");
    EXPECT_TRUE(tells(effects, "performed although withheld"));
    EXPECT_TRUE(only_step(known_).withheld) << "an exam settles no doubt";
}

TEST_F(RenamedPatient, E16_ADoubtRaisedDuringTheExamIsToldOnceWithItsEnd) {
    create(performed("DOE^JANE"));
    only_step(known_).withheld = true;
    const auto before = *known_.performed_step(SopInstanceUid{"9.1"});
    const auto interim = perform_changed(before, before, known_);
    EXPECT_EQ(interim.performed.at(0).alarm, "performed although step S1 is withheld");
    store(known_, interim);
    const auto effects = complete();
    EXPECT_EQ(effects.performed.at(0).alarm, "performed although step S1 is withheld");
    EXPECT_FALSE(tells(effects, "performed although withheld"));
}

}  // namespace
}  // namespace mwl::domain
