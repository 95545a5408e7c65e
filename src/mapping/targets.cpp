#include "mwl/mapping/targets.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"

namespace mwl::mapping {
namespace {

struct MissingRow {
    Missing missing;
    std::string_view name;
};
constexpr std::array kMissing{
    MissingRow{Missing::leave, "leave"},
    MissingRow{Missing::reject, "reject"},
    MissingRow{Missing::placeholder, "placeholder"},
    MissingRow{Missing::from_filler, "from-filler"},
    MissingRow{Missing::from_placer, "from-placer"},
    MissingRow{Missing::generate, "generate"},
    MissingRow{Missing::order_time, "order-time"},
    MissingRow{Missing::received, "received"},
};

constexpr std::string_view kIdentifier = "identifier, never cut";
constexpr std::string_view kText = "text, cut with a note";
constexpr std::string_view kName = "person name (XCN)";
constexpr std::string_view kLines = "lines of text, cut with a note";

std::vector<TargetRow> patient_rows() {
    using enum Target;
    const std::vector optional{Missing::leave, Missing::reject};
    return {
        {patient_id,
         "patient.id",
         "PatientID",
         "(0010,0020)",
         "identifiers with their authorities (CX)",
         64,
         Shape::parts,
         "PID-3",
         true,
         {Missing::reject}},
        {patient_name,
         "patient.name",
         "PatientName",
         "(0010,0010)",
         "person name (XPN)",
         64,
         Shape::parts,
         "PID-5",
         false,
         {Missing::reject, Missing::placeholder}},
        {patient_birth_date, "patient.birth_date", "PatientBirthDate", "(0010,0030)",
         "date, never shifted by a zone", 0, Shape::code, "PID-7", false, optional},
        {patient_sex, "patient.sex", "PatientSex", "(0010,0040)", "code of table 0001", 0, Shape::code,
         "PID-8", false, optional},
        {patient_comments,
         "patient.comments",
         "PatientComments",
         "(0010,4000)",
         kLines,
         10240,
         Shape::line,
         "NTE-3",
         true,
         {Missing::leave}},
        {patient_allergies,
         "patient.allergies",
         "Allergies",
         "(0010,2110)",
         "all of them",
         64,
         Shape::parts,
         "AL1-3",
         true,
         {Missing::leave}},
        {patient_alerts,
         "patient.alerts",
         "MedicalAlerts",
         "(0010,2000)",
         "all whose AL1-4 is SV",
         64,
         Shape::parts,
         "AL1-3",
         true,
         {Missing::leave}},
        {patient_pregnancy,
         "patient.pregnancy",
         "PregnancyStatus",
         "(0010,21C0)",
         "B6 of table 0009, or a SNOMED code",
         0,
         Shape::code,
         "PV1-15, OBX[3=82810-3]-5, OBX[3=11449-6]-5",
         true,
         {Missing::leave}},
        {patient_weight,
         "patient.weight",
         "PatientWeight",
         "(0010,1030)",
         "number with its unit in OBX-6, the newest by OBX-14, in kg",
         0,
         Shape::code,
         "OBX[3=29463-7]-5, OBX[3=3141-9]-5, OBX[3=WEIGHT]-5, OBX[3=BODY WEIGHT]-5, OBX[3=PATIENT WEIGHT]-5",
         false,
         {Missing::leave}},
        {patient_size,
         "patient.size",
         "PatientSize",
         "(0010,1020)",
         "number with its unit in OBX-6, the newest by OBX-14, in m",
         0,
         Shape::code,
         "OBX[3=8302-2]-5, OBX[3=HEIGHT]-5, OBX[3=BODY HEIGHT]-5, OBX[3=PATIENT HEIGHT]-5",
         false,
         {Missing::leave}},
    };
}

std::vector<TargetRow> visit_rows() {
    using enum Target;
    const std::vector optional{Missing::leave, Missing::reject};
    return {
        {visit_number, "visit.number", "AdmissionID", "(0038,0010)", "identifier with its authority (CX)", 64,
         Shape::parts, "PV1-19, PID-18", false, optional},
        {visit_location, "visit.location", "CurrentPatientLocation", "(0038,0300)", "ward^room^bed (PL)", 64,
         Shape::parts, "PV1-3, PV1-42", false, optional},
        {visit_institution, "visit.institution", "InstitutionName", "(0008,0080)", kText, 64, Shape::line,
         "PV1-3.4.1, PV1-39", false, optional, true},
        {visit_referring_physician, "visit.referring_physician", "ReferringPhysicianName", "(0008,0090)",
         kName, 64, Shape::parts, "PV1-8", false, optional},
        {visit_confidentiality, "visit.confidentiality", "ConfidentialityConstraintOnPatientDataDescription",
         "(0040,3001)", kText, 64, Shape::line, "PV1-16", false, optional, true},
        {visit_patient_state, "visit.patient_state", "PatientState", "(0038,0500)", kText, 64,
         Shape::coded_text, "OBR-12", false, optional, true},
    };
}

std::vector<TargetRow> order_rows() {
    using enum Target;
    const std::vector optional{Missing::leave, Missing::reject};
    return {
        {order_accession,
         "accession",
         "AccessionNumber",
         "(0008,0050)",
         kIdentifier,
         16,
         Shape::identifier,
         "OBR-18, ORC-3, OBR-3",
         false,
         {Missing::reject, Missing::from_filler, Missing::from_placer, Missing::generate}},
        {order_placer, "order.placer", "PlacerOrderNumberImagingServiceRequest", "(0040,2016)",
         "identifier with its namespace (EI)", 64, Shape::parts, "ORC-2, OBR-2", false, optional},
        {order_filler, "order.filler", "FillerOrderNumberImagingServiceRequest", "(0040,2017)",
         "identifier with its namespace (EI)", 64, Shape::parts, "ORC-3, OBR-3", false, optional},
        {order_requesting_physician, "order.requesting_physician", "RequestingPhysician", "(0032,1032)",
         kName, 64, Shape::parts, "ORC-12, OBR-16", false, optional},
        {order_requesting_service, "order.requesting_service", "RequestingService", "(0032,1033)", kText, 64,
         Shape::coded_text, "ORC-17", false, optional, true},
        {order_requested_at, "order.requested_at", "IssueDateOfImagingServiceRequest", "(0040,2004)",
         "date and time", 0, Shape::code, "ORC-9, ORC-15", false, optional},
    };
}

std::vector<TargetRow> procedure_rows() {
    using enum Target;
    const std::vector optional{Missing::leave, Missing::reject};
    return {
        {procedure_id,
         "procedure.id",
         "RequestedProcedureID",
         "(0040,1001)",
         kIdentifier,
         16,
         Shape::identifier,
         "OBR-19",
         false,
         {Missing::generate, Missing::reject}},
        {procedure_study,
         "procedure.study",
         "StudyInstanceUID",
         "(0020,000D)",
         "UID",
         64,
         Shape::identifier,
         "ZDS-1",
         true,
         {Missing::generate}},
        {procedure_code,
         "procedure.code",
         "RequestedProcedureCodeSequence",
         "(0032,1064)",
         "code and description (0032,1060): three components from the one named on",
         64,
         Shape::coded,
         "OBR-44, OBR-4",
         false,
         {Missing::reject}},
        {procedure_side,
         "procedure.side",
         "RequestedProcedureDescription",
         "(0032,1060)",
         "added to the descriptions, all of them",
         64,
         Shape::parts,
         "OBR-15.4, OBR-15.5, OBR-45, OBR-46",
         true,
         {Missing::leave}},
        {procedure_priority, "procedure.priority", "RequestedProcedurePriority", "(0040,1003)",
         "code of tables 0027 and 0485", 0, Shape::code, "TQ1-9, ORC-7.6, OBR-27.6, OBR-5", false, optional},
        {procedure_transport, "procedure.transport", "PatientTransportArrangements", "(0040,1004)", kText, 64,
         Shape::line, "OBR-30", false, optional, true},
        {procedure_reason, "procedure.reason", "ReasonForTheRequestedProcedure", "(0040,1002)", kText, 64,
         Shape::coded_text, "OBR-31", false, optional, true},
        {procedure_comments,
         "procedure.comments",
         "RequestedProcedureComments",
         "(0040,1400)",
         kLines,
         10240,
         Shape::line,
         "NTE-3",
         true,
         {Missing::leave}},
        {procedure_clinical_information, "procedure.clinical_information", "MedicalAlerts", "(0010,2000)",
         kText, 1024, Shape::line, "OBR-13", false, optional, true},
    };
}

std::vector<TargetRow> step_rows() {
    using enum Target;
    const std::vector optional{Missing::leave, Missing::reject};
    return {
        {step_id,
         "step.id",
         "ScheduledProcedureStepID",
         "(0040,0009)",
         kIdentifier,
         16,
         Shape::identifier,
         "OBR-20",
         false,
         {Missing::generate, Missing::reject}},
        {step_start,
         "step.start",
         "ScheduledProcedureStepStartDate",
         "(0040,0002)",
         "date and time; a date alone: all day",
         0,
         Shape::code,
         "TQ1-7, ORC-7.4, OBR-27.4, OBR-36, OBR-6, OBR-7",
         false,
         {Missing::received, Missing::order_time, Missing::reject}},
        {step_modality,
         "step.modality",
         "Modality",
         "(0008,0060)",
         "defined term of Modality",
         16,
         Shape::code,
         "OBR-4.1 | table:procedures, OBR-24 | upper | table:sections, OBR-24 | upper",
         false,
         {Missing::reject},
         true},
        {step_protocol, "step.protocol", "ScheduledProtocolCodeSequence", "(0040,0008)",
         "code and description (0040,0007): three components from the one named on", 64, Shape::coded,
         "OBR-4.4, OBR-4.1", false, optional},
        {step_stations,
         "step.stations",
         "ScheduledStationAETitle",
         "(0040,0001)",
         "AE title",
         16,
         Shape::identifier,
         "",
         false,
         {Missing::leave}},
        {step_performing_physician, "step.performing_physician", "ScheduledPerformingPhysicianName",
         "(0040,0006)", "person name (NDL or XCN)", 64, Shape::parts, "OBR-34", false, optional},
    };
}

std::vector<TargetRow> all_rows() {
    std::vector<TargetRow> rows;
    for (auto& part : {patient_rows(), visit_rows(), order_rows(), procedure_rows(), step_rows()})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

std::vector<std::vector<Source>> all_default_sources() {
    std::vector<std::vector<Source>> out;
    for (const auto& row : targets()) {
        auto& sources = out.emplace_back();
        for (std::string_view rest = row.sources; !rest.empty();) {
            const auto written = trimmed(take_part(rest, ','));
            if (auto source = parse_source(written); source) sources.push_back(std::move(*source));
        }
    }
    return out;
}

}  // namespace

std::string_view name_of(Missing missing) noexcept {
    const auto* const row = std::ranges::find(kMissing, missing, &MissingRow::missing);
    return row == kMissing.end() ? "" : row->name;
}

std::optional<Missing> missing_named(std::string_view name) noexcept {
    const auto* const row = std::ranges::find(kMissing, name, &MissingRow::name);
    return row == kMissing.end() ? std::nullopt : std::optional(row->missing);
}

const std::vector<TargetRow>& targets() {
    static const auto rows = all_rows();
    return rows;
}

const TargetRow& row_of(Target target) { return targets().at(static_cast<std::size_t>(target)); }

const TargetRow* target_named(std::string_view key) noexcept {
    const auto row = std::ranges::find(targets(), key, &TargetRow::key);
    return row == targets().end() ? nullptr : &*row;
}

const std::vector<Source>& default_sources(Target target) {
    static const auto sources = all_default_sources();
    return sources.at(static_cast<std::size_t>(target));
}

}  // namespace mwl::mapping
