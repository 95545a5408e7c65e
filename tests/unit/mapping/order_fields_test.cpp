// One field each: interop.md 2.
#include "mwl/time/hl7_time.h"
#include "order_message.h"

namespace mwl::mapping {
namespace {

TEST(OrderFields, SuffixAndPrefixChangePlacesBetweenXpnAndPn) {
    EXPECT_EQ(text::print_pn(*order_of(OrderMessage{}).patient.name), "DOE^JANE^MARY^DR^JR PHD");
}

TEST(OrderFields, NameRepetitionsGiveTheThreeGroups) {
    const auto change = order_of(OrderMessage{}.set(
        "PID-5", "YAMADA^TAROU^^^^^L^A~\xe5\xb1\xb1\xe7\x94\xb0^X^^^^^L^I~\xe3\x82\x84^Y^^^^^L^P"));
    EXPECT_EQ(change.patient.name->alphabetic.family, "YAMADA");
    EXPECT_EQ(change.patient.name->ideographic.family, "\xe5\xb1\xb1\xe7\x94\xb0");
    EXPECT_EQ(change.patient.name->phonetic.family, "\xe3\x82\x84");
}

TEST(OrderFields, TheLegalNameIsPreferred) {
    const auto change = order_of(OrderMessage{}.set("PID-5", "NICK^NICKY^^^^^N~DOE^JANE^^^^^L"));
    EXPECT_EQ(change.patient.name->alphabetic.family, "DOE");
}

TEST(OrderFields, LastNamePrefixIsJoinedUpTo231AndLeftOutFrom25) {
    EXPECT_EQ(order_of(OrderMessage{}.set("PID-5", "Berg&van den^Jan")).patient.name->alphabetic.family,
              "van den Berg");
    OrderMessage newer;
    newer.set("MSH-12", "2.5.1").set("PID-5", "van den Berg&van den&Berg^Jan");
    EXPECT_EQ(order_of(newer).patient.name->alphabetic.family, "van den Berg");
}

TEST(OrderFields, AMissingNameIsAPlaceholderOnlyByPolicy) {
    const auto profile = profile_with(Target::patient_name, Missing::placeholder);
    const auto change = order_of(OrderMessage{}.set("PID-5", ""), profile);
    EXPECT_FALSE(change.patient.name->empty());
    EXPECT_TRUE(has_note(change, NoteKind::defaulted, "PatientName"));
}

TEST(OrderFields, ThePreferredTypePicksTheMainPatientId) {
    const auto change = order_of(OrderMessage{}.set("PID-3", "99^^^SSA^SS~PAT001^^^HOSP^MR~7^^^HOSP^PI"));
    EXPECT_EQ(change.patient.id, (PatientId{"PAT001", Issuer{"HOSP"}}));
    ASSERT_EQ(change.patient.other_ids->size(), 2U);
    EXPECT_TRUE(has_note(change, NoteKind::taken_from, "PatientID"));
}

TEST(OrderFields, C27_AMissingIssuerIsFilledFromTheProfileAndEqualNumbersOfTwoIssuersDiffer) {
    const auto filled = order_of(OrderMessage{}.set("PID-3", "PAT001"));
    EXPECT_EQ(filled.patient.id, (PatientId{"PAT001", Issuer{"HOSPITAL"}}));
    EXPECT_TRUE(has_note(filled, NoteKind::defaulted, "IssuerOfPatientID"));
    const auto two = order_of(OrderMessage{}.set("PID-3", "7^^^CLINIC~7^^^HOSPITAL"));
    EXPECT_EQ(two.patient.id.issuer.str(), "HOSPITAL");
    EXPECT_EQ(two.patient.other_ids->front(), (PatientId{"7", Issuer{"CLINIC"}}));
}

struct Sex {
    const char* hl7;
    const char* dicom;
};
class SexCode : public testing::TestWithParam<Sex> {};
TEST_P(SexCode, IsTranslated) {
    EXPECT_EQ(*order_of(OrderMessage{}.set("PID-8", GetParam().hl7)).patient.sex, GetParam().dicom);
}
INSTANTIATE_TEST_SUITE_P(OrderFields, SexCode,
                         testing::Values(Sex{"M", "M"}, Sex{"F", "F"}, Sex{"O", "O"}, Sex{"A", "O"},
                                         Sex{"N", "O"}, Sex{"U", ""}, Sex{"X", ""}, Sex{"\"\"", ""}));

TEST(OrderFields, TheVisitComesFromPv1) {
    const auto change = order_of(OrderMessage{}
                                     .set("PV1-8", "77^WATSON^JOHN^H^SR^DR")
                                     .set("PV1-15", "A0~B6")
                                     .set("PV1-16", "VIP")
                                     .set("OBR-12", "D^infectious"));
    EXPECT_EQ(change.visit.number, "V77");
    EXPECT_EQ(change.visit.issuer.str(), "HOSP");
    EXPECT_EQ(*change.visit.location, "WARD3^12^A");
    EXPECT_EQ(text::print_pn(*change.visit.referring_physician), "WATSON^JOHN^H^DR^SR");
    EXPECT_EQ(*change.visit.confidentiality, "VIP");
    EXPECT_EQ(*change.visit.patient_state, "infectious");
    EXPECT_EQ(*change.patient.pregnancy_status, "3");
}

TEST(OrderFields, ThePatientAccountNumberStandsInForTheVisitNumber) {
    const auto change = order_of(OrderMessage{}.set("PV1-19", "").set("PID-18", "ACCT9^^^HOSP"));
    EXPECT_EQ(change.visit.number, "ACCT9");
    EXPECT_TRUE(has_note(change, NoteKind::taken_from, "AdmissionID"));
}

TEST(OrderFields, WeightAndHeightNeedAUnitAndPlausibleValues) {
    OrderMessage message;
    message.add("OBR",
                "OBX|1|NM|29463-7^Weight^LN||150|lb|||||F|||20260101\r"
                "OBX|2|NM|29463-7^Weight^LN||80|kg|||||F|||20260601\r"
                "OBX|3|NM|8302-2^Height^LN||180|cm\r");
    const auto change = order_of(message);
    EXPECT_EQ(*change.patient.weight_kg, "80");  // the newest
    EXPECT_EQ(*change.patient.size_m, "1.8");
    const auto no_unit = order_of(OrderMessage{}.add("OBR", "OBX|1|NM|^WEIGHT||80\r"));
    EXPECT_FALSE(no_unit.patient.weight_kg.is_stated());
    EXPECT_TRUE(has_note(no_unit, NoteKind::ignored, "PatientWeight"));
    const auto absurd = order_of(OrderMessage{}.add("OBR", "OBX|1|NM|^WEIGHT||8000|kg\r"));
    EXPECT_FALSE(absurd.patient.weight_kg.is_stated());
}

TEST(OrderFields, NotesGoToThePatientOrToTheProcedureByWhereTheyStand) {
    OrderMessage message;
    message.add("PID", "NTE|1||is deaf\r").add("OBR", "NTE|1||first line\rNTE|2||second line\r");
    const auto change = order_of(message);
    EXPECT_EQ(*change.patient.comments, "is deaf");
    EXPECT_EQ(*change.order.procedures[0].comments, "first line\r\nsecond line");
}

TEST(OrderFields, TheFirstFieldOfTheProfileThatHoldsAnAccessionWins) {
    const auto fallback = order_of(OrderMessage{}.set("OBR-18", ""));
    EXPECT_EQ(fallback.order.accession.number, "FIL1");
    EXPECT_FALSE(fallback.states_accession);
    EXPECT_TRUE(has_note(fallback, NoteKind::taken_from, "AccessionNumber"));
}

TEST(OrderFields, AnAccessionInObr20IsNotAStepIdAsWell) {
    SiteProfile profile;
    read_from(profile, Target::order_accession, {"OBR-18", "OBR-20"});
    const auto change = order_of(OrderMessage{}.set("OBR-18", "").set("OBR-20", "A20"), profile);
    EXPECT_EQ(change.order.accession.number, "A20");
    EXPECT_FALSE(change.states_step);
    EXPECT_NE(change.order.procedures[0].steps[0].id.str(), "A20");
    EXPECT_TRUE(has_note(change, NoteKind::ignored, "ScheduledProcedureStepID"));
}

TEST(OrderFields, MissingIdsAreDerivedAndAResendDerivesTheSame) {
    OrderMessage message;
    message.set("OBR-19", "").set("OBR-20", "").without("ZDS");
    const auto first = procedure_of(message);
    const auto again = procedure_of(message.set("MSH-10", "MSG00002").set("MSH-7", "20260701090000"));
    EXPECT_EQ(first, again);
    EXPECT_TRUE(first.study_was_generated);
    EXPECT_TRUE(first.study.str().starts_with("2.25."));
    EXPECT_EQ(first.id.str().size(), 12U);
    EXPECT_EQ(first.steps[0].id.str().size(), 12U);
    EXPECT_NE(first.study, procedure_of(message.set("PID-3", "PAT002^^^HOSP")).study);
}

TEST(OrderFields, AnInvalidStudyUidIsTreatedAsMissing) {
    for (const auto* const uid :
         {"1.2.abc", "1..2", "1.02.3", "12345678901234567890123456789012345678901234567890123456789012345"}) {
        const auto change = order_of(OrderMessage{}.set("ZDS-1", uid));
        EXPECT_TRUE(change.order.procedures[0].study_was_generated) << uid;
        EXPECT_TRUE(has_note(change, NoteKind::ignored, "StudyInstanceUID")) << uid;
    }
}

TEST(OrderFields, AGeneratedAccessionIsStable) {
    auto profile = profile_with(Target::order_accession, Missing::generate);
    read_from(profile, Target::order_accession, {"OBR-18"});
    OrderMessage message;
    message.set("OBR-18", "");
    const auto first = order_of(message, profile).order.accession;
    EXPECT_EQ(first.number.size(), 12U);
    EXPECT_EQ(order_of(message.set("MSH-10", "OTHER"), profile).order.accession, first);
}

TEST(OrderFields, AnUnknownModalityIsNotGuessed) {
    const auto problem = problem_of(OrderMessage{}.set("OBR-24", "RAD"));
    EXPECT_EQ(problem.code, Code::value_not_in_table);
    EXPECT_EQ(problem.where, "OBR[1]-24");
    SiteProfile profile;
    set_table(profile, "sections", "RAD", "DX");
    EXPECT_EQ(*step_of(OrderMessage{}.set("OBR-24", "RAD"), profile).modality, "DX");
    set_table(profile, "procedures", "CTHEAD", "CT");
    EXPECT_EQ(*step_of(OrderMessage{}.set("OBR-24", "RAD"), profile).modality, "CT");
}

TEST(OrderFields, AStartWithoutOffsetIsReadInTheSendersZone) {
    SiteProfile profile;
    profile.sender.zone = berlin();
    const auto step = step_of(OrderMessage{}, profile);
    EXPECT_EQ(print_hl7_time(**step.start, Zone{}), "20260702083000+0000");
    EXPECT_FALSE(*step.all_day);
    const auto with_offset = step_of(OrderMessage{}.set("ORC-7", "1^^^20260702233000-0500"), profile);
    EXPECT_EQ(print_hl7_time(**with_offset.start, Zone{}), "20260703043000+0000");
    EXPECT_EQ(print_hl7_date(**with_offset.local_date), "20260703");
}

TEST(OrderFields, ADateAloneIsAnAllDayStep) {
    SiteProfile profile;
    profile.sender.zone = berlin();
    const auto step = step_of(OrderMessage{}.set("ORC-7", "1^^^20260702"), profile);
    EXPECT_TRUE(*step.all_day);
    EXPECT_EQ(print_hl7_date(**step.local_date), "20260702");
    EXPECT_EQ(print_hl7_time(**step.start, profile.sender.zone), "20260702000000+0200");
}

TEST(OrderFields, AMissingStartIsTheTimeOfReceiptByDefaultWithANote) {
    const auto change = order_of(OrderMessage{}.set("ORC-7", ""));
    EXPECT_EQ(**change.order.procedures[0].steps[0].start, kReceived);
    EXPECT_TRUE(has_note(change, NoteKind::defaulted, "ScheduledProcedureStepStartDate"));
}

struct Priority {
    const char* hl7;
    const char* dicom;
};
class PriorityCode : public testing::TestWithParam<Priority> {};
TEST_P(PriorityCode, IsTranslatedAndNeverLow) {
    EXPECT_EQ(
        *procedure_of(OrderMessage{}.set("ORC-7", "1^^^20260702^^" + std::string(GetParam().hl7))).priority,
        GetParam().dicom);
}
INSTANTIATE_TEST_SUITE_P(OrderFields, PriorityCode,
                         testing::Values(Priority{"S", "STAT"}, Priority{"A", "HIGH"}, Priority{"P", "HIGH"},
                                         Priority{"C", "HIGH"}, Priority{"R", "ROUTINE"},
                                         Priority{"T", "MEDIUM"}, Priority{"PRN", ""}, Priority{"Q", ""}));

TEST(OrderFields, ProcedureAndProtocolAreTakenFromTheirOwnComponents) {
    const auto procedure = procedure_of(OrderMessage{}.set("OBR-4", "C1^CT head^99RIS^P7^Head 5mm^99PROT"));
    EXPECT_EQ(*procedure.description, "CT head");
    EXPECT_EQ(*procedure.steps[0].protocol, (CodedEntry{"P7", "99PROT", "Head 5mm"}));
    const auto obr44 = procedure_of(OrderMessage{}.set("OBR-44", "70450^CT HEAD W/O^C4"));
    EXPECT_EQ(obr44.code->scheme, "C4");
    EXPECT_EQ(*obr44.steps[0].as_ordered.obr_4, "CTHEAD^CT head^99RIS");
}

TEST(OrderFields, TheSideIsAddedToTheDescriptions) {
    const auto procedure =
        procedure_of(OrderMessage{}.set("OBR-4", "KNEE^Knee 2 views^99RIS").set("OBR-15", "^^^KNEE^LEFT"));
    EXPECT_NE(procedure.description->find("LEFT"), std::string::npos);
    EXPECT_NE(procedure.steps[0].description->find("LEFT"), std::string::npos);
}

TEST(OrderFields, OverlongTextsAreCutWithANote) {
    const auto change = order_of(OrderMessage{}.set("OBR-31", '^' + std::string(65, 'x')));
    EXPECT_EQ(change.order.procedures[0].reason->size(), 64U);
    EXPECT_TRUE(has_note(change, NoteKind::cut, "ReasonForTheRequestedProcedure"));
}

TEST(OrderFields, ThePerformerIsReadFromNdlAndFromFlatXcn) {
    EXPECT_EQ(
        text::print_pn(
            *step_of(OrderMessage{}.set("OBR-34", "7&CURIE&MARIE&S&&DR^20260702")).performing_physician),
        "CURIE^MARIE^S^DR");
    EXPECT_EQ(
        text::print_pn(*step_of(OrderMessage{}.set("OBR-34", "7^CURIE^MARIE^S^^DR")).performing_physician),
        "CURIE^MARIE^S^DR");
}

TEST(OrderFields, TheFirstStationRuleThatFitsGivesTheStations) {
    SiteProfile profile;
    profile.station_rules = {{.modality = "DX", .transport = "PORT", .stations = {AeTitle{"DXPORT"}}},
                             {.modality = "CT", .locations = {"WARD9*"}, .stations = {AeTitle{"CT9"}}},
                             {.modality = "CT",
                              .locations = {"WARD?"},
                              .stations = {AeTitle{"CT1"}, AeTitle{"CT2"}},
                              .station_name = "CT ROOM"}};
    const auto step = step_of(OrderMessage{}, profile);
    EXPECT_EQ(*step.stations, (std::vector{AeTitle{"CT1"}, AeTitle{"CT2"}}));
    EXPECT_EQ(*step.station_name, "CT ROOM");
    const auto portable = step_of(OrderMessage{}.set("OBR-24", "DX").set("OBR-30", "PORT"), profile);
    EXPECT_EQ(portable.stations->front().str(), "DXPORT");
}

TEST(OrderFields, ARescheduleWithoutTransportLeavesThePortableItsExam) {
    SiteProfile profile;
    profile.station_rules = {{.modality = "DX", .transport = "PORT", .stations = {AeTitle{"PORT1"}}},
                             {.modality = "DX", .stations = {AeTitle{"DXROOM"}}}};
    OrderMessage message;
    message.set("OBR-24", "DX").set("OBR-30", "PORT");
    EXPECT_EQ(step_of(message, profile).stations->front().str(), "PORT1");
    message.set("ORC-1", "XO").set("OBR-30", "");
    EXPECT_FALSE(step_of(message, profile).stations.is_stated());
    EXPECT_EQ(step_of(message.set("OBR-30", "WALK"), profile).stations->front().str(), "DXROOM");
}

TEST(OrderFields, AStationRuleMayAskForProcedurePriorityAndSender) {
    SiteProfile profile;
    const auto station = [&](StationRule rule) {
        rule.stations = {AeTitle{"IT"}};
        profile.station_rules = {rule, {.stations = {AeTitle{"OTHER"}}}};
        OrderMessage message;
        message.set("MSH-3", "ris^1.2").set("OBR-4", "CHEST2V^Chest^L").set("ORC-7", "^^^^^S");
        return step_of(message, profile).stations->front().str();
    };
    EXPECT_EQ(station({.procedures = {"ABD*", "CHEST?V"}}), "IT");
    EXPECT_EQ(station({.procedures = {"chest*"}}), "OTHER") << "codes differ by their case";
    EXPECT_EQ(station({.priority = "STAT"}), "IT");
    EXPECT_EQ(station({.priority = "ROUTINE"}), "OTHER");
    EXPECT_EQ(station({.senders = {"RIS"}}), "IT");
    EXPECT_EQ(station({.senders = {"RIS^1.*"}}), "IT");
    EXPECT_EQ(station({.senders = {"HIS"}}), "OTHER");
    EXPECT_EQ(station({.modality = "US", .priority = "STAT"}), "OTHER") << "all that is asked must fit";
}

TEST(OrderFields, EveryRepetitionOfAFieldThatNamesStationsCounts) {
    SiteProfile profile;
    read_from(profile, Target::step_stations, {"OBR-21", "ORC-18"});
    const auto step = step_of(
        OrderMessage{}.set("OBR-21", "CT1^x~CT2~CT1~SEVENTEENLETTERS1").set("ORC-18", "CT9"), profile);
    EXPECT_EQ(*step.stations, (std::vector{AeTitle{"CT1"}, AeTitle{"CT2"}}));
}

TEST(OrderFields, AStationThatNoDeviceHasIsLeftOutAndTheRulesCount) {
    SiteProfile profile;
    read_from(profile, Target::step_stations, {"OBR-21", "ORC-18"});
    const auto message =
        hl7::Message::parse(OrderMessage{}.set("OBR-21", "PC77~CT2").set("ORC-18", "PC78").str());
    ASSERT_TRUE(message.ok());
    const auto stations = [&](const std::string& known) {
        const auto knows = [&](const AeTitle& ae) { return ae.str() == known; };
        auto changes = changes_from_hl7(*message, profile, kReceived, knows);
        return changes ? changes->orders.at(0) : OrderChange();
    };
    const auto second = stations("CT2");
    EXPECT_EQ(*second.order.procedures[0].steps[0].stations, std::vector{AeTitle{"CT2"}});
    EXPECT_TRUE(has_note(second, NoteKind::ignored, "ScheduledStationAETitle"));
    EXPECT_TRUE(stations("NONE").order.procedures[0].steps[0].stations->empty())
        << "offered to whoever asks for the modality";
    profile.station_rules = {{.modality = "CT", .stations = {AeTitle{"CT9"}}}};
    EXPECT_EQ(*stations("NONE").order.procedures[0].steps[0].stations, std::vector{AeTitle{"CT9"}});
}

TEST(OrderFields, AnUpdateWithoutObr21LeavesTheStationThatObr21Named) {
    SiteProfile profile;
    read_from(profile, Target::step_stations, {"OBR-21"});
    profile.station_rules = {{.modality = "CT", .stations = {AeTitle{"CT9"}}}};
    EXPECT_FALSE(step_of(OrderMessage{}.set("ORC-1", "XO"), profile).stations.is_stated());
    EXPECT_EQ(step_of(OrderMessage{}, profile).stations->front().str(), "CT9");
}

TEST(OrderFields, WhatCannotBeReadTakesNoBirthDateAndNoSexAway) {
    EXPECT_FALSE(order_of(OrderMessage{}.set("PID-7", "1970")).patient.birth_date.is_stated());
    EXPECT_FALSE(order_of(OrderMessage{}.set("PID-8", "X")).patient.sex.is_stated());
    EXPECT_FALSE(order_of(OrderMessage{}.set("PID-8", "U")).patient.sex.is_stated());
    EXPECT_TRUE(order_of(OrderMessage{}.set("PID-8", "\"\"")).patient.sex.is_stated());
}

TEST(OrderFields, ThePlaceholderNameGivesWayToARealOne) {
    const auto profile = profile_with(Target::patient_name, Missing::placeholder);
    auto known = order_of(OrderMessage{}).patient;
    EXPECT_FALSE(overlay(known, order_of(OrderMessage{}.set("PID-5", ""), profile).patient));
    EXPECT_EQ(known.name->alphabetic.family, "DOE");
}

TEST(OrderFields, ARepeatWithoutStartDoesNotMoveTheStepToTheTimeOfReceipt) {
    auto known = step_of(OrderMessage{});
    EXPECT_FALSE(overlay(known, step_of(OrderMessage{}.set("ORC-7", ""))));
}

TEST(OrderFields, AnUpdateBringsAlertsEvenWhereItsDemographicsAreNotTaken) {
    OrderMessage update;
    update.set("ORC-1", "XO").set("OBR-13", "MRSA").add("PID", "AL1|1||^Latex|SV\r");
    const auto change = order_of(update);
    EXPECT_EQ(*change.patient.medical_alerts, "Latex");
    EXPECT_EQ(*change.order.procedures[0].clinical_information, "MRSA");
    EXPECT_EQ(*change.patient.allergies, "Latex");
    EXPECT_FALSE(change.patient.name.is_stated());
}

// "Pregnant" of one order stood at all orders of the patient for ever, beside "Not pregnant".
TEST(OrderFields, ClinicalInformationIsTheOrdersAndACorrectionReplacesIt) {
    auto known = order_of(OrderMessage{}.set("OBR-13", "Pregnant"));
    EXPECT_FALSE(known.patient.medical_alerts.is_stated());
    auto& procedure = known.order.procedures[0];
    const auto correction = order_of(OrderMessage{}.set("ORC-1", "XO").set("OBR-13", "Not pregnant"));
    EXPECT_TRUE(overlay(procedure, correction.order.procedures[0]));
    EXPECT_EQ(*procedure.clinical_information, "Not pregnant");
    EXPECT_FALSE(overlay(procedure, order_of(OrderMessage{}.set("ORC-1", "XO")).order.procedures[0]));
    EXPECT_TRUE(overlay(
        procedure, order_of(OrderMessage{}.set("ORC-1", "XO").set("OBR-13", "\"\"")).order.procedures[0]));
    EXPECT_EQ(*procedure.clinical_information, "");
}

TEST(OrderFields, LongClinicalInformationIsNotCut) {
    const std::string long_text = std::string(100, 'a') + " " + std::string(150, 'b');
    const auto change = order_of(OrderMessage{}.set("OBR-13", long_text));
    EXPECT_EQ(*change.order.procedures[0].clinical_information, long_text);
}

TEST(OrderFields, AnEmptyAllergySegmentDeletesNoAllergies) {
    EXPECT_FALSE(order_of(OrderMessage{}.add("PID", "AL1|1\r")).patient.allergies.is_stated());
}

TEST(OrderFields, ZdsOfOtherDelimitersKeepsItsRepetitionsSubcomponentsAndEscapes) {
    std::string bytes = OrderMessage{}.set("ZDS-1", "1.2.3^A&B^x\\T\\y~4|\"\"").str();
    for (auto& c : bytes)
        c = c == '|' ? '$' : c == '^' ? '%' : c == '~' ? '*' : c == '\\' ? '!' : c == '&' ? '#' : c;
    const auto changes = changes_of(bytes);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    EXPECT_EQ(*changes->orders.front().order.procedures[0].steps[0].as_ordered.zds,
              "ZDS|1.2.3^A&B^x#y~4|\"\"");
}

TEST(OrderFields, OtherDelimitersGiveTheSameOrder) {
    std::string bytes = OrderMessage{}.str();
    for (auto& c : bytes) c = c == '|' ? '$' : c == '^' ? '%' : c;
    const auto changes = changes_of(bytes);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    EXPECT_EQ(changes->orders.front().order, order_of(OrderMessage{}).order);
}

}  // namespace
}  // namespace mwl::mapping
