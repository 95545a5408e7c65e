#include "store/record.h"

#include <array>

namespace mwl::store {
namespace {

struct Columns {
    std::string_view group;
    std::string_view columns;
};

constexpr std::array kColumns{
    Columns{"{patient}",
            "p.id, p.patient_id, p.issuer, p.other_ids, p.other_issuers, p.name, p.birth_date, p.sex, "
            "p.allergies, p.medical_alerts, p.special_needs, p.pregnancy_status, p.weight_kg, p.size_m, "
            "p.comments"},
    Columns{"{visit}",
            "v.number, v.issuer, v.location, v.institution, v.referring_physician, v.confidentiality, "
            "v.patient_state"},
    Columns{"{order}",
            "o.id, o.patient_id, p.patient_id, p.issuer, o.sender, o.visit_number, o.visit_issuer, "
            "o.requesting_physician, o.requesting_service, "
            "(extract(epoch from o.requested_at) * 1e6)::bigint, o.shares_study"},
    Columns{"{accession}", "a.number, a.issuer"},
    Columns{
        "{procedure}",
        "r.id, r.procedure_id, r.study, r.study_was_generated, r.description, r.code_value, r.code_scheme, "
        "r.code_meaning, r.priority, r.transport, r.reason, r.comments, r.clinical_information"},
    Columns{"{step}",
            "s.id, s.step_id, s.status, s.withheld, s.expired_at is not null, s.placer_number, "
            "s.placer_issuer, s.filler_number, "
            "s.filler_issuer, s.modality, s.stations, s.station_name, s.location, "
            "(extract(epoch from s.start_at) * 1e6)::bigint, s.local_date, s.all_day, "
            "s.performing_physician, s.description, s.protocol_value, s.protocol_scheme, s.protocol_meaning, "
            "s.comments"},
    Columns{"{as_ordered}",
            "s.ordered_pid_3, s.ordered_pid_18, s.ordered_pv1_19, s.ordered_orc_2, s.ordered_orc_3, "
            "s.ordered_obr_2, s.ordered_obr_3, s.ordered_obr_4, s.ordered_obr_18, s.ordered_obr_19, "
            "s.ordered_obr_20, s.ordered_obr_24, s.ordered_obr_44, s.ordered_zds"},
    Columns{"{performed}",
            "w.id, w.uid, w.status, w.device, w.station, w.patient_id, w.patient_issuer, w.patient_name, "
            "w.birth_date, w.sex, w.modality, (extract(epoch from w.started_at) * 1e6)::bigint, "
            "(extract(epoch from w.ended_at) * 1e6)::bigint, w.discontinued_value, w.discontinued_scheme, "
            "w.discontinued_meaning, w.operators, w.series, w.instances, w.attributes, w.create_digest, "
            "w.final_digest, w.linked_by, w.alarm"},
    Columns{"{message}",
            "m.id, m.receipt, (extract(epoch from m.received_at) * 1e6)::bigint, m.peer, m.raw, m.sender, "
            "m.sent_at, m.control_id, m.body_digest, m.type, "
            "(extract(epoch from m.sent_instant) * 1e6)::bigint, m.disposition, m.ack_code, m.problem_code, "
            "m.problem_where, m.problem_what, m.reason, m.duplicate_of"},
    Columns{"{status}",
            "o.id, o.destination, o.control_id, o.payload, o.attempts, o.state, o.last_error, "
            "(extract(epoch from o.created_at) * 1e6)::bigint"},
};

template <typename T>
T known_name(const std::optional<T>& value, const std::string& name) {
    if (!value)
        throw StoreError("the database holds a status that this program does not know: " + name, kUnreadable);
    return *value;
}

CodedEntry read_code(Row& row) {
    CodedEntry code;
    code.value = row.text();
    code.scheme = row.text();
    code.meaning = row.text();
    return code;
}

std::vector<AeTitle> read_stations(Row& row) {
    std::vector<AeTitle> out;
    for (auto& ae : row.texts()) out.emplace_back(std::move(ae));
    return out;
}

std::optional<Problem> read_problem(Row& row) {
    const Value code = row.maybe_text();
    const Value where = row.maybe_text();
    const Value what = row.maybe_text();
    if (!code) return std::nullopt;
    return Problem{code_named(*code).value_or(Code::internal), where.value_or(""), what.value_or("")};
}

}  // namespace

Patient read_patient(Row& row) {
    Patient patient;
    patient.row.value = row.number();
    patient.id = read_id<PatientId>(row);
    patient.other_ids = read_ids<PatientId>(row);
    patient.name = row.name();
    patient.birth_date = row.maybe_date();
    patient.sex = row.text();
    patient.allergies = row.text();
    patient.medical_alerts = row.text();
    patient.special_needs = row.text();
    patient.pregnancy_status = row.text();
    patient.weight_kg = row.text();
    patient.size_m = row.text();
    patient.comments = row.text();
    return patient;
}

Visit read_visit(Row& row) {
    Visit visit;
    if (row.next_is_null()) {
        row.skip(kVisitWidth);
        return visit;
    }
    visit.number = row.text();
    visit.issuer = Issuer(row.text());
    visit.location = row.text();
    visit.institution = row.text();
    visit.referring_physician = row.name();
    visit.confidentiality = row.text();
    visit.patient_state = row.text();
    return visit;
}

Order read_order(Row& row) {
    Order order;
    order.row.value = row.number();
    order.patient_row.value = row.number();
    order.patient = read_id<PatientId>(row);
    order.sender = SenderName(row.text());
    order.visit_number = row.text();
    order.visit_issuer = Issuer(row.text());
    order.requesting_physician = row.name();
    order.requesting_service = row.text();
    order.requested_at = row.maybe_instant();
    order.shares_study = row.flag();
    return order;
}

AccessionNumber read_accession(Row& row) { return read_id<AccessionNumber>(row); }

Procedure read_procedure(Row& row) {
    Procedure procedure;
    procedure.row.value = row.number();
    procedure.id = ProcedureId(row.text());
    procedure.study = StudyUid(row.text());
    procedure.study_was_generated = row.flag();
    procedure.description = row.text();
    procedure.code = read_code(row);
    procedure.priority = row.text();
    procedure.transport = row.text();
    procedure.reason = row.text();
    procedure.comments = row.text();
    procedure.clinical_information = row.text();
    return procedure;
}

Step read_step(Row& row) {
    Step step;
    step.row.value = row.number();
    step.id = StepId(row.text());
    const std::string& status = row.text();
    step.status = known_name(step_status_named(status), status);
    step.withheld = row.flag();
    step.expired = row.flag();
    step.placer = read_id<OrderNumber>(row);
    step.filler = read_id<OrderNumber>(row);
    step.modality = row.text();
    step.stations = read_stations(row);
    step.station_name = row.text();
    step.location = row.text();
    step.start = row.maybe_instant();
    step.local_date = row.maybe_date();
    step.all_day = row.flag();
    step.performing_physician = row.name();
    step.description = row.text();
    step.protocol = read_code(row);
    step.comments = row.text();
    return step;
}

AsOrdered read_as_ordered(Row& row) {
    AsOrdered out;
    const auto read = [&](auto&... field) { ((field = row.text()), ...); };
    std::apply(read, AsOrdered::attributes(out));
    return out;
}

PerformedStep read_performed(Row& row) {
    PerformedStep performed;
    performed.row.value = row.number();
    performed.uid = SopInstanceUid(row.text());
    performed.status = read_pps_status(row);
    performed.device = AeTitle(row.text());
    performed.station = AeTitle(row.text());
    performed.patient = read_id<PatientId>(row);
    performed.patient_name = row.text();
    performed.birth_date = row.maybe_date();
    performed.sex = row.text();
    performed.modality = row.text();
    performed.started_at = row.maybe_instant();
    performed.ended_at = row.maybe_instant();
    performed.discontinuation_reason = read_code(row);
    performed.operators = row.text();
    performed.series = static_cast<int>(row.number());
    performed.instances = static_cast<int>(row.number());
    performed.attributes = row.bytes();
    performed.create_digest = row.text();
    performed.final_digest = row.text();
    performed.linked_by = row.text();
    performed.alarm = row.text();
    return performed;
}

StoredMessage read_message(Row& row) {
    StoredMessage message;
    message.row.value = row.number();
    message.receipt = ReceiptId(row.text());
    message.received_at = row.instant();
    message.peer = row.text();
    message.raw = row.bytes();
    message.identity.sender = SenderName(row.text());
    message.identity.sent_at = row.text();
    message.identity.control_id = row.text();
    message.identity.body_digest = row.text();
    message.type = row.text();
    message.sent_instant = row.maybe_instant();
    const std::string& disposition = row.text();
    message.disposition = known_name(disposition_named(disposition), disposition);
    message.ack_code = row.text();
    message.problem = read_problem(row);
    message.reason = row.text();
    message.duplicate_of.value = row.number_or_zero();
    return message;
}

PpsStatus read_pps_status(Row& row) {
    const std::string& status = row.text();
    return known_name(pps_status_named(status), status);
}

OutboxState read_outbox_state(Row& row) {
    const std::string& state = row.text();
    return known_name(outbox_state_named(state), state);
}

OutboundMessage read_status(Row& row) {
    OutboundMessage message;
    message.row.value = row.number();
    message.destination = DestinationName(row.text());
    message.control_id = row.text();
    message.payload = row.bytes();
    message.attempts = static_cast<int>(row.number());
    message.state = read_outbox_state(row);
    message.last_error = row.text();
    message.created_at = row.instant();
    return message;
}

WorklistItem read_item(Row& row) {
    WorklistItem item;
    item.patient = read_patient(row);
    item.visit = read_visit(row);
    item.order = read_order(row);
    item.order.accession = read_accession(row);
    item.procedure = read_procedure(row);
    item.step = read_step(row);
    return item;
}

std::string with_columns(std::string_view sql) {
    std::string out(sql);
    for (const auto& [group, columns] : kColumns)
        for (auto at = out.find(group); at != std::string::npos; at = out.find(group, at + columns.size()))
            out.replace(at, group.size(), columns);
    return out;
}

}  // namespace mwl::store
