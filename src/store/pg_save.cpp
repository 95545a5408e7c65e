// Messages, performed steps, notes, timeline and outbox.
#include "store/pg_save.h"

namespace mwl::store {
namespace {

constexpr std::string_view kSaveMessage = R"sql(
    insert into message (receipt, received_at, peer, raw, sender, sent_at, control_id, body_digest, type,
        sent_instant, disposition, ack_code, problem_code, problem_where, problem_what, reason, duplicate_of)
    values ($1, to_timestamp($2::bigint / 1e6), $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::bigint / 1e6), $11,
        $12, $13, $14, $15, $16, nullif($17::bigint, 0)))sql";

constexpr std::string_view kSavePerformed = R"sql(
    insert into performed_step (uid, status, device, station, patient_id, patient_issuer, patient_name, modality,
        started_at, ended_at, discontinued_value, discontinued_scheme, discontinued_meaning, operators, series,
        instances, attributes, create_digest, final_digest, linked_by, alarm, birth_date, sex)
    values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::bigint / 1e6), to_timestamp($10::bigint / 1e6), $11,
        $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
    on conflict (uid) do update
    set status = excluded.status, device = excluded.device, station = excluded.station,
        patient_id = excluded.patient_id, patient_issuer = excluded.patient_issuer,
        patient_name = excluded.patient_name, birth_date = excluded.birth_date, sex = excluded.sex,
        modality = excluded.modality, started_at = excluded.started_at,
        ended_at = excluded.ended_at, discontinued_value = excluded.discontinued_value,
        discontinued_scheme = excluded.discontinued_scheme, discontinued_meaning = excluded.discontinued_meaning,
        operators = excluded.operators, series = excluded.series, instances = excluded.instances,
        attributes = excluded.attributes, create_digest = excluded.create_digest,
        final_digest = excluded.final_digest, linked_by = excluded.linked_by, alarm = excluded.alarm)sql";

constexpr std::string_view kForgetReferences = R"sql(
    delete from performed_step_reference f
    using performed_step w
    where w.uid = $1 and f.performed_id = w.id)sql";

constexpr std::string_view kSaveReference = R"sql(
    insert into performed_step_reference (performed_id, position, study, referenced_studies, accession,
        accession_issuer, procedure_id, step_id)
    values ((select w.id from performed_step w where w.uid = $1), $2, $3, $4, $5, $6, $7, $8))sql";

constexpr std::string_view kForgetLinks = R"sql(
    delete from performed_step_link l
    using performed_step w
    where w.uid = $1 and l.performed_id = w.id and l.step_id <> all ($2::bigint[]))sql";

constexpr std::string_view kSaveLinks = R"sql(
    insert into performed_step_link (performed_id, step_id)
    select w.id, linked.step_id
    from performed_step w, unnest($2::bigint[]) as linked(step_id)
    where w.uid = $1
    on conflict do nothing)sql";

constexpr std::string_view kSaveNote = R"sql(
    insert into mapping_note (order_id, message_id, kind, target, source, rule)
    values ($1, (select m.id from message m where m.receipt = $2), $3, $4, $5, $6))sql";

constexpr std::string_view kLinkOrder = R"sql(
    insert into order_message (order_id, message_id)
    select $1::bigint, m.id
    from message m
    where m.receipt = $2
    on conflict do nothing)sql";

constexpr std::string_view kLinkPatient = R"sql(
    insert into patient_message (patient_id, message_id)
    select p.id, m.id
    from patient p, message m
    where p.patient_id = $1 and p.issuer = $2 and m.receipt = $3
    on conflict do nothing)sql";

constexpr std::string_view kSaveTimeline = R"sql(
    insert into timeline (at, order_id, event, detail, message_id, performed_id)
    values (to_timestamp($1::bigint / 1e6), nullif($2::bigint, 0), $3, $4,
        (select m.id from message m where m.receipt = $5),
        (select w.id from performed_step w where w.uid = $6)))sql";

constexpr std::string_view kEnqueue = R"sql(
    with queued as (
        insert into outbox (destination, order_key, step_id, order_id, performed_id, transition, control_id, payload,
            state, attempts, created_at, due_at, claimant, last_error, ack)
        values ($1, $2, $10, nullif($3::bigint, 0), (select w.id from performed_step w where w.uid = $4), $5, $6, $7,
            'waiting', 0, to_timestamp($8::bigint / 1e6), to_timestamp($8::bigint / 1e6), '', '', '')
        on conflict (destination, order_key, step_id, performed_id, transition) do nothing
        returning id, order_id, performed_id, transition, destination, control_id, created_at)
    insert into timeline (at, order_id, event, detail, message_id, performed_id, outbox_id)
    select q.created_at, q.order_id, 'status queued', q.transition || ' to ' || q.destination || ', ' || q.control_id,
        (select m.id from message m where m.receipt = $9), q.performed_id, q.id
    from queued q)sql";

void add_notes(std::vector<Command>& out, const OrderNotes& notes, const Context& context) {
    for (const auto& note : notes.notes)
        out.push_back({kSaveNote, Params()
                                      .number(notes.order.value)
                                      .text(context.message.str())
                                      .text(name_of(note.kind))
                                      .text(note.target)
                                      .text(note.source)
                                      .text(note.rule)});
}

// Status messages of one order, or of one unscheduled performed step, leave in order.
std::string order_key(const OutboundDraft& message) {
    if (!message.order) return "performed step " + message.performed.str();
    return "order " + std::to_string(message.order.value);
}

}  // namespace

void add_message(std::vector<Command>& out, const StoredMessage& message) {
    Params params = Params().text(message.receipt.str()).instant(message.received_at).text(message.peer);
    params.bytes(message.raw).text(message.identity.sender.str()).text(message.identity.sent_at);
    params.text(message.identity.control_id).text(message.identity.body_digest).text(message.type);
    params.instant(message.sent_instant).text(name_of(message.disposition)).text(message.ack_code);
    if (message.problem)
        params.text(name_of(message.problem->code)).text(message.problem->where).text(message.problem->what);
    else
        params.null().null().null();
    params.text(message.reason).number(message.duplicate_of.value);
    out.push_back({kSaveMessage, params});
}

void add_performed(std::vector<Command>& out, const PerformedStep& performed) {
    Params params = Params().text(performed.uid.str()).text(name_of(performed.status));
    params.text(performed.device.str()).text(performed.station.str());
    params.text(performed.patient.id).text(performed.patient.issuer.str()).text(performed.patient_name);
    params.text(performed.modality).instant(performed.started_at).instant(performed.ended_at);
    const auto& reason = performed.discontinuation_reason;
    params.text(reason.value).text(reason.scheme).text(reason.meaning).text(performed.operators);
    params.number(performed.series).number(performed.instances).bytes(performed.attributes);
    params.text(performed.create_digest).text(performed.final_digest);
    params.text(performed.linked_by).text(performed.alarm).date(performed.birth_date).text(performed.sex);
    out.push_back({kSavePerformed, params});

    out.push_back({kForgetReferences, Params().text(performed.uid.str())});
    int position = 0;
    for (const auto& reference : performed.references) {
        std::vector<std::string> studies;
        for (const auto& study : reference.referenced_studies) studies.push_back(study.str());
        Params item = Params().text(performed.uid.str()).number(++position).text(reference.study.str());
        item.texts(studies).text(reference.accession.number).text(reference.accession.issuer.str());
        item.text(reference.procedure.str()).text(reference.step.str());
        out.push_back({kSaveReference, item});
    }

    std::vector<std::int64_t> steps;
    for (const auto step : performed.steps) steps.push_back(step.value);
    const Params links = Params().text(performed.uid.str()).numbers(steps);
    out.push_back({kForgetLinks, links});
    out.push_back({kSaveLinks, links});
}

void add_effects(std::vector<Command>& out, const Effects& effects, const Context& context) {
    for (const auto& patient : effects.patients) add_patient(out, patient);
    for (const auto& [patient, visit] : effects.visits) add_visit(out, patient, visit);
    for (const auto& order : effects.orders) give_up_numbers(out, order);
    for (const auto& order : effects.orders) add_order(out, order);
    for (const auto& performed : effects.performed) add_performed(out, performed);
    for (const auto& notes : effects.notes) add_notes(out, notes, context);
    for (const auto& order : effects.orders_told_of)
        out.push_back({kLinkOrder, Params().number(order.value).text(context.message.str())});
    for (const auto& patient : effects.patients_told_of)
        out.push_back(
            {kLinkPatient, Params().text(patient.id).text(patient.issuer.str()).text(context.message.str())});
    const std::string performed =
        effects.performed.size() == 1 ? effects.performed.front().uid.str() : std::string();
    for (const auto& entry : effects.timeline)
        out.push_back({kSaveTimeline, Params()
                                          .instant(context.now)
                                          .number(entry.order.value)
                                          .text(entry.event)
                                          .text(entry.detail)
                                          .text(context.message.str())
                                          .text(performed)});
}

void add_outbound(std::vector<Command>& out, const OutboundDraft& message, const Context& context) {
    Params params = Params().text(message.destination.str()).text(order_key(message));
    params.number(message.order.value).text(message.performed.str());
    params.text(name_of(message.transition)).text(message.control_id).bytes(message.payload);
    params.instant(context.now).text(context.message.str()).text(message.step.str());
    out.push_back({kEnqueue, params});
}

}  // namespace mwl::store
