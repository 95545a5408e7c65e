// A status message repeats what the RIS sent of its order, and nothing that the RIS did not send.
#include "mwl/domain/decide.h"
#include "mwl/mapping/status.h"
#include "order_message.h"

namespace mwl::mapping {
namespace {

AsOrdered kept(const OrderMessage& message, const SiteProfile& profile = {}) {
    return step_of(message, profile).as_ordered;
}

// The start of the order's first step, told to the RIS.
StatusChange started(const OrderChange& order) {
    StatusChange out;
    out.patient = order.patient;
    out.visit = order.visit;
    out.order = order.order;
    out.performed.uid = SopInstanceUid{"1.2.9"};
    return out;
}

hl7::Message told(const StatusChange& change) {
    const auto bytes = render_status(change, {}, "CONTROL1", kReceived);
    EXPECT_TRUE(bytes.ok());
    auto message = hl7::Message::parse(*bytes);
    EXPECT_TRUE(message.ok());
    return *std::move(message);
}
hl7::Message told(const OrderMessage& message, const SiteProfile& profile = {}) {
    return told(started(order_of(message, profile)));
}

std::string at(const hl7::Message& message, std::string_view place) {
    return std::string(message.at(place).raw());
}

TEST(AsOrdered, IssuersOfTheProfileAreNotTold) {
    OrderMessage message;
    message.set("PID-3", "PAT001").set("ORC-2", "PLC1").set("ORC-3", "FIL1").set("PV1-19", "V77");
    ASSERT_EQ(order_of(message).patient.id.issuer.str(), "HOSPITAL");
    const auto status = told(message);
    EXPECT_EQ(at(status, "PID-3"), "PAT001");
    EXPECT_EQ(at(status, "ORC-2"), "PLC1");
    EXPECT_EQ(at(status, "ORC-3"), "FIL1");
    EXPECT_EQ(at(status, "OBR-2"), "PLC1");
    EXPECT_EQ(at(status, "OBR-3"), "FIL1");
    EXPECT_EQ(at(status, "PV1-19"), "V77");
}

TEST(AsOrdered, EveryComponentThatTheRisSentIsTold) {
    OrderMessage message;
    message.set("PID-3", "PAT001^4^M11^HOSP&1.2.3&ISO^MR").set("PV1-19", "V77^^^&1.2.4&ISO^VN");
    message.set("ORC-2", "PLC1^HIS^1.2.5^ISO").set("ORC-3", "FIL1^^1.2.6^ISO");
    const auto status = told(message);
    EXPECT_EQ(at(status, "PID-3"), "PAT001^4^M11^HOSP&1.2.3&ISO^MR");
    EXPECT_EQ(at(status, "PV1-19"), "V77^^^&1.2.4&ISO^VN");
    EXPECT_EQ(at(status, "ORC-2"), "PLC1^HIS^1.2.5^ISO");
    EXPECT_EQ(at(status, "OBR-3"), "FIL1^^1.2.6^ISO");
}

TEST(AsOrdered, IdsThatWereDerivedOrGeneratedAreNotTold) {
    SiteProfile profile;
    profile.rule(Target::order_accession).missing = Missing::generate;
    read_from(profile, Target::order_accession, {"OBR-18"});
    OrderMessage message;
    message.set("OBR-18", "").set("OBR-19", "").set("OBR-20", "").without("ZDS");
    const auto status = told(message, profile);
    for (const auto* const place : {"OBR-18", "OBR-19", "OBR-20", "OBR-44"})
        EXPECT_EQ(at(status, place), "") << place;
    EXPECT_FALSE(status.segment("ZDS"));
}

TEST(AsOrdered, AnAccessionNumberFromAnotherFieldIsToldInThatField) {
    SiteProfile profile;
    read_from(profile, Target::order_accession, {"OBR-18", "OBR-20"});
    const auto status = told(OrderMessage{}.set("OBR-18", "").set("OBR-20", "A20"), profile);
    EXPECT_EQ(at(status, "OBR-18"), "");
    EXPECT_EQ(at(status, "OBR-20"), "A20");
    const auto from_filler = told(OrderMessage{}.set("OBR-18", ""));
    EXPECT_EQ(at(from_filler, "OBR-18"), "");
    EXPECT_EQ(at(from_filler, "ORC-3"), "FIL1^RIS");
}

TEST(AsOrdered, ATranslatedModalityIsToldInTheWordsOfTheRis) {
    SiteProfile profile;
    set_table(profile, "sections", "RAD", "DX");
    EXPECT_EQ(at(told(OrderMessage{}.set("OBR-24", "RAD"), profile), "OBR-24"), "RAD");
    set_table(profile, "procedures", "CTHEAD", "CT");
    EXPECT_EQ(at(told(OrderMessage{}.set("OBR-24", ""), profile), "OBR-24"), "");
}

TEST(AsOrdered, ANumberInObrAloneStandsInBothSegments) {
    const auto status =
        told(OrderMessage{}.set("ORC-2", "").set("ORC-3", "").set("OBR-2", "PLC2").set("OBR-3", "FIL2^RIS"));
    for (const auto* const segment : {"ORC", "OBR"}) {
        EXPECT_EQ(at(status, std::string(segment) + "-2"), "PLC2") << segment;
        EXPECT_EQ(at(status, std::string(segment) + "-3"), "FIL2^RIS") << segment;
    }
    const auto different = told(OrderMessage{}.set("ORC-3", "FIL1^RIS").set("OBR-3", "OTHER"));
    EXPECT_EQ(at(different, "ORC-3"), "FIL1^RIS");
    EXPECT_EQ(at(different, "OBR-3"), "OTHER");
}

TEST(AsOrdered, OfARepeatedPid3TheMainIdIsTold) {
    const auto status = told(OrderMessage{}.set("PID-3", "99^^^SSA^SS~PAT001^^^^MR~7^^^HOSP^PI"));
    EXPECT_EQ(at(status, "PID-3"), "PAT001^^^^MR");
    EXPECT_EQ(status.at("PID-3").repetitions(), 1U);
}

TEST(AsOrdered, APatientWhoGotAnotherIdSinceIsToldByIt) {
    auto change = started(order_of(OrderMessage{}.set("PID-3", "PAT001^^^HOSP^MR")));
    change.patient.id = {"PAT002", Issuer{"HOSP"}};
    EXPECT_EQ(at(told(change), "PID-3"), "PAT002^^^HOSP");
    change.patient.id = {"PAT002", {}};
    EXPECT_EQ(at(told(change), "PID-3"), "PAT002");
    change.patient.id = {"PAT001", Issuer{"CLINIC"}};
    EXPECT_EQ(at(told(change), "PID-3"), "PAT001^^^CLINIC") << "the same number of another authority";
}

TEST(AsOrdered, AccountNumberAndVisitNumberKeepTheirOwnFields) {
    const auto both = told(OrderMessage{}.set("PID-18", "ACCT9^^^HOSP").set("PV1-19", "V77"));
    EXPECT_EQ(at(both, "PID-18"), "ACCT9^^^HOSP");
    EXPECT_EQ(at(both, "PV1-19"), "V77");
    const auto account = told(OrderMessage{}.set("PID-18", "ACCT9^^^HOSP").set("PV1-19", ""));
    EXPECT_EQ(at(account, "PID-18"), "ACCT9^^^HOSP");
    EXPECT_EQ(at(account, "PV1-19"), "");
    EXPECT_EQ(at(told(OrderMessage{}), "PID-18"), "") << "the visit number is no account number";
}

TEST(AsOrdered, AnOrderThatMovedToAnotherVisitIsToldByIt) {
    auto change = started(order_of(OrderMessage{}.set("PID-18", "ACCT9")));
    change.order.visit_number = "V78";
    change.order.visit_issuer = Issuer{"HOSP"};
    EXPECT_EQ(at(told(change), "PV1-19"), "V78^^^HOSP");
    EXPECT_EQ(at(told(change), "PID-18"), "ACCT9");
}

TEST(AsOrdered, OtherDelimitersOfTheSenderBecomeOurs) {
    std::string bytes = OrderMessage{}
                            .set("PID-3", "PAT\\T\\1^^^HOSP&1.2.3&ISO^MR~7^^^HOSP^PI")
                            .set("ORC-2", "PL\\S\\C^H\\F\\IS")
                            .set("OBR-18", "AC\\R\\1")
                            .str();
    for (auto& c : bytes)
        c = c == '|' ? '$' : c == '^' ? '%' : c == '~' ? '*' : c == '\\' ? '!' : c == '&' ? '#' : c;
    const auto changes = changes_of(bytes);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    const auto status = told(started(changes->orders.front()));
    EXPECT_EQ(at(status, "PID-3"), "PAT#1^^^HOSP&1.2.3&ISO^MR");
    EXPECT_EQ(at(status, "ORC-2"), "PL%C^H$IS");
    EXPECT_EQ(at(status, "OBR-18"), "AC*1");
    EXPECT_EQ(at(status, "OBR-4"), "CTHEAD^CT head^99RIS");
    EXPECT_EQ(at(status, "ZDS-1.1"), "1.2.840.113619.2.1.77");
}

TEST(AsOrdered, OurDelimitersInAValueOfASenderWithOthersAreEscaped) {
    std::string bytes = OrderMessage{}.set("ORC-2", "PL/C^HIS").set("PID-3", "A/1^^^H/P^MR").str();
    for (auto& c : bytes) c = c == '^' ? '%' : c == '/' ? '^' : c;
    const auto changes = changes_of(bytes);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    ASSERT_EQ(changes->orders.front().patient.id, (PatientId{"A^1", Issuer{"H^P"}}));
    const auto status = told(started(changes->orders.front()));
    EXPECT_EQ(at(status, "ORC-2"), "PL\\S\\C^HIS");
    EXPECT_EQ(at(status, "PID-3"), "A\\S\\1^^^H\\S\\P^MR") << "is still the patient's id";
}

TEST(AsOrdered, EscapesAreRepeatedAndBytesOfTheSendersCharacterSetAreNot) {
    const auto status = told(OrderMessage{}
                                 .set("MSH-18", "8859/1")
                                 .set("OBR-4", "X^head \\T\\ neck^99RIS")
                                 .set("OBR-44", "K^M\\XFC\\ller \\T\\ S^L"));
    EXPECT_EQ(at(status, "OBR-4"), "X^head \\T\\ neck^99RIS");
    EXPECT_EQ(at(status, "OBR-44"), "K^M\xC3\xBCller \\T\\ S^L");
}

TEST(AsOrdered, AnUpdateLeavesWhatItDoesNotStateAndDeletesWhatItNulls) {
    OrderMessage update;
    update.set("ORC-1", "XO").set("ORC-2", "").set("OBR-4", "").set("OBR-18", "").set("PV1-19", "^^^HOSP");
    update.set("OBR-19", "\"\"").set("OBR-20", "^").set("OBR-24", "RUS").set("ORC-3", "FIL2").without("ZDS");
    SiteProfile profile;
    set_table(profile, "sections", "RUS", "US");
    auto known = kept(OrderMessage{}.set("OBR-3", "FIL1^RIS"));
    EXPECT_TRUE(overlay(known, kept(update, profile)));
    EXPECT_EQ(*known.orc_2, "PLC1^HIS");
    EXPECT_EQ(*known.orc_3, "FIL2");
    EXPECT_EQ(*known.obr_3, "FIL2") << "one field with ORC-3: never an old number beside a new one";
    EXPECT_EQ(*known.pv1_19, "V77^^^HOSP");
    EXPECT_EQ(*known.obr_4, "CTHEAD^CT head^99RIS");
    EXPECT_EQ(*known.obr_18, "ACC001");
    EXPECT_EQ(*known.obr_19, "");
    EXPECT_EQ(*known.obr_20, "SPS1");
    EXPECT_EQ(*known.obr_24, "RUS");
    EXPECT_EQ(*known.zds, "ZDS|1.2.840.113619.2.1.77^RIS^Application^DICOM");
}

TEST(AsOrdered, EachGroupIsToldInItsOwnWords) {
    OrderMessage two;
    two.add("OBR", "ORC|NW|PLC2^HIS|FIL2^RIS\rOBR|2|||HAND^Hand^L||||||||||||||ACC001|RP1|SPS2||||CT\r");
    const auto changes = changes_of(two);
    ASSERT_TRUE(changes.ok()) << to_string(changes.problem());
    Known known;
    known.new_rows = {OrderRow{1}, OrderRow{2}};
    const auto decision = decide(*changes, known);
    ASSERT_TRUE(decision.ok()) << to_string(decision.problem());
    const auto& procedures = decision->effects.orders.at(0).procedures;
    ASSERT_EQ(procedures.size(), 1U) << "one requested procedure";
    const auto& steps = procedures[0].steps;
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(*steps[0].as_ordered.orc_3, "FIL1^RIS");
    EXPECT_EQ(*steps[0].as_ordered.obr_20, "SPS1");
    EXPECT_EQ(*steps[1].as_ordered.orc_3, "FIL2^RIS");
    EXPECT_EQ(*steps[1].as_ordered.obr_4, "HAND^Hand^L");
    EXPECT_EQ(*steps[1].as_ordered.obr_20, "SPS2");
}

TEST(AsOrdered, ACancelSaysNothingNewOfTheFields) {
    EXPECT_EQ(kept(OrderMessage{}.set("ORC-1", "CA").set("OBR-24", "ZZ")), AsOrdered{});
}

}  // namespace
}  // namespace mwl::mapping
