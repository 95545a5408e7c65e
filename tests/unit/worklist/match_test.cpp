// Matching of keys other than date and time (interop.md 5).
#include <gtest/gtest.h>

#include "unit/worklist/worklist_items.h"

namespace mwl::worklist::test {
namespace {

WorklistItem named(const char* name) {
    WorklistItem item = an_item();
    item.patient.name = text::parse_pn(name);
    return item;
}

WorklistItem at_stations(std::vector<AeTitle> stations) {
    WorklistItem item = an_item();
    item.step.stations = std::move(stations);
    return item;
}

WorklistItem with_status(StepStatus status) {
    WorklistItem item = an_item();
    item.step.status = status;
    return item;
}

QueryText station(const char* ae) { return a_query().step(tags::ScheduledStationAETitle, ae); }
QueryText status(const char* term) { return a_query().step(tags::ScheduledProcedureStepStatus, term); }

TEST(MatchUniversal, EmptyKeysStarsAndEmptySequencesFindEverything) {
    EXPECT_TRUE(Query::parse(Dataset{}, the_asker())->failed(an_item()).none());
    EXPECT_TRUE(matches(a_query().name("").modality("*").on(""), an_item()));
    Dataset zero_length;
    zero_length.set_items(tags::ScheduledProcedureStepSequence, {});
    EXPECT_TRUE(Query::parse(zero_length, the_asker())->failed(an_item()).none());
    Dataset code_of_nothing;
    code_of_nothing.set_items(tags::RequestedProcedureCodeSequence, {Dataset{}.set(tags::CodeValue, "")});
    WorklistItem without_code = an_item();
    without_code.procedure.code = CodedEntry{};
    EXPECT_TRUE(Query::parse(code_of_nothing, the_asker())->failed(without_code).none());
}

TEST(MatchSingleValue, PaddingDoesNotCountAndCaseDoes) {
    EXPECT_TRUE(matches(a_query().modality(" CT "), an_item()));
    EXPECT_TRUE(matches(a_query().modality(std::string("CT\0", 3)), an_item()));
    EXPECT_EQ(failed(a_query().modality("ct"), an_item()), "Modality");
    EXPECT_EQ(failed(a_query().root(tags::PatientID, "p-1"), an_item()), "PatientID");
}

TEST(MatchSingleValue, D17_WildcardsAreOrdinaryWhereOnlyASingleValueIsAllowed) {
    EXPECT_EQ(failed(a_query().modality("C?"), an_item()), "Modality");
    EXPECT_EQ(failed(station("CT*"), an_item()), "ScheduledStationAETitle");
    EXPECT_EQ(failed(a_query().root(tags::StudyInstanceUID, "1.2.*"), an_item()), "StudyInstanceUID");
}

TEST(MatchWildcard, D17_PercentUnderscoreAndQuotesAreOrdinaryCharacters) {
    for (const char* key : {"A1%", "A_00", "A1'0", "A1\"", "A1[0-9]0", "A10\\"})
        EXPECT_EQ(failed(a_query().root(tags::AccessionNumber, key), an_item()), "AccessionNumber") << key;
    EXPECT_TRUE(matches(a_query().root(tags::AccessionNumber, "A1?0"), an_item()));
    EXPECT_TRUE(matches(a_query().root(tags::AccessionNumber, "*00"), an_item()));
}

// Backtracking over 64 stars would outlive any test run.
TEST(MatchWildcard, D17_ManyStarsTakeLinearTime) {
    const auto stars = [](int count) {
        std::string key;
        for (int i = 0; i < count; ++i) key += "*a";
        return key;
    };
    const std::string sixty_four(64, 'a');
    EXPECT_EQ(failed(a_query().name(stars(63) + "b"), named(sixty_four.c_str())), "PatientName");
    EXPECT_TRUE(matches(a_query().name(stars(64)), named(sixty_four.c_str())));
    EXPECT_EQ(failed(a_query().root(tags::AccessionNumber, stars(16)), an_item()), "AccessionNumber");
}

TEST(MatchWildcard, QuestionMarkIsOneCharacterNotOneByte) {
    EXPECT_TRUE(matches(a_query().name("M?ller^J?rg"), an_item()));
    EXPECT_TRUE(matches(a_query().name("王?^小?"), named("Wang^Xiaodong=王力^小東")));
    EXPECT_FALSE(matches(a_query().name("M??ller^Jörg"), an_item()));
}

TEST(MatchName, CaseNeverMattersAndAccentsByPolicy) {
    EXPECT_TRUE(matches(a_query().name("MULLER^JORG"), an_item()));
    EXPECT_TRUE(matches(a_query().name("müll*"), an_item()));
    Asker strict = the_asker();
    strict.fold_accents = false;
    EXPECT_FALSE(matches(a_query().name("MULLER^JORG"), an_item(), strict));
    EXPECT_TRUE(matches(a_query().name("MÜLLER^JÖRG"), an_item(), strict));
}

TEST(MatchName, WithoutAWildcardTheWholeNameIsMeant) {
    EXPECT_FALSE(matches(a_query().name("Müller"), an_item()));
    EXPECT_TRUE(matches(a_query().name("Müller*"), an_item()));
    EXPECT_TRUE(matches(a_query().name("Müller^Jörg^^^"), an_item()));
    EXPECT_TRUE(matches(a_query().name(" Müller ^ Jörg "), an_item()));
}

TEST(MatchName, ComponentsLeftOutOfANameFitAStar) {
    EXPECT_TRUE(matches(a_query().name("DOE^*"), named("DOE")));
    EXPECT_TRUE(matches(a_query().name("DOE^*^*"), named("DOE^JANE")));
    EXPECT_FALSE(matches(a_query().name("DOE^?*"), named("DOE")));
}

TEST(MatchName, EachComponentGroupIsTried) {
    const auto yamada = named("Yamada^Tarou=山田^太郎=やまだ^たろう");
    EXPECT_TRUE(matches(a_query().name("yamada^tarou"), yamada));
    EXPECT_TRUE(matches(a_query().name("山田*"), yamada));
    EXPECT_TRUE(matches(a_query().name("やまだ^たろう"), yamada));
    EXPECT_TRUE(matches(a_query().name("Yamada^Tarou=山田^太郎"), yamada));
    EXPECT_TRUE(matches(a_query().name("*=山田*"), yamada));
    EXPECT_FALSE(matches(a_query().name("*=佐藤*"), yamada));
    EXPECT_FALSE(matches(a_query().name("Sato*"), yamada));
}

TEST(MatchPhysician, NameAndWildcardOfThePerformingPhysician) {
    const auto physician = [](const char* name) {
        return a_query().step(tags::ScheduledPerformingPhysicianName, name);
    };
    EXPECT_TRUE(matches(physician("curie*"), an_item()));
    EXPECT_EQ(failed(physician("bohr*"), an_item()), "ScheduledPerformingPhysicianName");
}

TEST(MatchStation, AnyStationOfTheStepFits) {
    const auto item = at_stations({AeTitle{"CT1"}, AeTitle{"CT2"}});
    EXPECT_TRUE(matches(station("CT2"), item));
    EXPECT_EQ(failed(station("CT3"), item), "ScheduledStationAETitle");
}

TEST(MatchStation, AStepWithoutStationsIsOfferedToWhoeverAsksWithItsModality) {
    const auto item = at_stations({});
    EXPECT_TRUE(matches(station("MR9").modality("CT"), item));
    EXPECT_EQ(failed(station("MR9").modality("MR"), item), "Modality");
}

TEST(MatchStation, AnEmptyStationKeyMeansMineWhereTheDeviceIsSetSo) {
    Asker mine = the_asker();
    mine.own_worklist_only = true;
    const auto other = at_stations({AeTitle{"CT2"}});
    EXPECT_EQ(failed(station(""), other, mine), "ScheduledStationAETitle");
    EXPECT_TRUE(matches(station(""), an_item(), mine));
    EXPECT_TRUE(matches(station("CT2"), other, mine)) << "a key that names a station stands";
    EXPECT_EQ(QueryText().query(mine).filter().stations, std::vector{AeTitle{"CT1"}});
}

TEST(MatchStatus, OpenStepsByDefaultAndTheKeyDecidesWhenItHasAValue) {
    using enum StepStatus;
    for (const auto open : {scheduled, arrived, ready, started})
        EXPECT_TRUE(matches(status(""), with_status(open))) << domain::name_of(open);
    for (const auto closed : {departed, completed, discontinued, cancelled, on_hold})
        EXPECT_EQ(failed(status(""), with_status(closed)), "ScheduledProcedureStepStatus");
    EXPECT_TRUE(matches(status("DEPARTED"), with_status(departed)));
    EXPECT_FALSE(matches(status("ARRIVED"), with_status(scheduled)));
    EXPECT_FALSE(matches(status("COMPLETED"), with_status(completed))) << "not a defined term of (0040,0020)";
    EXPECT_TRUE(matches(status("S*"), with_status(started)));
}

TEST(MatchStatus, AStarIsNoKeyOnStatus) {
    EXPECT_FALSE(matches(status("*"), with_status(StepStatus::cancelled)));
}

TEST(MatchStatus, StartedStepsAreHiddenWhereTheDeviceIsSetSo) {
    Asker asker = the_asker();
    asker.hide_started = true;
    EXPECT_FALSE(matches(status(""), with_status(StepStatus::started), asker));
    EXPECT_TRUE(matches(status("STARTED"), with_status(StepStatus::started), asker));
}

TEST(MatchStatus, AWithheldStepIsNeverShown) {
    WorklistItem item = an_item();
    item.step.withheld = true;
    EXPECT_FALSE(matches(a_query(), item));
    EXPECT_FALSE(matches(status("SCHEDULED"), item));
}

TEST(MatchTypeOne, AStepThatLacksATypeOneValueIsNeverShownAndTheReasonIsNamed) {
    WorklistItem item = an_item();
    item.procedure.study = StudyUid{};
    EXPECT_EQ(failed(a_query(), item), "StudyInstanceUID");
    item = an_item();
    item.step.start = std::optional<Instant>{};
    EXPECT_EQ(failed(a_query(), item), "ScheduledProcedureStepStartDate ScheduledProcedureStepStartTime");
}

TEST(MatchOptional, UidListCodesIssuersAndDates) {
    Dataset uids;
    uids.set_values(tags::StudyInstanceUID, {"9.9", "1.2.3.4", "1.1"});
    EXPECT_TRUE(Query::parse(uids, the_asker())->failed(an_item()).none());
    EXPECT_TRUE(Query::parse(uids, the_asker())->remarks().empty());

    const auto code = [](const char* value) {
        return Dataset{}.set_items(tags::RequestedProcedureCodeSequence,
                                   {Dataset{}.set(tags::CodeValue, value)});
    };
    EXPECT_TRUE(Query::parse(code("CTTX"), the_asker())->failed(an_item()).none());
    EXPECT_EQ(names(Query::parse(code("MRTX"), the_asker())->failed(an_item())),
              "RequestedProcedureCodeSequence");

    EXPECT_TRUE(matches(a_query().root(tags::PatientBirthDate, "19600101-19601231"), an_item()));
    EXPECT_EQ(failed(a_query().root(tags::PatientBirthDate, "19610101-"), an_item()), "PatientBirthDate");
    EXPECT_TRUE(matches(a_query().root(tags::PatientSex, "M"), an_item()));
    EXPECT_EQ(failed(a_query().root(tags::IssuerOfPatientID, "OTHER"), an_item()), "IssuerOfPatientID");
}

TEST(MatchWhy, EveryKeyThatKeepsAStepAwayIsNamed) {
    const auto query =
        a_query().name("Doe*").modality("MR").on("20260703").root(tags::AccessionNumber, "A100");
    EXPECT_EQ(failed(query, an_item()), "PatientName Modality ScheduledProcedureStepStartDate");
}

}  // namespace
}  // namespace mwl::worklist::test
