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
constexpr std::string_view kShort = "short text, cut with a note";
constexpr std::string_view kText = "text, cut with a note";
constexpr std::string_view kName = "person name (XCN)";
constexpr std::string_view kLines = "lines of text, cut with a note";

constexpr bool kOpen = false;
constexpr bool kFixed = true;
constexpr bool kConstant = true;

// What a missing value may mean; the first is the default.
constexpr std::array kLeave{Missing::leave};
constexpr std::array kOptional{Missing::leave, Missing::reject};
constexpr std::array kRequired{Missing::reject};
constexpr std::array kNames{Missing::reject, Missing::placeholder};
constexpr std::array kAccessions{Missing::reject, Missing::from_filler, Missing::from_placer,
                                 Missing::generate};
constexpr std::array kGenerate{Missing::generate};
constexpr std::array kIds{Missing::generate, Missing::reject};
constexpr std::array kStarts{Missing::received, Missing::order_time, Missing::reject};

std::vector<TargetRow> patient_rows() {
    using enum Target;
    return {
        {patient_id, "patient.id", "PatientID", "(0010,0020)", "identifiers with their authorities (CX)", 64,
         Shape::parts, "PID-3", kOpen, kRequired},
        {patient_name, "patient.name", "PatientName", "(0010,0010)", "person name (XPN)", 64, Shape::parts,
         "PID-5", kOpen, kNames},
        {patient_birth_date, "patient.birth_date", "PatientBirthDate", "(0010,0030)",
         "date, never shifted by a zone", 0, Shape::code, "PID-7", kOpen, kOptional},
        {patient_sex, "patient.sex", "PatientSex", "(0010,0040)", "code of table 0001", 0, Shape::code,
         "PID-8", kOpen, kOptional},
        {patient_comments, "patient.comments", "PatientComments", "(0010,4000)", kLines, 10240, Shape::line,
         "NTE-3", kFixed, kLeave},
        {patient_allergies, "patient.allergies", "Allergies", "(0010,2110)", "all of them", 64, Shape::parts,
         "AL1-3", kFixed, kLeave},
        {patient_alerts, "patient.alerts", "MedicalAlerts", "(0010,2000)", "all whose AL1-4 is SV", 64,
         Shape::parts, "AL1-3", kFixed, kLeave},
        {patient_pregnancy, "patient.pregnancy", "PregnancyStatus", "(0010,21C0)",
         "B6 of table 0009, or a SNOMED code", 0, Shape::code, "PV1-15, OBX[3=82810-3]-5, OBX[3=11449-6]-5",
         kFixed, kLeave},
        {patient_weight, "patient.weight", "PatientWeight", "(0010,1030)",
         "number with its unit in OBX-6, the newest by OBX-14, in kg", 0, Shape::code,
         "OBX[3=29463-7]-5, OBX[3=3141-9]-5, OBX[3=WEIGHT]-5, OBX[3=BODY WEIGHT]-5, OBX[3=PATIENT WEIGHT]-5",
         kOpen, kLeave},
        {patient_size, "patient.size", "PatientSize", "(0010,1020)",
         "number with its unit in OBX-6, the newest by OBX-14, in m", 0, Shape::code,
         "OBX[3=8302-2]-5, OBX[3=HEIGHT]-5, OBX[3=BODY HEIGHT]-5, OBX[3=PATIENT HEIGHT]-5", kOpen, kLeave},
    };
}

std::vector<TargetRow> visit_rows() {
    using enum Target;
    return {
        {visit_number, "visit.number", "AdmissionID", "(0038,0010)", "identifier with its authority (CX)", 64,
         Shape::parts, "PV1-19, PID-18", kOpen, kOptional},
        {visit_location, "visit.location", "CurrentPatientLocation", "(0038,0300)", "ward^room^bed (PL)", 64,
         Shape::parts, "PV1-3, PV1-42", kOpen, kOptional},
        {visit_institution, "visit.institution", "InstitutionName", "(0008,0080)", kText, 64, Shape::line,
         "PV1-3.4.1, PV1-39", kOpen, kOptional, kConstant},
        {visit_referring_physician, "visit.referring_physician", "ReferringPhysicianName", "(0008,0090)",
         kName, 64, Shape::parts, "PV1-8", kOpen, kOptional},
        {visit_confidentiality, "visit.confidentiality", "ConfidentialityConstraintOnPatientDataDescription",
         "(0040,3001)", kText, 64, Shape::line, "PV1-16", kOpen, kOptional, kConstant},
        {visit_patient_state, "visit.patient_state", "PatientState", "(0038,0500)", kText, 64,
         Shape::coded_text, "OBR-12", kOpen, kOptional, kConstant},
    };
}

std::vector<TargetRow> order_rows() {
    using enum Target;
    return {
        {order_accession, "accession", "AccessionNumber", "(0008,0050)", kIdentifier, 16, Shape::identifier,
         "IPC-1, OBR-18, ORC-3, OBR-3", kOpen, kAccessions},
        {order_placer, "order.placer", "PlacerOrderNumberImagingServiceRequest", "(0040,2016)",
         "identifier with its namespace (EI)", 64, Shape::parts, "ORC-2, OBR-2, SCH-26, SCH-1", kOpen,
         kOptional},
        {order_filler, "order.filler", "FillerOrderNumberImagingServiceRequest", "(0040,2017)",
         "identifier with its namespace (EI)", 64, Shape::parts, "ORC-3, OBR-3, SCH-27, SCH-2", kOpen,
         kOptional},
        {order_requesting_physician, "order.requesting_physician", "RequestingPhysician", "(0032,1032)",
         kName, 64, Shape::parts, "ORC-12, OBR-16", kOpen, kOptional},
        {order_requesting_service, "order.requesting_service", "RequestingService", "(0032,1033)", kText, 64,
         Shape::coded_text, "ORC-17", kOpen, kOptional, kConstant},
        {order_requested_at, "order.requested_at", "IssueDateOfImagingServiceRequest", "(0040,2004)",
         "date and time", 0, Shape::code, "ORC-9, ORC-15", kOpen, kOptional},
    };
}

std::vector<TargetRow> procedure_rows() {
    using enum Target;
    return {
        {procedure_id, "procedure.id", "RequestedProcedureID", "(0040,1001)", kIdentifier, 16,
         Shape::identifier, "IPC-2, OBR-19", kOpen, kIds},
        {procedure_study, "procedure.study", "StudyInstanceUID", "(0020,000D)", "UID", 64, Shape::identifier,
         "IPC-3, ZDS-1", kFixed, kGenerate},
        {procedure_code, "procedure.code", "RequestedProcedureCodeSequence", "(0032,1064)",
         "code and description (0032,1060): three components from the one named on", 64, Shape::coded,
         "OBR-44, OBR-4, AIS-3", kOpen, kRequired},
        {procedure_side, "procedure.side", "RequestedProcedureDescription", "(0032,1060)",
         "added to the descriptions, all of them", 64, Shape::parts, "OBR-15.4, OBR-15.5, OBR-45, OBR-46",
         kFixed, kLeave},
        {procedure_priority, "procedure.priority", "RequestedProcedurePriority", "(0040,1003)",
         "code of tables 0027 and 0485", 0, Shape::code, "TQ1-9, ORC-7.6, OBR-27.6, OBR-5", kOpen, kOptional},
        {procedure_transport, "procedure.transport", "PatientTransportArrangements", "(0040,1004)", kText, 64,
         Shape::line, "OBR-30", kOpen, kOptional, kConstant},
        {procedure_reason, "procedure.reason", "ReasonForTheRequestedProcedure", "(0040,1002)", kText, 64,
         Shape::coded_text, "OBR-31", kOpen, kOptional, kConstant},
        {procedure_comments, "procedure.comments", "RequestedProcedureComments", "(0040,1400)", kLines, 10240,
         Shape::line, "NTE-3", kFixed, kLeave},
        {procedure_clinical_information, "procedure.clinical_information", "MedicalAlerts", "(0010,2000)",
         kText, 1024, Shape::line, "OBR-13", kOpen, kOptional, kConstant},
    };
}

std::vector<TargetRow> step_rows() {
    using enum Target;
    return {
        {step_id, "step.id", "ScheduledProcedureStepID", "(0040,0009)", kIdentifier, 16, Shape::identifier,
         "IPC-4, OBR-20", kOpen, kIds},
        {step_start, "step.start", "ScheduledProcedureStepStartDate", "(0040,0002)",
         "date and time; a date alone: all day", 0, Shape::code,
         "AIS-4, TQ1-7, ORC-7.4, OBR-27.4, OBR-36, OBR-6, OBR-7, SCH-11.4", kOpen, kStarts},
        {step_modality, "step.modality", "Modality", "(0008,0060)", "defined term of Modality", 16,
         Shape::code,
         "OBR-4.1 | table:procedures, AIS-3.1 | table:procedures, IPC-5 | upper | table:sections, "
         "IPC-5 | upper, OBR-24 | upper | table:sections, OBR-24 | upper",
         kOpen, kRequired, kConstant},
        {step_protocol, "step.protocol", "ScheduledProtocolCodeSequence", "(0040,0008)",
         "code and description (0040,0007): three components from the one named on", 64, Shape::coded,
         "IPC-6, OBR-4.4, OBR-4.1, AIS-3", kOpen, kOptional},
        {step_stations, "step.stations", "ScheduledStationAETitle", "(0040,0001)",
         "AE titles, of every repetition", 16, Shape::identifier, "IPC-9", kOpen, kLeave},
        {step_station_name, "step.station_name", "ScheduledStationName", "(0040,0010)", kShort, 16,
         Shape::coded_text, "IPC-7", kOpen, kOptional, kConstant},
        {step_station_location, "step.station_location", "ScheduledProcedureStepLocation", "(0040,0011)",
         kShort, 16, Shape::coded_text, "IPC-8", kOpen, kOptional, kConstant},
        {step_performing_physician, "step.performing_physician", "ScheduledPerformingPhysicianName",
         "(0040,0006)", "person name (NDL or XCN)", 64, Shape::parts, "OBR-34, AIP-3", kOpen, kOptional},
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

OriginOf owner_of(Target target) {
    if (target <= Target::patient_size) return OriginOf::patient;
    if (target <= Target::visit_patient_state) return OriginOf::visit;
    if (target == Target::order_placer || target == Target::order_filler) return OriginOf::step;
    if (target <= Target::order_requested_at) return OriginOf::order;
    return target <= Target::procedure_clinical_information ? OriginOf::procedure : OriginOf::step;
}

const TargetRow* target_named(std::string_view key) noexcept {
    const auto row = std::ranges::find(targets(), key, &TargetRow::key);
    return row == targets().end() ? nullptr : &*row;
}

const std::vector<Source>& default_sources(Target target) {
    static const auto sources = all_default_sources();
    return sources.at(static_cast<std::size_t>(target));
}

}  // namespace mwl::mapping
