// Messages, performed steps, notes, timeline and outbox.
#include "store/pg_save.h"

namespace mwl::store {
namespace {

const Sql kSaveMessage(R"sql(
    insert into message (id, receipt, received_at, peer, raw, sender, sent_at, control_id, body_digest, type,
        sent_instant, disposition, ack_code, problem_code, problem_where, problem_what, reason, duplicate_of)
    values (nextval('message_id'), $1, to_timestamp($2::bigint / 1e6), $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::bigint / 1e6), $11,
        $12, $13, $14, $15, $16, nullif($17::bigint, 0)))sql");

const Sql kSavePerformed(R"sql(
    insert into performed_step (uid, status, device, station, patient_id, patient_issuer, patient_name, modality,
        started_at, ended_at, discontinued_value, discontinued_scheme, discontinued_meaning, operators, series,
        instances, attributes, create_digest, final_digest, linked_by, alarm, birth_date, sex, is_unscheduled,
        told_since)
    values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::bigint / 1e6), to_timestamp($10::bigint / 1e6), $11,
        $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        to_timestamp($25::bigint / 1e6))
    on conflict (uid) do update
    set status = excluded.status, device = excluded.device, station = excluded.station,
        patient_id = excluded.patient_id, patient_issuer = excluded.patient_issuer,
        patient_name = excluded.patient_name, birth_date = excluded.birth_date, sex = excluded.sex,
        modality = excluded.modality, started_at = excluded.started_at,
        ended_at = excluded.ended_at, discontinued_value = excluded.discontinued_value,
        discontinued_scheme = excluded.discontinued_scheme, discontinued_meaning = excluded.discontinued_meaning,
        operators = excluded.operators, series = excluded.series, instances = excluded.instances,
        attributes = excluded.attributes, create_digest = excluded.create_digest,
        final_digest = excluded.final_digest, linked_by = excluded.linked_by,
        is_unscheduled = excluded.is_unscheduled, alarm = excluded.alarm,
        told_since = least(performed_step.told_since, excluded.told_since))sql");

const Sql kForgetReferences(R"sql(
    delete from performed_step_reference f
    using performed_step w
    where w.uid = $1 and f.performed_id = w.id)sql");

const Sql kSaveReference(R"sql(
    insert into performed_step_reference (performed_id, position, study, referenced_studies, accession,
        accession_issuer, procedure_id, step_id)
    values ((select w.id from performed_step w where w.uid = $1), $2, $3, $4, $5, $6, $7, $8))sql");

const Sql kForgetLinks(R"sql(
    delete from performed_step_link l
    using performed_step w
    where w.uid = $1 and l.performed_id = w.id and l.step_id <> all ($2::bigint[]))sql");

const Sql kSaveLinks(R"sql(
    insert into performed_step_link (performed_id, step_id)
    select w.id, linked.step_id
    from performed_step w, unnest($2::bigint[]) as linked(step_id)
    where w.uid = $1
    on conflict do nothing)sql");

// Here and below a message that was saved in this transaction is the last that got an id in this session.
const Sql kSaveNote(R"sql(
    insert into mapping_note (order_id, message_id, kind, target, source, rule)
    values ($1, case when $2::boolean then currval('message_id') end, $3, $4, $5, $6))sql");

const Sql kKeepNewsOfOrders(R"sql(
    insert into order_news (order_id, sender, said_at)
    select distinct told.id, $2, to_timestamp($3::bigint / 1e6)
    from unnest($1::bigint[]) as told(id)
    on conflict (order_id, sender) do update
    set said_at = excluded.said_at
    where order_news.said_at < excluded.said_at)sql");

const Sql kKeepNewsOfPatients(R"sql(
    insert into patient_news (patient_id, sender, said_at)
    select p.id, $3, to_timestamp($4::bigint / 1e6)
    from (select distinct k.id, k.issuer from unnest($1::text[], $2::text[]) as k(id, issuer)) as told
    join patient p on p.patient_id = told.id collate "C" and p.issuer = told.issuer collate "C"
    on conflict (patient_id, sender) do update
    set said_at = excluded.said_at
    where patient_news.said_at < excluded.said_at)sql");

const Sql kLinkPatients(R"sql(
    insert into message_patient (received_at, message_id, patient_id)
    select to_timestamp($4::bigint / 1e6), currval('message_id'), told.patient_id
    from (
        select o.patient_id
        from imaging_order o
        where o.id = any ($1::bigint[])
        union
        select p.id
        from unnest($2::text[], $3::text[]) as k(id, issuer)
        join patient p on p.patient_id = k.id collate "C" and k.issuer collate "C" in ('', p.issuer)) as told
    on conflict do nothing)sql");

const Sql kSaveTimeline(R"sql(
    insert into timeline (id, at, order_id, event, detail, message_id, performed_id)
    values (nextval('timeline_id'), to_timestamp($1::bigint / 1e6), nullif($2::bigint, 0), $3, $4,
        case when $5::boolean then currval('message_id') end,
        (select w.id from performed_step w where w.uid = $6)))sql");

const Sql kEnqueue(R"sql(
    with told as (
        insert into status_told (performed_id, destination, order_key, step_id, transition, control_id)
        values ((select w.id from performed_step w where w.uid = $4), $1, $2, $10, $5, $6)
        on conflict (performed_id, destination, order_key, step_id, transition) do nothing
        returning performed_id),
    queued as (
        insert into outbox (destination, order_key, step_id, order_id, performed_id, transition, control_id, payload,
            state, attempts, created_at, due_at, claimant, last_error, ack)
        select $1, $2, $10, nullif($3::bigint, 0), told.performed_id, $5, $6, $7::bytea,
            'waiting', 0, to_timestamp($8::bigint / 1e6), to_timestamp($8::bigint / 1e6), '', '', ''
        from told
        returning id, order_id, performed_id, transition, destination, control_id, created_at)
    insert into timeline (id, at, order_id, event, detail, message_id, performed_id, outbox_id)
    select nextval('timeline_id'), q.created_at, q.order_id, 'status queued',
        q.transition || ' to ' || q.destination || ', ' || q.control_id,
        case when $9::boolean then currval('message_id') end, q.performed_id, q.id
    from queued q)sql");

void add_notes(std::vector<Command>& out, const OrderNotes& notes, const Context& context) {
    for (const auto& note : notes.notes)
        out.push_back({kSaveNote, Params()
                                      .number(notes.order.value)
                                      .flag(context.has_message)
                                      .text(name_of(note.kind))
                                      .text(note.target)
                                      .text(note.source)
                                      .text(note.rule)});
}

struct PatientTexts {
    std::vector<std::string> ids, issuers;
};

PatientTexts texts_of(const std::vector<PatientId>& patients) {
    PatientTexts texts;
    for (const auto& patient : patients) {
        texts.ids.push_back(patient.id);
        texts.issuers.push_back(patient.issuer.str());
    }
    return texts;
}

// Which patients and orders the message is about, whatever its disposition; and the newest that its sender
// said about them.
void add_subjects(std::vector<Command>& out, const Effects& effects, const Context& context) {
    if (!context.has_message) return;
    std::vector<std::int64_t> orders;
    for (const auto order : effects.orders_told_of) orders.push_back(order.value);
    auto patients = context.speaks_of;
    patients.insert(patients.end(), effects.patients_told_of.begin(), effects.patients_told_of.end());
    if (!orders.empty() || !patients.empty()) {
        const auto all = texts_of(patients);
        out.push_back(
            {kLinkPatients,
             Params().numbers(orders).texts(all.ids).texts(all.issuers).instant(context.received_at)});
    }
    if (!context.said_at) return;
    const auto& sender = context.sender.str();
    const auto told = texts_of(effects.patients_told_of);
    if (!orders.empty())
        out.push_back({kKeepNewsOfOrders, Params().numbers(orders).text(sender).instant(context.said_at)});
    if (!told.ids.empty())
        out.push_back({kKeepNewsOfPatients,
                       Params().texts(told.ids).texts(told.issuers).text(sender).instant(context.said_at)});
}

// Status messages of one order, or of one unscheduled performed step, leave in order.
std::string order_key(const OutboundDraft& message) {
    if (!message.order) return "performed step " + message.performed.str();
    return "order " + std::to_string(message.order.value);
}

}  // namespace

// A message counts as news when it was applied, or made its patient doubtful.
void Context::of_message(const StoredMessage& message) {
    has_message = true;
    received_at = message.received_at;
    sender = message.identity.sender;
    speaks_of = message.speaks_of;
    const bool is_news =
        message.disposition == Disposition::applied || message.disposition == Disposition::quarantined;
    said_at = is_news ? message.sent_instant : std::nullopt;
}

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

void add_performed(std::vector<Command>& out, const PerformedStep& performed, Instant now) {
    Params params = Params().text(performed.uid.str()).text(name_of(performed.status));
    params.text(performed.device.str()).text(performed.station.str());
    params.text(performed.patient.id).text(performed.patient.issuer.str()).text(performed.patient_name);
    params.text(performed.modality).instant(performed.started_at).instant(performed.ended_at);
    const auto& reason = performed.discontinuation_reason;
    params.text(reason.value).text(reason.scheme).text(reason.meaning).text(performed.operators);
    params.number(performed.series).number(performed.instances).bytes(performed.attributes);
    params.text(performed.create_digest).text(performed.final_digest);
    params.text(performed.linked_by).text(performed.alarm).date(performed.birth_date).text(performed.sex);
    params.flag(performed.steps.empty()).instant(now);
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
    for (const auto& order : effects.orders) add_order(out, order, context.now);
    for (const auto& performed : effects.performed) add_performed(out, performed, context.now);
    for (const auto& notes : effects.notes) add_notes(out, notes, context);
    add_origins(out, effects, context);
    add_subjects(out, effects, context);
    const std::string performed =
        effects.performed.size() == 1 ? effects.performed.front().uid.str() : std::string();
    for (const auto& entry : effects.timeline)
        out.push_back({kSaveTimeline, Params()
                                          .instant(context.now)
                                          .number(entry.order.value)
                                          .text(entry.event)
                                          .text(entry.detail)
                                          .flag(context.has_message)
                                          .text(performed)});
}

void add_outbound(std::vector<Command>& out, const OutboundDraft& message, const Context& context) {
    Params params = Params().text(message.destination.str()).text(order_key(message));
    params.number(message.order.value).text(message.performed.str());
    params.text(name_of(message.transition)).text(message.control_id).bytes(message.payload);
    params.instant(context.now).flag(context.has_message).text(message.step.str());
    out.push_back({kEnqueue, params});
}

}  // namespace mwl::store
