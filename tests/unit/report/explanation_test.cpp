// What `mwlbroker explain` prints.
#include "mwl/report/explanation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mwl::report {
namespace {

const std::string kOrder =
    "MSH|^~\\&|RIS|HOSP|||20260701080000||ORM^O01|M1|P|2.3.1\rPID|||P1^^^HOSP||DOE^JANE||19700199\r"
    "ORC|NW|PL1^RIS|FI1^RIS||||1^^^20260702103000+0200^^R\rOBR|1|PL1^RIS|FI1^RIS|CT1^CT^L||||||||||||||A1|R1|"
    "S1||||rad\r"
    "ZDS|1.2.3^^Application^DICOM\r";

services::ExplainedMessage explained() {
    mapping::SiteProfile profile;
    profile.name = "north";
    profile.tables["sections"].add("RAD", {"DX"});
    return services::explain(kOrder, {profile}, Instant{});
}

TEST(ExplanationText, HoldsForEachValueWhereItStoodAndWhatWasDoneToIt) {
    EXPECT_EQ(explanation_text(explained()),
              R"(ORM^O01 M1 of RIS|HOSP, profile north
order 1: NW, create
  patient.id                      (0010,0020)  P1 (HOSP)  <- PID[1]-3 "P1^^^HOSP"
  patient.name                    (0010,0010)  DOE^JANE  <- PID[1]-5 "DOE^JANE"
  patient.birth_date              (0010,0030)  (not stated)
      ! ignored: '19700199' is left out: not a date written as YYYYMMDD (PID[1]-7)
  accession                       (0008,0050)  A1 (HOSPITAL)  <- OBR[1]-18 "A1"
  order.placer                    (0040,2016)  PL1 (RIS)  <- ORC[1]-2 "PL1^RIS"
  order.filler                    (0040,2017)  FI1 (RIS)  <- ORC[1]-3 "FI1^RIS"
  procedure.id                    (0040,1001)  R1  <- OBR[1]-19 "R1"
  procedure.study                 (0020,000D)  1.2.3  <- ZDS[1]-1 "1.2.3^^Application^DICOM"
  procedure.code                  (0032,1064)  CT1^CT^L  <- OBR[1]-4 "CT1^CT^L"
      ! taken from: OBR-44: empty or not usable (OBR[1]-4)
  procedure.priority              (0040,1003)  ROUTINE  <- ORC[1]-7.6 "R"
  step.id                         (0040,0009)  S1  <- OBR[1]-20 "S1"
  step.start                      (0040,0002)  20260702 083000 +0000  <- ORC[1]-7.4 "20260702103000+0200"
  step.modality                   (0008,0060)  DX  <- OBR[1]-24 "rad" | upper | table:sections
      ! translated: by the profile's table sections (OBR[1]-24)
  step.protocol                   (0040,0008)  CT1^CT^L  <- OBR[1]-4 "CT1^CT^L"
  not stated: patient.sex, patient.comments, patient.allergies, patient.alerts, patient.pregnancy, patient.weight, patient.size, visit.number, visit.location, visit.institution, visit.referring_physician, visit.confidentiality, visit.patient_state, order.requesting_physician, order.requesting_service, order.requested_at, procedure.side, procedure.transport, procedure.reason, procedure.comments, procedure.clinical_information, step.stations, step.station_name, step.station_location, step.performing_physician
)");
}

TEST(ExplanationText, ARefusalIsSaidInsteadOfValues) {
    const auto refused =
        services::explain("MSH|^~\\&|RIS|HOSP|||20260701||ORM^O01|M2|P|2.3.1\r", {{}}, Instant{});
    const auto text = explanation_text(refused);
    EXPECT_EQ(text.find("ORM^O01 M2 of RIS|HOSP, profile default\n  refused: "), 0U) << text;
}

TEST(ExplanationJson, IsOneObjectOnOneLineWithTheSame) {
    const auto text = explanation_json(explained());
    EXPECT_EQ(text.find('\n'), std::string::npos);
    const auto json = nlohmann::json::parse(text);
    EXPECT_EQ(json["profile"], "north");
    const auto& values = json["parts"][0]["values"];
    const auto modality = std::find_if(values.begin(), values.end(),
                                       [](const auto& value) { return value["target"] == "step.modality"; });
    ASSERT_NE(modality, values.end());
    EXPECT_EQ((*modality)["value"], "DX");
    EXPECT_EQ((*modality)["place"], "OBR[1]-24");
    EXPECT_EQ((*modality)["raw"], "rad");
    EXPECT_EQ((*modality)["how"], "upper | table:sections");
    EXPECT_EQ((*modality)["notes"][0]["kind"], "translated");
}

}  // namespace
}  // namespace mwl::report
