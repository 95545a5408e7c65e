// Patients, visits and orders with everything below them.
#include "mwl/text/fold.h"
#include "store/pg_save.h"

namespace mwl::store {
namespace {

const Sql kSavePatient(R"sql(
    insert into patient (patient_id, issuer, other_ids, other_issuers, name, name_folded, birth_date, sex,
        allergies, medical_alerts, special_needs, pregnancy_status, weight_kg, size_m, comments)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    on conflict (patient_id, issuer) do update
    set other_ids = excluded.other_ids, other_issuers = excluded.other_issuers, name = excluded.name,
        name_folded = excluded.name_folded, birth_date = excluded.birth_date, sex = excluded.sex,
        allergies = excluded.allergies, medical_alerts = excluded.medical_alerts,
        special_needs = excluded.special_needs, pregnancy_status = excluded.pregnancy_status,
        weight_kg = excluded.weight_kg, size_m = excluded.size_m, comments = excluded.comments)sql");

const Sql kSaveVisit(R"sql(
    insert into visit (patient_id, number, issuer, location, institution, referring_physician, confidentiality,
        patient_state)
    values ((select p.id from patient p where p.patient_id = $1 and p.issuer = $2), $3, $4, $5, $6, $7, $8, $9)
    on conflict (patient_id, number, issuer) do update
    set location = excluded.location, institution = excluded.institution,
        referring_physician = excluded.referring_physician, confidentiality = excluded.confidentiality,
        patient_state = excluded.patient_state)sql");

const Sql kSaveOrder(R"sql(
    with saved as (
        insert into imaging_order (id, patient_id, sender, visit_number, visit_issuer, requesting_physician,
            requesting_service, requested_at, shares_study, told_since)
        overriding system value
        values ($1, (select p.id from patient p where p.patient_id = $2 and p.issuer = $3), $6, $7, $8, $9, $10,
            to_timestamp($11::bigint / 1e6), $12, to_timestamp($13::bigint / 1e6))
        on conflict (id) do update
        set patient_id = excluded.patient_id, sender = excluded.sender, visit_number = excluded.visit_number,
            visit_issuer = excluded.visit_issuer, requesting_physician = excluded.requesting_physician,
            requesting_service = excluded.requesting_service, requested_at = excluded.requested_at,
            shares_study = excluded.shares_study,
            told_since = least(imaging_order.told_since, excluded.told_since)
        returning id)
    insert into order_accession (order_id, number, issuer, is_current)
    select saved.id, $4, $5, true
    from saved
    on conflict (order_id, number, issuer) do update
    set is_current = true)sql");

const Sql kGiveUpNumbers(R"sql(
    update order_accession
    set is_current = false
    where order_id = $1 and is_current and (number <> $2 or issuer <> $3))sql");

const Sql kSaveProcedure(R"sql(
    insert into requested_procedure (order_id, procedure_id, study, study_was_generated, description, code_value,
        code_scheme, code_meaning, priority, transport, reason, comments, clinical_information)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (order_id, procedure_id) do update
    set study = excluded.study, study_was_generated = excluded.study_was_generated,
        description = excluded.description, code_value = excluded.code_value, code_scheme = excluded.code_scheme,
        code_meaning = excluded.code_meaning, priority = excluded.priority, transport = excluded.transport,
        reason = excluded.reason, comments = excluded.comments,
        clinical_information = excluded.clinical_information)sql");

const Sql kSaveStep(R"sql(
    insert into scheduled_step (procedure_id, step_id, status, withheld, placer_number, placer_issuer,
        filler_number, filler_issuer, modality, stations, station_name, location, start_at, local_date, all_day,
        performing_physician, description, protocol_value, protocol_scheme, protocol_meaning, comments,
        ordered_pid_3, ordered_pid_18, ordered_pv1_19, ordered_orc_2, ordered_orc_3, ordered_obr_2, ordered_obr_3,
        ordered_obr_4, ordered_obr_18, ordered_obr_19, ordered_obr_20, ordered_obr_24, ordered_obr_44, ordered_zds,
        expired_at)
    values ((select r.id from requested_procedure r where r.order_id = $1 and r.procedure_id = $2),
        $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, to_timestamp($14::bigint / 1e6), $15, $16, $17, $18,
        $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,
        to_timestamp($37::bigint / 1e6))
    on conflict (step_id) do update
    set procedure_id = excluded.procedure_id, status = excluded.status, withheld = excluded.withheld,
        placer_number = excluded.placer_number, placer_issuer = excluded.placer_issuer,
        filler_number = excluded.filler_number, filler_issuer = excluded.filler_issuer,
        modality = excluded.modality, stations = excluded.stations, station_name = excluded.station_name,
        location = excluded.location, start_at = excluded.start_at, local_date = excluded.local_date,
        all_day = excluded.all_day, performing_physician = excluded.performing_physician,
        description = excluded.description, protocol_value = excluded.protocol_value,
        protocol_scheme = excluded.protocol_scheme, protocol_meaning = excluded.protocol_meaning,
        comments = excluded.comments, ordered_pid_3 = excluded.ordered_pid_3,
        ordered_pid_18 = excluded.ordered_pid_18, ordered_pv1_19 = excluded.ordered_pv1_19,
        ordered_orc_2 = excluded.ordered_orc_2, ordered_orc_3 = excluded.ordered_orc_3,
        ordered_obr_2 = excluded.ordered_obr_2, ordered_obr_3 = excluded.ordered_obr_3,
        ordered_obr_4 = excluded.ordered_obr_4, ordered_obr_18 = excluded.ordered_obr_18,
        ordered_obr_19 = excluded.ordered_obr_19, ordered_obr_20 = excluded.ordered_obr_20,
        ordered_obr_24 = excluded.ordered_obr_24, ordered_obr_44 = excluded.ordered_obr_44,
        ordered_zds = excluded.ordered_zds,
        expired_at = case when excluded.expired_at is not null
                          then coalesce(scheduled_step.expired_at, excluded.expired_at) end)sql");

void add_code(Params& params, const CodedEntry& code) {
    params.text(code.value).text(code.scheme).text(code.meaning);
}

std::vector<std::string> texts_of(const std::vector<AeTitle>& stations) {
    std::vector<std::string> out;
    out.reserve(stations.size());
    for (const auto& station : stations) out.push_back(station.str());
    return out;
}

void add_procedure(std::vector<Command>& out, OrderRow order, const Procedure& procedure) {
    Params params = Params().number(order.value);
    params.text(procedure.id.str()).text(procedure.study.str()).flag(procedure.study_was_generated);
    params.text(*procedure.description);
    add_code(params, *procedure.code);
    params.text(*procedure.priority).text(*procedure.transport).text(*procedure.reason);
    params.text(*procedure.comments).text(*procedure.clinical_information);
    out.push_back({kSaveProcedure, params});
}

void add_step(std::vector<Command>& out, OrderRow order, const ProcedureId& procedure, const Step& step,
              Instant now) {
    Params params = Params().number(order.value);
    params.text(procedure.str()).text(step.id.str()).text(name_of(step.status)).flag(step.withheld);
    params.text(step.placer.number).text(step.placer.issuer.str());
    params.text(step.filler.number).text(step.filler.issuer.str());
    params.text(*step.modality).texts(texts_of(*step.stations)).text(*step.station_name).text(*step.location);
    params.instant(*step.start).date(*step.local_date).flag(*step.all_day);
    params.name(*step.performing_physician).text(*step.description);
    add_code(params, *step.protocol);
    params.text(*step.comments);
    const auto add_each = [&](const auto&... field) { (params.text(*field), ...); };
    std::apply(add_each, AsOrdered::attributes(step.as_ordered));
    params.instant(step.expired ? std::optional(now) : std::nullopt);
    out.push_back({kSaveStep, params});
}

}  // namespace

void add_patient(std::vector<Command>& out, const Patient& patient) {
    std::vector<std::string> ids;
    std::vector<std::string> issuers;
    for (const auto& other : *patient.other_ids) {
        ids.push_back(other.id);
        issuers.push_back(other.issuer.str());
    }
    Params params;
    params.text(patient.id.id).text(patient.id.issuer.str()).texts(ids).texts(issuers);
    params.name(*patient.name).text(text::fold(text::print_group(patient.name->alphabetic)));
    params.date(*patient.birth_date).text(*patient.sex).text(*patient.allergies);
    params.text(*patient.medical_alerts).text(*patient.special_needs).text(*patient.pregnancy_status);
    params.text(*patient.weight_kg).text(*patient.size_m).text(*patient.comments);
    out.push_back({kSavePatient, params});
}

void add_visit(std::vector<Command>& out, const PatientId& patient, const Visit& visit) {
    Params params = Params().text(patient.id).text(patient.issuer.str());
    params.text(visit.number).text(visit.issuer.str()).text(*visit.location).text(*visit.institution);
    params.name(*visit.referring_physician).text(*visit.confidentiality).text(*visit.patient_state);
    out.push_back({kSaveVisit, params});
}

void give_up_numbers(std::vector<Command>& out, const Order& order) {
    if (order.earlier_accessions.empty()) return;
    out.push_back(
        {kGiveUpNumbers,
         Params().number(order.row.value).text(order.accession.number).text(order.accession.issuer.str())});
}

void add_order(std::vector<Command>& out, const Order& order, Instant now) {
    Params params = Params().number(order.row.value).text(order.patient.id).text(order.patient.issuer.str());
    params.text(order.accession.number).text(order.accession.issuer.str()).text(order.sender.str());
    params.text(order.visit_number).text(order.visit_issuer.str());
    params.name(*order.requesting_physician).text(*order.requesting_service).instant(*order.requested_at);
    params.flag(order.shares_study).instant(now);
    out.push_back({kSaveOrder, params});
    for (const auto& procedure : order.procedures) {
        add_procedure(out, order.row, procedure);
        for (const auto& step : procedure.steps) add_step(out, order.row, procedure.id, step, now);
    }
}

}  // namespace mwl::store
