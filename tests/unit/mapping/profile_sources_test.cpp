// What an interface analyst changes in a profile: where a value is read from, what is done to it, what a
// missing one means.
#include <algorithm>

#include "order_message.h"

namespace mwl::mapping {
namespace {

const Origin* origin_of(const OrderChange& change, std::string_view target) {
    for (const auto& origin : change.origins)
        if (origin.target == target) return &origin;
    return nullptr;
}

TEST(ProfileSources, AValueIsReadFromAnotherFieldIfTheProfileSaysSo) {
    SiteProfile profile;
    read_from(profile, Target::procedure_reason, {"ZXX-2.1", "OBR-13"});
    OrderMessage message;
    message.set("OBR-13", "cough").set("OBR-31", "^fall");
    EXPECT_EQ(*procedure_of(message).reason, "fall");
    EXPECT_EQ(*procedure_of(message, profile).reason, "cough");
    EXPECT_EQ(*procedure_of(message.add("OBR", "ZXX|1|fever^F\r"), profile).reason, "fever");
}

TEST(ProfileSources, ASegmentIsChosenByWhatStandsInIt) {
    SiteProfile profile;
    read_from(profile, Target::procedure_reason, {"OBX[3.1=REASON]-5"});
    OrderMessage message;
    message.add("OBR", "OBX|1|ST|OTHER^x||no\rOBX|2|ST|reason ^x||short breath\r");
    EXPECT_EQ(*procedure_of(message, profile).reason, "short breath");
}

TEST(ProfileSources, ARepetitionIsChosenByANumberOrByWhatStandsInIt) {
    SiteProfile profile;
    OrderMessage message;
    message.set("OBR-20", "ACC^A~77^B");
    read_from(profile, Target::order_accession, {"OBR-20[2].1"});
    EXPECT_EQ(order_of(message, profile).order.accession.number, "77");
    read_from(profile, Target::order_accession, {"OBR-20[2=A].1"});
    EXPECT_EQ(order_of(message, profile).order.accession.number, "ACC");
    EXPECT_EQ(order_of(message, profile).places.accession, "OBR[1]-20[1].1");
}

struct Change {
    const char* source;
    const char* field;
    const char* accession;
};
class Transforms : public testing::TestWithParam<Change> {};
TEST_P(Transforms, MakeTheNumberThatTheSiteUses) {
    SiteProfile profile;
    read_from(profile, Target::order_accession, {GetParam().source});
    const auto change = order_of(OrderMessage{}.set("OBR-18", GetParam().field), profile);
    EXPECT_EQ(change.order.accession.number, GetParam().accession);
}
INSTANTIATE_TEST_SUITE_P(
    ProfileSources, Transforms,
    testing::Values(Change{"OBR-18 | strip-zeros", "000123", "123"},
                    Change{"OBR-18 | strip-zeros", "000", "0"}, Change{"OBR-18 | pad:6", "123^x", "000123"},
                    Change{"OBR-18 | pad:2", "123", "123"}, Change{"OBR-18 | upper", " ab1 ", "AB1"},
                    Change{"OBR-18 | prefix:3", "ABC123", "ABC"},
                    Change{"OBR-18 | prefix:9", "ABC123", "ABC123"},
                    Change{"OBR-18 | replace:/^RIS-|-X$//", "RIS-77-X", "77"},
                    Change{"OBR-18 | replace:/(\\d+)\\/(\\d+)/\\2-\\1/", "12/2026", "2026-12"},
                    Change{"OBR-18 | replace:/b|x/c/ | pad:5", "abx", "00acc"},
                    Change{"OBR-18 | replace:/x/y/", "A1", "A1"}));

TEST(ProfileSources, ThePatientsNumberMayStandElsewhere) {
    SiteProfile profile;
    read_from(profile, Target::patient_id, {"PID-3", "PID-2", "ZPI-1"});
    const auto id = [&](OrderMessage message) {
        const auto change = order_of(message.set("PID-2", "4711"), profile);
        return change.patient.id.id + " " + change.patient.id.issuer.str();
    };
    EXPECT_EQ(id(OrderMessage{}), "PAT001 HOSP");
    EXPECT_EQ(id(OrderMessage{}.set("PID-3", "")), "4711 HOSPITAL");
    const auto missing = problem_of(OrderMessage{}.set("PID-3", ""), profile);
    EXPECT_EQ(missing.where, "PID[1]-3");
    EXPECT_EQ(missing.code, Code::required_field_missing);
}

TEST(ProfileSources, ACodeWithoutARowIsNotedWhereItsValueIsMissing) {
    SiteProfile profile;
    profile.tables["rooms"].add("R1", {"CT1"});
    profile.tables["words"].add("E", {"STAT"});
    read_from(profile, Target::step_stations, {"OBR-21 | table:rooms"});
    read_from(profile, Target::procedure_priority, {"OBR-27.2 | table:words", "OBR-5"});
    const auto change = order_of(OrderMessage{}.set("OBR-21", "R9").set("OBR-27", "^X"), profile);
    EXPECT_TRUE(has_note(change, NoteKind::ignored, "ScheduledStationAETitle"));
    EXPECT_TRUE(has_note(change, NoteKind::ignored, "RequestedProcedurePriority"));
    const auto known =
        order_of(OrderMessage{}.set("OBR-21", "R1").set("OBR-27", "^X").set("OBR-5", "R"), profile);
    EXPECT_FALSE(has_note(known, NoteKind::ignored, "ScheduledStationAETitle"));
    EXPECT_FALSE(has_note(known, NoteKind::ignored, "RequestedProcedurePriority")) << "another source had it";
}

TEST(ProfileSources, ADateThatIsNotWrittenAsTheProfileSaysIsNotedWithItsForm) {
    SiteProfile profile;
    read_from(profile, Target::step_start, {"ORC-7.4 | date-format:DD.MM.YYYY"});
    read_from(profile, Target::patient_birth_date, {"PID-7 | date-format:DD.MM.YYYY"});
    const auto change =
        order_of(OrderMessage{}.set("ORC-7", "^^^31.02.2026").set("PID-7", "32.1.1970"), profile);
    const auto says = [&](const std::string& text) {
        return std::ranges::any_of(
            change.notes, [&](const MappingNote& note) { return note.rule.find(text) != std::string::npos; });
    };
    EXPECT_TRUE(says("not a time written as DD.MM.YYYY"));
    EXPECT_TRUE(says("not a date written as DD.MM.YYYY"));
}

TEST(ProfileSources, C12_ALongTextIsNotReplacedAndThatIsNoted) {
    SiteProfile profile;
    read_from(profile, Target::procedure_clinical_information, {"OBR-13 | replace:/\\s*(\\(.*\\))?//"});
    const auto change = order_of(OrderMessage{}.set("OBR-13", std::string(60'000, '(')), profile);
    EXPECT_EQ(change.order.procedures[0].clinical_information->substr(0, 3), "(((");
    EXPECT_TRUE(has_note(change, NoteKind::ignored, "MedicalAlerts"));
}

struct WrittenDate {
    const char* format;
    const char* text;
    const char* start;  // empty: no start is read
};
class WrittenDates : public testing::TestWithParam<WrittenDate> {};
TEST_P(WrittenDates, AreReadAsTheSenderWritesThem) {
    SiteProfile profile;
    read_from(profile, Target::step_start, {std::string("ORC-7.4 | date-format:") + GetParam().format});
    profile.rule(Target::step_start).missing = Missing::reject;
    const auto changes =
        changes_of(OrderMessage{}.set("ORC-7", "^^^" + std::string(GetParam().text)), profile);
    ASSERT_EQ(changes.ok(), GetParam().start[0] != '\0');
    if (changes)
        EXPECT_EQ(print_hl7_time(**changes->orders.at(0).order.procedures.at(0).steps.at(0).start, Zone()),
                  GetParam().start);
    else
        EXPECT_EQ(changes.problem().where, "ORC[1]-7.4");
}
INSTANTIATE_TEST_SUITE_P(
    ProfileSources, WrittenDates,
    testing::Values(WrittenDate{"DD.MM.YYYY hh:mm", "02.07.2026 10:30", "20260702103000+0000"},
                    WrittenDate{"DD.MM.YYYY hh:mm", "2.7.2026 9:05", "20260702090500+0000"},
                    WrittenDate{"YYYY/MM/DD", "2026/07/02", "20260702000000+0000"},
                    WrittenDate{"hhmmssDDMMYYYY", "10300002072026", "20260702103000+0000"},
                    WrittenDate{"DD.MM.YYYY", "20260702103000", "20260702103000+0000"},  // already HL7's
                    WrittenDate{"DD.MM.YYYY", "31.02.2026", ""}, WrittenDate{"DD.MM.YYYY", "2.7.26", ""},
                    WrittenDate{"DD.MM.YYYY", "02.07.2026x", ""},
                    WrittenDate{"MM/DD/YYYY", "13/07/2026", ""}));

TEST(ProfileSources, ATextCutByTheProfileIsNoted) {
    SiteProfile profile;
    read_from(profile, Target::procedure_reason, {"OBR-31.2 | cut:4"});
    const auto change = order_of(OrderMessage{}.set("OBR-31", "^headache"), profile);
    EXPECT_EQ(*change.order.procedures[0].reason, "head");
    EXPECT_TRUE(has_note(change, NoteKind::cut, "ReasonForTheRequestedProcedure"));
}

TEST(ProfileSources, TheModalityOfAFeedWithoutOneComesFromTheCodesPrefixElseFromAConstant) {
    SiteProfile profile;
    read_from(profile, Target::step_modality, {"OBR-4.1 | prefix:2 | table:prefixes"});
    set_table(profile, "prefixes", "US", "US");
    profile.rule(Target::step_modality).otherwise = "DX";
    OrderMessage message;
    message.set("OBR-24", "").set("OBR-4", "US-ABD^Abdomen^L");
    const auto by_prefix = order_of(message, profile);
    EXPECT_EQ(*by_prefix.order.procedures[0].steps[0].modality, "US");
    EXPECT_TRUE(has_note(by_prefix, NoteKind::translated, "Modality"));
    const auto constant = order_of(message.set("OBR-4", "XX-1^Chest^L"), profile);
    EXPECT_EQ(*constant.order.procedures[0].steps[0].modality, "DX");
    EXPECT_TRUE(has_note(constant, NoteKind::defaulted, "Modality"));
}

TEST(ProfileSources, ACodeThatNoTableHasIsNamedWithItsPlace) {
    SiteProfile profile;
    read_from(profile, Target::step_modality, {"OBR-4.1 | table:procedures"});
    set_table(profile, "procedures", "OTHER", "US");
    const auto problem = problem_of(OrderMessage{}, profile);
    EXPECT_EQ(problem.code, Code::value_not_in_table);
    EXPECT_EQ(problem.where, "OBR[1]-4.1");
    EXPECT_NE(problem.what.find("no table of the profile has this code"), std::string::npos) << problem.what;
}

TEST(ProfileSources, AConstantIsForNewOrdersAndDoesNotOverruleWhatIsKnown) {
    SiteProfile profile;
    profile.rule(Target::visit_institution).otherwise = "St. Elsewhere";
    OrderMessage message;
    EXPECT_EQ(*order_of(message, profile).visit.institution, "St. Elsewhere");
    EXPECT_FALSE(order_of(message.set("ORC-1", "XO"), profile).visit.institution.is_stated());
    EXPECT_EQ(*order_of(message.set("ORC-1", "NW").set("PV1-39", "North"), profile).visit.institution,
              "North");
}

TEST(ProfileSources, AnythingMayBeRequiredOfANewOrderAndOnlyOfThat) {
    const auto profile = profile_with(Target::procedure_reason, Missing::reject);
    const auto problem = problem_of(OrderMessage{}, profile);
    EXPECT_EQ(problem.code, Code::required_field_missing);
    EXPECT_EQ(problem.where, "OBR[1]-31");
    EXPECT_NE(problem.what.find("procedure.reason"), std::string::npos);
    EXPECT_EQ(order_of(OrderMessage{}.set("ORC-1", "XO"), profile).action, OrderAction::update);
    EXPECT_EQ(order_of(OrderMessage{}.set("OBR-31", "^fall"), profile).action, OrderAction::create);
}

// "PACEMAKER" alone, of a text with subcomponents and repetitions, would have been a clinical error.
TEST(ProfileSources, ATransformWorksOnWhatTheTargetWouldShow) {
    SiteProfile profile;
    read_from(profile, Target::procedure_clinical_information, {"OBR-13 | trim"});
    read_from(profile, Target::procedure_reason, {"OBR-31 | trim"});
    read_from(profile, Target::step_modality, {"OBR-4.1 | table:procedures"});
    set_table(profile, "procedures", "H&N", "CT");
    set_table(profile, "procedures", "H", "US");
    OrderMessage message;
    message.set("OBR-13", "PACEMAKER & CLIPS")
        .set("OBR-31", "R10.1^Acute abdomen^I10")
        .set("OBR-4", "H&N^Head^L");
    const auto procedure = procedure_of(message, profile);
    EXPECT_EQ(*procedure.clinical_information,
              *procedure_of(message.set("OBR-24", "CT")).clinical_information);
    EXPECT_EQ(*procedure.reason, "Acute abdomen");
    EXPECT_EQ(*procedure.steps[0].modality, "CT");
}

TEST(ProfileSources, OnlyTheTextThatIsTakenIsNotedAsCut) {
    SiteProfile profile;
    read_from(profile, Target::procedure_reason, {"OBX[3=R]-5 | cut:3"});
    const auto change = order_of(
        OrderMessage{}.add("OBR", "OBX|1|ST|R||short\rOBX|2|ST|R||second\rOBX|3|ST|R||third\r"), profile);
    EXPECT_EQ(*change.order.procedures[0].reason, "sho");
    EXPECT_EQ(std::ranges::count(change.notes, NoteKind::cut, &MappingNote::kind), 1);
}

TEST(ProfileSources, OfTwoObservationsOfOneTimeTheLaterInTheMessageCountsWhateverNamesIt) {
    const auto weight = [](const std::string& observations) {
        return *order_of(OrderMessage{}.add("OBR", observations)).patient.weight_kg;
    };
    EXPECT_EQ(weight("OBX|1|NM|WEIGHT^On admission^L||70|kg\rOBX|2|NM|29463-7^Gewicht^LN||52|kg\r"), "52");
    EXPECT_EQ(weight("OBX|1|NM|29463-7^Body weight^LN||80|kg\rOBX|2|NM|29463-7^Gewicht^LN||81|kg\r"), "81");
    EXPECT_EQ(weight("OBX|1|NM|29463-7^Gewicht^LN||81|kg\rOBX|2|NM|BW^Birth^L^^Weight^L||3.1|kg\r"), "81");
}

TEST(ProfileSources, AnUpdateWithoutAUsableModalityLeavesItAloneWhereThereIsAConstant) {
    SiteProfile profile;
    read_from(profile, Target::step_modality, {"OBR-4.1 | table:procedures"});
    set_table(profile, "procedures", "OTHER", "US");
    profile.rule(Target::step_modality).otherwise = "DX";
    const auto change = order_of(OrderMessage{}.set("ORC-1", "XO"), profile);
    EXPECT_FALSE(change.order.procedures[0].steps[0].modality.is_stated());
    EXPECT_TRUE(has_note(change, NoteKind::ignored, "Modality"));
}

TEST(ProfileSources, WhatATableGivesIsAModalityOrNothing) {
    SiteProfile profile;
    read_from(profile, Target::step_modality, {"OBR-4.1 | table:procedures | upper"});
    set_table(profile, "procedures", "CTHEAD", "xray room");
    EXPECT_EQ(problem_of(OrderMessage{}, profile).code, Code::value_not_in_table);
}

TEST(ProfileSources, ProceduresOfACodeReadElsewhereHaveIdsOfTheirOwn) {
    SiteProfile profile;
    read_from(profile, Target::procedure_code, {"ZPR-1"});
    OrderMessage message;
    message.set("OBR-4", "").set("OBR-19", "").set("OBR-20", "").without("ZDS");
    auto other = message;
    const auto first = procedure_of(message.add("OBR", "ZPR|C1^One^L\r"), profile);
    const auto second = procedure_of(other.add("OBR", "ZPR|C2^Two^L\r"), profile);
    EXPECT_EQ(first.code->value, "C1");
    EXPECT_NE(first.id, second.id);
    EXPECT_NE(first.study, second.study);
    EXPECT_NE(first.steps[0].id, second.steps[0].id);
}

TEST(ProfileSources, AStepIdIsIgnoredOnlyIfItIsTheFieldOfTheAccessionNumber) {
    SiteProfile profile;
    read_from(profile, Target::order_accession, {"OBR-20"});
    read_from(profile, Target::step_id, {"OBR-21"});
    EXPECT_EQ(step_of(OrderMessage{}.set("OBR-21", "STEP7"), profile).id.str(), "STEP7");
    read_from(profile, Target::order_accession, {"ZRS-1"});
    read_from(profile, Target::step_id, {"ZRS-1"});
    const auto same = order_of(OrderMessage{}.add("OBR", "ZRS|A9\r"), profile);
    EXPECT_EQ(same.order.accession.number, "A9");
    EXPECT_FALSE(same.states_step);
    read_from(profile, Target::order_filler, {"ZRS-1"});
    EXPECT_FALSE(order_of(OrderMessage{}.add("OBR", "ZRS|A9\r"), profile).states_accession)
        << "an order number, wherever it stands";
}

TEST(ProfileSources, TheVisitIsReadFromTheOrderIfASourceNamesItsSegments) {
    SiteProfile profile;
    read_from(profile, Target::visit_referring_physician, {"PV1-8", "OBR-16"});
    const auto change = order_of(OrderMessage{}.set("OBR-16", "7^WATSON^JOHN"), profile);
    EXPECT_EQ(change.visit.referring_physician->alphabetic.family, "WATSON");
    EXPECT_EQ(*change.visit.location, "WARD3^12^A") << "from PV1 as before";
}

TEST(ProfileSources, ARepetitionOfACodeKeepsItsTextAndScheme) {
    SiteProfile profile;
    read_from(profile, Target::procedure_code, {"OBR-44[2].1"});
    EXPECT_EQ(*procedure_of(OrderMessage{}.set("OBR-44", "X1^one^CPT~X2^two^CPT"), profile).code,
              (CodedEntry{"X2", "CPT", "two"}));
}

TEST(ProfileSources, WhatDeletesIsTheFieldItselfAndNotAPartOfIt) {
    OrderMessage message;
    message.set("PV1-3", "ICU^1^2^\"\"").set("PV1-39", "ST ELSE");
    EXPECT_EQ(*order_of(message).visit.institution, "ST ELSE");
    message.set("PV1-3", "^^^HOSP").set("PV1-42", "WARD9");
    EXPECT_FALSE(order_of(message).visit.location.is_stated()) << "a facility alone is no reason to guess";
    const auto update =
        procedure_of(OrderMessage{}.set("ORC-1", "XO").set("OBR-44", "\"\"").set("OBR-4", ""));
    EXPECT_FALSE(update.description.is_stated());
    const auto deleting = procedure_of(OrderMessage{}.set("ORC-1", "XO").set("OBR-4", "\"\""));
    EXPECT_TRUE(deleting.description.is_stated());
    EXPECT_TRUE(deleting.description->empty());
}

TEST(ProfileSources, ADeletedValueIsNotThereWhereANewOrderMustHaveIt) {
    const auto profile = profile_with(Target::procedure_reason, Missing::reject);
    EXPECT_EQ(problem_of(OrderMessage{}.set("OBR-31", "\"\""), profile).where, "OBR[1]-31");
}

TEST(Origins, EveryValueSaysWhereItCameFrom) {
    SiteProfile profile;
    set_table(profile, "sections", "RAD", "DX");
    const auto change = order_of(OrderMessage{}.set("OBR-24", "rad").without("ZDS"), profile);
    const auto* const modality = origin_of(change, "step.modality");
    ASSERT_NE(modality, nullptr);
    EXPECT_EQ(*modality, (Origin{"step.modality", "OBR[1]-24", "rad", "upper | table:sections"}));
    const auto* const study = origin_of(change, "procedure.study");
    ASSERT_NE(study, nullptr);
    EXPECT_EQ(study->place, "");
    EXPECT_NE(study->how.find("made from patient id"), std::string::npos);
    const auto* const name = origin_of(change, "patient.name");
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->raw, "DOE^JANE^MARY^JR^DR^PHD");
    EXPECT_EQ(origin_of(change, "patient.weight"), nullptr) << "it is not in the message";
}

TEST(Origins, OrdersOfOneMessageShareThoseOfTheirPatientAndKeepTheirOwn) {
    OrderMessage message;
    const auto changes = changes_of(
        message.str() + "ORC|NW|PLC2^HIS|FIL2^RIS\rOBR|2|||CT2^CT^L||||||||||||||ACC002||||||CT\r");
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->orders.size(), 2U);
    for (const auto& order : changes->orders) EXPECT_NE(origin_of(order, "patient.name"), nullptr);
    EXPECT_EQ(origin_of(changes->orders[0], "accession")->raw, "ACC001");
    EXPECT_EQ(origin_of(changes->orders[1], "accession")->raw, "ACC002");
}

}  // namespace
}  // namespace mwl::mapping
