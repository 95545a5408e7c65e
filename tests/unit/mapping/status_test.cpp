#include "mwl/mapping/status.h"

#include "mwl/hl7/message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace mwl::mapping {
namespace {

constexpr Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 7 / 2} + std::chrono::hours{9};

StatusChange completed() {
    StatusChange out;
    out.transition = StatusTransition::completed;
    out.patient.id = {"PAT001", Issuer{"HOSP"}};
    out.patient.name = text::parse_pn("DOE^JANE^MARY^DR^JR");
    out.patient.birth_date = OptionalDate{std::chrono::year{1970} / 1 / 2};
    out.patient.sex = std::string("F");
    out.visit.location = std::string("WARD3^12^A");
    out.order.accession = {"ACC001", Issuer{"HOSPITAL"}};
    out.order.visit_number = "V77";
    auto& procedure = out.order.procedures.emplace_back();
    procedure.id = ProcedureId{"RP1"};
    procedure.study = StudyUid{"1.2.3"};
    auto& as_ordered = procedure.steps.emplace_back().as_ordered;
    as_ordered.pid_3 = std::string("PAT001^^^HOSP^MR");
    as_ordered.pid_18 = std::string("ACCT9");
    as_ordered.pv1_19 = std::string("V77");
    as_ordered.orc_2 = as_ordered.obr_2 = std::string("PLC1^HIS");
    as_ordered.orc_3 = as_ordered.obr_3 = std::string("FIL1^RIS");
    as_ordered.obr_4 = std::string("CTHEAD^CT head^99RIS");
    as_ordered.obr_18 = std::string("ACC001");
    as_ordered.obr_19 = std::string("RP1");
    as_ordered.obr_20 = std::string("SPS1");
    as_ordered.obr_24 = std::string("CT");
    as_ordered.obr_44 = std::string("70450^CT HEAD^C4");
    as_ordered.zds = std::string("ZDS|1.2.3^RIS^Application^DICOM");
    auto& performed = out.performed;
    performed.uid = SopInstanceUid{"1.2.9"};
    performed.status = PpsStatus::completed;
    performed.station = AeTitle{"CT1"};
    performed.operators = "TECH^TOM";
    performed.started_at = kNow - std::chrono::minutes{30};
    performed.ended_at = kNow - std::chrono::minutes{15};
    performed.series = 2;
    performed.instances = 42;
    return out;
}

StatusFormat format() {
    StatusFormat out;
    out.sending_facility = "RAD";
    out.receiving_application = "RIS";
    out.receiving_facility = "HOSP";
    out.zone = Zone::fixed(std::chrono::hours{2});
    return out;
}

std::string rendered(const StatusChange& change) {
    auto bytes = render_status(change, format(), "CONTROL1", kNow);
    if (!bytes) {
        ADD_FAILURE() << to_string(bytes.problem());
        return {};
    }
    std::ranges::replace(*bytes, '\r', '\n');
    return *bytes;
}

TEST(Status, ACompletedExamLooksLikeThis) {
    EXPECT_EQ(
        rendered(completed()),
        "MSH|^~\\&|MWLBROKER|RAD|RIS|HOSP|20260702110000+0200||ORM^O01|CONTROL1|P|2.3.1||||||UNICODE UTF-8\n"
        "PID|||PAT001^^^HOSP^MR||DOE^JANE^MARY^JR^DR||19700102|F||||||||||ACCT9\n"
        "PV1||U|WARD3^12^A||||||||||||||||V77\n"
        "ORC|SC|PLC1^HIS|FIL1^RIS||CM||||20260702110000+0200\n"
        "OBR|1|PLC1^HIS|FIL1^RIS|CTHEAD^CT head^99RIS|||20260702103000+0200|20260702104500+0200||||||||||"
        "ACC001|RP1|SPS1||20260702104500+0200||CT||||||||||&TECH&TOM||||||||||70450^CT HEAD^C4\n"
        "OBX|1|HD|113014^DICOM Study^DCM||1.2.3||||||F\n"
        "OBX|2|ST|PerformedStationAETitle^Performed Station AE Title^99MWLBROKER||CT1||||||F\n"
        "OBX|3|ST|PerformedStepUID^Performed Procedure Step UID^99MWLBROKER||1.2.9||||||F\n"
        "OBX|4|NM|NumberOfSeries^Number of Series^99MWLBROKER||2||||||F\n"
        "OBX|5|NM|NumberOfInstances^Number of Images and other Instances^99MWLBROKER||42||||||F\n"
        "ZDS|1.2.3^RIS^Application^DICOM\n");
}

TEST(Status, EachTransitionHasItsOrderStatus) {
    const auto orc5 = [](StatusTransition transition) {
        auto change = completed();
        change.transition = transition;
        const auto bytes = render_status(change, format(), "C", kNow);
        return hl7::Message::parse(*bytes)->at("ORC-5").text();
    };
    EXPECT_EQ(orc5(StatusTransition::in_progress), "IP");
    EXPECT_EQ(orc5(StatusTransition::completed), "CM");
    EXPECT_EQ(orc5(StatusTransition::discontinued), "DC");
    EXPECT_EQ(orc5(StatusTransition::back_to_scheduled), "SC");
}

TEST(Status, ADiscontinuationCarriesItsReason) {
    auto change = completed();
    change.transition = StatusTransition::discontinued;
    change.performed.discontinuation_reason = {"110513", "DCM", "Discontinued for unspecified reason"};
    const auto bytes = render_status(change, format(), "C", kNow);
    EXPECT_EQ(hl7::Message::parse(*bytes)->at("OBR-31.1").text(), "110513");
    EXPECT_TRUE(hl7::Message::parse(*render_status(completed(), format(), "C", kNow))->at("OBR-31").empty());
}

TEST(Status, DelimitersInValuesAreEscaped) {
    auto change = completed();
    change.patient.name = text::parse_pn("A|B&C^D~E");
    const auto bytes = render_status(change, format(), "C", kNow);
    const auto message = hl7::Message::parse(*bytes);
    EXPECT_EQ(message->at("PID-5.1").text(), "A|B&C");
    EXPECT_EQ(message->at("PID-5.2").text(), "D~E");
}

TEST(Status, RenderingAgainGivesTheSameBytes) { EXPECT_EQ(rendered(completed()), rendered(completed())); }

TEST(Status, ANameThatTheCharacterSetCannotHoldIsAProblem) {
    auto change = completed();
    change.patient.name = text::parse_pn("\xe5\xb1\xb1\xe7\x94\xb0");
    auto latin = format();
    latin.charset = text::Charset::latin1;
    const auto bytes = render_status(change, latin, "C", kNow);
    ASSERT_FALSE(bytes.ok());
    EXPECT_EQ(bytes.problem().code, Code::not_encodable);
}

TEST(Status, TheControlIdIsStableAndDiffersByDestinationProcedureTransitionAndExam) {
    const auto change = completed();
    const auto id = status_control_id("ris", change);
    EXPECT_EQ(id, status_control_id("ris", change));
    EXPECT_EQ(id.size(), 20U);
    EXPECT_NE(id, status_control_id("ehr", change));
    auto other = change;
    other.transition = StatusTransition::in_progress;
    EXPECT_NE(id, status_control_id("ris", other));
    other = change;
    other.performed.uid = SopInstanceUid{"1.2.10"};
    EXPECT_NE(id, status_control_id("ris", other));
    other = change;
    other.order.procedures.front().id = ProcedureId{"RP2"};
    EXPECT_NE(id, status_control_id("ris", other)) << "the other ORC/OBR group of the order";
    other = change;
    other.order.procedures.front().steps.front().id = StepId{"SPS2"};
    EXPECT_NE(id, status_control_id("ris", other)) << "another group of the same requested procedure";
}

}  // namespace
}  // namespace mwl::mapping
