#include "mwl/mapping/orders.h"

#include "order_message.h"

namespace mwl::mapping {
namespace {

TEST(Orders, AnOrdinaryOrderNamesEverythingItself) {
    const auto change = order_of(OrderMessage{});
    EXPECT_EQ(change.action, OrderAction::create);
    EXPECT_EQ(change.order.accession, (AccessionNumber{"ACC001", Issuer{"HOSPITAL"}}));
    EXPECT_TRUE(change.states_accession && change.states_procedure && change.states_step);
    const auto& procedure = change.order.procedures.front();
    EXPECT_EQ(procedure.steps.front().placer, (OrderNumber{"PLC1", Issuer{"HIS"}}));
    EXPECT_EQ(procedure.steps.front().filler, (OrderNumber{"FIL1", Issuer{"RIS"}}));
    EXPECT_EQ(procedure.id.str(), "RP1");
    EXPECT_EQ(procedure.study.str(), "1.2.840.113619.2.1.77");
    EXPECT_FALSE(procedure.study_was_generated);
    EXPECT_EQ(*procedure.code, (CodedEntry{"CTHEAD", "99RIS", "CT head"}));
    EXPECT_EQ(*procedure.priority, "ROUTINE");
    EXPECT_EQ(*procedure.steps[0].as_ordered.zds, "ZDS|1.2.840.113619.2.1.77^RIS^Application^DICOM");
    const auto& step = procedure.steps.front();
    EXPECT_EQ(step.id.str(), "SPS1");
    EXPECT_EQ(*step.modality, "CT");
    EXPECT_EQ(*step.description, "CT head");
    EXPECT_EQ(change.order.sender.str(), "RIS|HOSP");
}

TEST(Orders, C7_TypesEventsVersionsAndProcessingIdsNotTakenAreNamed) {
    EXPECT_EQ(problem_of(OrderMessage{}.set("MSH-9", "ACK^O01")).code, Code::unsupported_type);
    EXPECT_EQ(problem_of(OrderMessage{}.set("MSH-9", "ADT^A99")).code, Code::unsupported_event);
    const std::string types = " is not taken; ORM, OMG, OMI, SIU, ADT are";
    EXPECT_EQ(problem_of(OrderMessage{}.set("MSH-9", "DFT^P03")).what, "DFT^P03" + types);
    EXPECT_EQ(problem_of(OrderMessage{}.set("MSH-9", "ADT^A99")).what,
              "ADT^A99 is not taken; ADT^A01 A04 A05 A08 A28 A31 are");
    EXPECT_EQ(problem_of(OrderMessage{}.set("MSH-9", "ORU")).what, "ORU" + types);
    EXPECT_EQ(problem_of(OrderMessage{}.set("MSH-12", "3.0")).code, Code::unsupported_version);
    SiteProfile live;
    live.intake.processing_ids = {"P"};
    const auto untaken = problem_of(OrderMessage{}.set("MSH-11", "T"), live);
    EXPECT_EQ(untaken.code, Code::unsupported_processing);
    EXPECT_EQ(untaken.what, "processing id T is not taken; taken: P");
}

TEST(Orders, C7_WhatTheProfileDoesNotTakeIsRefusedOrIgnored) {
    SiteProfile profile;
    profile.intake.take = {"ORM^O01", "ADT^A08"};
    const auto untaken = problem_of(OrderMessage{}.set("MSH-9", "ADT^A01"), profile);
    EXPECT_EQ(untaken.code, Code::unsupported_event);
    EXPECT_EQ(untaken.what, "ADT^A01 is not taken; ADT^A08 are");
    EXPECT_EQ(order_of(OrderMessage{}, profile).action, OrderAction::create);
    profile.intake.take = {"ADT"};
    EXPECT_EQ(problem_of(OrderMessage{}, profile).code, Code::unsupported_event);
    EXPECT_TRUE(changes_of(OrderMessage{}.set("MSH-9", "ADT^A31"), profile).ok());
    profile.intake.other = OtherMessages::ignore;
    const auto ignored = changes_of(OrderMessage{}.set("MSH-9", "SIU^S12"), profile);
    ASSERT_TRUE(ignored.ok());
    EXPECT_EQ(ignored->ignored_because, "SIU^S12 is not taken, and the profile ignores what is not");
    EXPECT_TRUE(ignored->orders.empty());
    EXPECT_EQ(problem_of(OrderMessage{}.set("MSH-9", ""), profile).where, "MSH-9.1")
        << "what has no type may be anything";
}

TEST(Orders, ANameOfACharacterSetThatTheProfileExplainsIsNoted) {
    const auto message = hl7::Message::parse(OrderMessage{}.set("MSH-18", "8859").str(),
                                             {.read_declared = {{"8859", text::Charset::latin1}}});
    ASSERT_TRUE(message.ok());
    const auto changes = changes_from_hl7(*message, {}, kReceived);
    ASSERT_TRUE(changes.ok());
    const auto& notes = changes->orders.at(0).notes;
    EXPECT_NE(
        std::ranges::find(notes, "read as 8859/1, as the profile says of this sender (sender.read_declared)",
                          &MappingNote::rule),
        notes.end());
}

TEST(Orders, C23_AnAcknowledgementIsNotAnOrder) {
    const auto problem = changes_of("MSH|^~\\&|A|B|C|D|20260701||ACK|1|P|2.3.1\rMSA|AA|77\r").problem();
    EXPECT_EQ(problem.code, Code::unsupported_type);
    EXPECT_EQ(problem.where, "MSH-9.1");
}

TEST(Orders, C4_AMessageWithoutControlIdIsRefusedAtMsh10) {
    const auto problem = problem_of(OrderMessage{}.set("MSH-10", ""));
    EXPECT_EQ(problem.code, Code::required_field_missing);
    EXPECT_EQ(problem.where, "MSH-10");
}

struct MissingField {
    const char* place;
    const char* where;
};
class C8_MissingField : public testing::TestWithParam<MissingField> {};
TEST_P(C8_MissingField, IsRefusedWithItsPlace) {
    SiteProfile strict;
    read_from(strict, Target::order_accession, {"OBR-18"});
    strict.rule(Target::step_start).missing = Missing::reject;
    auto message = OrderMessage{}.set(GetParam().place, "");
    const auto problem = problem_of(message, strict);
    EXPECT_EQ(problem.code, Code::required_field_missing);
    EXPECT_EQ(problem.where, GetParam().where);
}
INSTANTIATE_TEST_SUITE_P(Orders, C8_MissingField,
                         testing::Values(MissingField{"PID-3", "PID[1]-3"}, MissingField{"PID-5", "PID[1]-5"},
                                         MissingField{"OBR-18", "OBR[1]-18"},
                                         MissingField{"ORC-7", "ORC[1]-7.4"},
                                         MissingField{"OBR-24", "OBR[1]-24"},
                                         MissingField{"OBR-4", "OBR[1]-4"}));

TEST(Orders, C9_IdentifiersAreNeverCut) {
    EXPECT_EQ(problem_of(OrderMessage{}.set("OBR-18", std::string(17, 'A'))).code, Code::too_long);
    EXPECT_EQ(problem_of(OrderMessage{}.set("PID-3", std::string(65, '1'))).code, Code::too_long);
    const auto step = step_of(OrderMessage{}.set("OBR-20", std::string(17, 'S')));
    EXPECT_EQ(step.id.str().size(), 12U);  // derived: nothing of what stood there
    EXPECT_EQ(order_of(OrderMessage{}.set("OBR-18", std::string(16, 'A'))).order.accession.number.size(),
              16U);
}

TEST(Orders, C10_ABirthDateThatMeansNoDateIsLeftEmptyWithANote) {
    for (const char* const no_date : {"99991231", "00010101"}) {
        const auto change = order_of(OrderMessage{}.set("PID-7", no_date));
        EXPECT_FALSE(change.patient.birth_date->has_value());
        EXPECT_TRUE(has_note(change, NoteKind::ignored, "PatientBirthDate"));
    }
}

TEST(Orders, C10_ATimeOfTheOrderThatMeansNoTimeIsLeftEmptyWithANote) {
    const auto change = order_of(OrderMessage{}.set("ORC-9", "99991231235959+0000").set("ORC-15", ""));
    EXPECT_FALSE(change.order.requested_at->has_value());
    EXPECT_TRUE(has_note(change, NoteKind::ignored, "IssueDateOfImagingServiceRequest"));
}

TEST(Orders, C10_AnIncompleteBirthDateIsLeftEmptyWithANote) {
    const auto change = order_of(OrderMessage{}.set("PID-7", "1970"));
    EXPECT_FALSE(change.patient.birth_date->has_value());
    EXPECT_TRUE(has_note(change, NoteKind::ignored, "PatientBirthDate"));
}

TEST(Orders, C11_EachGroupBecomesOneStepAndTheyShareTheOnlyZds) {
    OrderMessage message;
    message.add("OBR",
                "ORC|NW|PLC1^HIS|FIL1^RIS||||1^^^20260702110000\r"
                "OBR||||CTNECK^CT neck^99RIS||||||||||||||ACC001|RP1|SPS2||||CT\r");
    const auto changes = changes_of(message);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->orders.size(), 2U);
    EXPECT_EQ(changes->orders[0].order.procedures[0].study, changes->orders[1].order.procedures[0].study);
    EXPECT_EQ(changes->orders[1].order.procedures[0].steps[0].id.str(), "SPS2");
}

TEST(Orders, C11_OneBadGroupRefusesAllOfThem) {
    OrderMessage message;
    message.add("OBR", "ORC|NW||FIL2\rOBR||||X^Y^Z||||||||||||||ACC002|RP2|SPS9||||\r");
    EXPECT_EQ(problem_of(message).where, "OBR[2]-24");
}

TEST(Orders, C11_SeveralObrUnderOneOrcAreSeveralSteps) {
    OrderMessage message;
    message.add("OBR", "OBR||||CTNECK^CT neck^99RIS||||||||||||||ACC001|RP2|SPS2||||CT\r");
    const auto changes = changes_of(message);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->orders.size(), 2U);
    EXPECT_EQ(changes->orders[1].order_control, "NW");
}

TEST(Orders, C13_EscapesAreDecodedOnceAndControlsLeaveDicomValues) {
    const auto procedure =
        procedure_of(OrderMessage{}.set("OBR-4", "X^CT\\X0D\\head \\T\\ neck\\X00\\ \\E\\E\\^99RIS"));
    EXPECT_EQ(*procedure.description, "CT head & neck /E/");
}

TEST(Orders, C14_BidiControlsAndEscapeCharactersAreNeutralised) {
    const auto procedure = procedure_of(OrderMessage{}.set("OBR-31", "^pain\x1b[31m \xe2\x80\xaereversed"));
    EXPECT_EQ(procedure.reason->find('\x1b'), std::string::npos);
    EXPECT_EQ(procedure.reason->find("\xe2\x80\xae"), std::string::npos);
    EXPECT_EQ(problem_of(OrderMessage{}.set("OBR-18", "AC\x1b[1m")).code, Code::wrong_data_type);
}

TEST(Orders, C20_SqlAndWildcardsInValuesAreOrdinaryText) {
    const std::string evil = "'; DROP TABLE orders;-- $1 % _";
    EXPECT_EQ(*procedure_of(OrderMessage{}.set("OBR-31", '^' + evil)).reason, evil);
    EXPECT_EQ(order_of(OrderMessage{}.set("PID-3", "%_'$1^^^HOSP")).patient.id.id, "%_'$1");
}

TEST(Orders, C22_ABackslashNeverSeparatesValuesAndNeverEntersAnIdentifier) {
    const auto change = order_of(OrderMessage{}.set("OBR-31", "^left\\E\\right"));
    EXPECT_EQ(*change.order.procedures[0].reason, "left/right");
    EXPECT_TRUE(has_note(change, NoteKind::translated, "ReasonForTheRequestedProcedure"));
    EXPECT_EQ(problem_of(OrderMessage{}.set("PID-3", "A\\E\\B")).code, Code::wrong_data_type);
}

TEST(Orders, C22_DecodedDelimitersInANameStayInsideTheirPart) {
    const auto change = order_of(OrderMessage{}.set("PID-5", "DOE\\S\\X=Y\\E\\Z^JANE"));
    EXPECT_EQ(change.patient.name->alphabetic.family, "DOE X Y Z");
    EXPECT_EQ(text::print_pn(*change.patient.name), "DOE X Y Z^JANE");
}

TEST(Orders, C24_EveryCodeOfTable0119HasAnEffectOrAReason) {
    for (const auto* const code :
         {"AF", "CA", "CH", "CN", "CR", "DC", "DE", "DF", "DR", "FU", "HD", "HR", "LI", "NA", "NW", "OC",
          "OD", "OE", "OF", "OH", "OK", "OP", "OR", "PA", "PR", "PY", "RE", "RF", "RL", "RO", "RR", "SC",
          "SN", "SR", "SS", "UA", "UC", "UD", "UF", "UH", "UM", "UN", "UR", "UX", "XO", "XR", "XX"}) {
        const auto changes = changes_of(OrderMessage{}.set("ORC-1", code));
        ASSERT_TRUE(changes.ok()) << code << ' ' << to_string(changes.problem());
        EXPECT_NE(changes->orders.empty(), changes->ignored_because.empty()) << code;
    }
}

TEST(Orders, C24_ACodeOutsideOfTheTableIsRefusedAtOrc1) {
    for (const auto* const code : {"nw", "ZZ", "N"}) {
        const auto problem = problem_of(OrderMessage{}.set("ORC-1", code));
        EXPECT_EQ(problem.code, Code::value_not_in_table);
        EXPECT_EQ(problem.where, "ORC[1]-1");
    }
}

struct Control {
    const char* code;
    const char* status;
    OrderAction action;
};
class ControlTable : public testing::TestWithParam<Control> {};
TEST_P(ControlTable, DecidesTheAction) {
    const auto [code, status, action] = GetParam();
    EXPECT_EQ(order_of(OrderMessage{}.set("ORC-1", code).set("ORC-5", status)).action, action);
}
INSTANTIATE_TEST_SUITE_P(
    Orders, ControlTable,
    testing::Values(Control{"NW", "", OrderAction::create}, Control{"NW", "CM", OrderAction::set_completed},
                    Control{"NW", "CA", OrderAction::cancel}, Control{"XO", "", OrderAction::update},
                    Control{"XO", "SC", OrderAction::update}, Control{"XO", "CM", OrderAction::set_completed},
                    Control{"SC", "IP", OrderAction::set_started}, Control{"SC", "HD", OrderAction::hold},
                    Control{"CA", "", OrderAction::cancel}, Control{"DC", "", OrderAction::discontinue},
                    Control{"OH", "", OrderAction::hold}, Control{"RL", "", OrderAction::release}));

TEST(Orders, AReplacedOrderNeedsItsReplacementInTheSameMessage) {
    EXPECT_EQ(problem_of(OrderMessage{}.set("ORC-1", "RP")).code, Code::segment_sequence);
    OrderMessage pair;
    pair.set("ORC-1", "RP")
        .add("OBR",
             "ORC|RO||FIL2^RIS||||1^^^20260702110000\rOBR||||X^Y^Z||||||||||||||ACC002|RP2|SPS2||||CT\r");
    const auto changes = changes_of(pair);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    EXPECT_EQ(changes->orders[0].action, OrderAction::cancel);
    EXPECT_EQ(changes->orders[1].action, OrderAction::create);
    EXPECT_EQ(changes->orders[0].replacement, Replacement::replaced);
    EXPECT_EQ(changes->orders[1].replacement, Replacement::replacement);
}

TEST(Orders, TheReplacedOrderComesFirstAndALoneReplacementIsANewOrder) {
    OrderMessage pair;
    pair.set("ORC-1", "RO").add("OBR", "ORC|RP||FIL2^RIS\rOBR||||||||||||||||||ACC002|RP2|SPS2\r");
    const auto changes = changes_of(pair);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    EXPECT_EQ(changes->orders[0].order_control, "RP");
    EXPECT_EQ(order_of(OrderMessage{}.set("ORC-1", "RO")).replacement, Replacement::none);
}

TEST(Orders, ACancelNeedsNothingButNumbers) {
    OrderMessage cancel;
    cancel.set("ORC-1", "CA").without("OBR").without("ZDS").without("PV1");
    cancel.set("PID-5", "").set("ORC-7", "");
    const auto change = order_of(cancel);
    EXPECT_EQ(change.action, OrderAction::cancel);
    EXPECT_FALSE(change.states_accession);  // ORC-3 is a filler number first
    EXPECT_FALSE(change.patient.name.is_stated());
    EXPECT_EQ(change.order.procedures.front().steps.front().filler.number, "FIL1");
}

TEST(Orders, AnUpdateLeavesWhatItDoesNotStateAndDeletesWhatItNulls) {
    OrderMessage update;
    update.set("ORC-1", "XO").set("OBR-24", "").set("ORC-7", "").set("OBR-30", "\"\"");
    const auto change = order_of(update);
    const auto& procedure = change.order.procedures.front();
    EXPECT_FALSE(procedure.steps.front().modality.is_stated());
    EXPECT_FALSE(procedure.steps.front().start.is_stated());
    EXPECT_FALSE(procedure.reason.is_stated());
    EXPECT_TRUE(procedure.transport.is_stated());
    EXPECT_EQ(*procedure.transport, "");
    EXPECT_FALSE(change.patient.name.is_stated());
    SiteProfile no_adt;
    no_adt.intake.demographics_from_updates = true;
    EXPECT_TRUE(order_of(update, no_adt).patient.name.is_stated());
}

TEST(Orders, AdtBringsDemographicsAndVisit) {
    OrderMessage adt;
    adt.set("MSH-9", "ADT^A08").without("ORC").without("OBR").without("ZDS");
    adt.add("PV1", "AL1|1||^Iodine contrast|SV\rAL1|2||^Latex|MO\r");
    const auto changes = changes_of(adt);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->patients.size(), 1U);
    const auto& change = changes->patients.front();
    EXPECT_TRUE(changes->orders.empty());
    EXPECT_TRUE(change.has_visit);
    EXPECT_EQ(*change.visit.location, "WARD3^12^A");
    EXPECT_EQ(*change.patient.allergies, "Iodine contrast\\Latex");
    EXPECT_EQ(*change.patient.medical_alerts, "Iodine contrast");
}

}  // namespace
}  // namespace mwl::mapping
