#include "store/pg_removal.h"

namespace mwl::store {
namespace {

constexpr int kMessagesAtOnce = 4;

const Sql kPatientRow(R"sql(
    select p.id
    from patient p
    where p.patient_id = $1 and p.issuer = $2)sql");

const Sql kContents(R"sql(
    select
        (select count(*) from imaging_order o where o.patient_id = p.id),
        (select count(*) from performed_step w
         where w.patient_id = p.patient_id and w.patient_issuer in ('', p.issuer)),
        (select count(*) from message_patient l where l.patient_id = p.id)
    from patient p
    where p.id = $1)sql");

// In this transaction the triggers allow the removal of append-only rows.
const Sql kMayRemove("select set_config('mwl.removing', 'yes', true)");

const Sql kLockPatient(R"sql(
    select p.id
    from patient p
    where p.id = $1
    for update)sql");

// The rows to be removed are found once; the statements after it read their ids from settings of this
// transaction. Their history is searched from a day before they were first mentioned: two brokers' clocks may
// differ.
const Sql kNextOrder(R"sql(
    with next as materialized (
        select o.id, o.told_since
        from imaging_order o
        where o.patient_id = $1
        order by o.id
        limit 1
        for update)
    select set_config('mwl.removed_order', coalesce((select n.id from next n), 0)::text, true),
        set_config('mwl.removed_since',
            coalesce((select n.told_since - interval '1 day' from next n), 'infinity'::timestamptz)::text, true))sql");

// A performed step that also belongs to another order stays, without its links to this one.
const Sql kPerformedStepsOfOrder(R"sql(
    with performed as materialized (
        select distinct l.performed_id as id
        from requested_procedure r
        join scheduled_step s on s.procedure_id = r.id
        join performed_step_link l on l.step_id = s.id
        where r.order_id = current_setting('mwl.removed_order')::bigint),
    only_here as materialized (
        select p.id, w.told_since
        from performed p
        join performed_step w on w.id = p.id
        where not exists (
            select from performed_step_link l
            join scheduled_step s on s.id = l.step_id
            join requested_procedure r on r.id = s.procedure_id
            where l.performed_id = p.id and r.order_id <> current_setting('mwl.removed_order')::bigint))
    select set_config('mwl.removed_performed', array(select o.id from only_here o)::text, true),
        set_config('mwl.removed_since',
            least(current_setting('mwl.removed_since')::timestamptz,
                  (select min(o.told_since) - interval '1 day' from only_here o))::text, true))sql");

// A performed step that names the patient and belongs to no order. Without an issuer it is this patient's
// only if nobody else has the id.
const Sql kNextPerformedStep(R"sql(
    with next as materialized (
        select w.id, w.told_since
        from patient p
        join performed_step w on w.patient_id = p.patient_id
        where p.id = $1 and w.is_unscheduled
          and (w.patient_issuer = p.issuer
               or (w.patient_issuer = '' and not exists (
                       select from patient other where other.patient_id = p.patient_id and other.id <> p.id)))
        order by w.id
        limit 1)
    select set_config('mwl.removed_performed', array(select n.id from next n)::text, true),
        set_config('mwl.removed_since',
            coalesce((select n.told_since - interval '1 day' from next n), 'infinity'::timestamptz)::text, true))sql");

const Sql kUnlinkPerformedSteps(R"sql(
    delete from performed_step_link l
    using scheduled_step s, requested_procedure r
    where s.id = l.step_id and r.id = s.procedure_id
      and r.order_id = current_setting('mwl.removed_order')::bigint)sql");

// What belongs to the performed steps that are removed, and what belongs to the order: the rows of a table
// that this condition finds; in a table by months only those since `instant`.
constexpr std::string_view kOfPerformed =
    "t.performed_id = any (current_setting('mwl.removed_performed')::bigint[])";
constexpr std::string_view kOfOrder = "t.order_id = current_setting('mwl.removed_order')::bigint";

std::string deletion(const std::string& table, std::string_view of, const std::string& instant = {}) {
    return "delete from " + table + " t where " + std::string(of) +
           (instant.empty() ? ""
                            : " and t." + instant + " >= current_setting('mwl.removed_since')::timestamptz");
}

const Sql kTimelineOfPerformed(deletion("timeline", kOfPerformed, "at"));
const Sql kOutboxOfPerformed(deletion("outbox", kOfPerformed));
const Sql kSentOfPerformed(deletion("sent_status", kOfPerformed, "created_at"));
const Sql kToldOfPerformed(deletion("status_told", kOfPerformed));
const Sql kReferencesOfPerformed(deletion("performed_step_reference", kOfPerformed));

const Sql kRemovePerformedSteps(R"sql(
    delete from performed_step w
    where w.id = any (current_setting('mwl.removed_performed')::bigint[]))sql");

const Sql kTimelineOfOrder(deletion("timeline", kOfOrder, "at"));
const Sql kOutboxOfOrder(deletion("outbox", kOfOrder));
const Sql kSentOfOrder(deletion("sent_status", kOfOrder, "created_at"));
const Sql kNotesOfOrder(deletion("mapping_note", kOfOrder));
const Sql kOriginsOfOrder(deletion("order_origin", kOfOrder));
const Sql kNewsOfOrder(deletion("order_news", kOfOrder));
const Sql kProceduresOfOrder(deletion("requested_procedure", kOfOrder));
const Sql kNumbersOfOrder(deletion("order_accession", kOfOrder));

const Sql kStepsOfOrder(R"sql(
    delete from scheduled_step s
    using requested_procedure r
    where s.procedure_id = r.id and r.order_id = current_setting('mwl.removed_order')::bigint)sql");

const Sql kRemoveOrder(R"sql(
    delete from imaging_order o
    where o.id = current_setting('mwl.removed_order')::bigint)sql");

// A message that also names another patient stays.
const Sql kRemoveMessages(R"sql(
    with found as materialized (
        select f.received_at, f.message_id
        from message_patient f
        where f.patient_id = $1
        limit $2::bigint),
    gone as (
        delete from message_patient l
        using found
        where l.received_at = found.received_at and l.message_id = found.message_id and l.patient_id = $1
        returning l.message_id),
    messages as (
        delete from message m
        using found
        where m.received_at = found.received_at and m.id = found.message_id
          and not exists (
              select from message_patient other
              where other.received_at = found.received_at and other.message_id = found.message_id
                and other.patient_id <> $1)
        returning m.id, m.received_at),
    told as (
        delete from timeline t
        using messages m
        where t.message_id = m.id and t.order_id is null and t.performed_id is null
          and t.at between m.received_at - interval '1 day' and m.received_at + interval '1 day'
        returning t.id)
    select count(*)
    from gone)sql");

const Sql kNamesOfPatient("delete from former_name n where n.patient_id = $1");
const Sql kNewsOfPatient("delete from patient_news n where n.patient_id = $1");
const Sql kOriginsOfPatient("delete from patient_origin o where o.patient_id = $1");
const Sql kOriginsOfVisits(R"sql(
    delete from visit_origin o
    using visit v
    where v.patient_id = $1 and o.visit_id = v.id)sql");
const Sql kVisitsOfPatient("delete from visit v where v.patient_id = $1");

// With the patient locked. What arrived for the patient in between is removed by another round; who did it is
// written down once.
const Sql kRemovePatient(R"sql(
    with gone as (
        delete from patient p
        where p.id = $1
          and not exists (select from imaging_order o where o.patient_id = p.id)
          and not exists (select from message_patient l where l.patient_id = p.id)
        returning p.id)
    insert into audit (who, origin, act, patient, why, detail)
    select $2, $3, 'patient deleted', $4, $5, $6
    from gone)sql");

void add_performed_steps(std::vector<Command>& commands) {
    for (const auto* sql : {&kOutboxOfPerformed, &kSentOfPerformed, &kTimelineOfPerformed, &kToldOfPerformed,
                            &kReferencesOfPerformed, &kRemovePerformedSteps})
        commands.emplace_back(*sql);
}

}  // namespace

PatientRemoval::PatientRemoval(const Runner& runner, const PatientId& patient) : runner_(runner) {
    const auto rows = runner_.query({kPatientRow, 1}, Params().text(patient.id).text(patient.issuer.str()));
    if (!rows.empty()) row_ = Row(rows.front()).number();
}

std::optional<PatientContents> PatientRemoval::contents() const {
    if (!row_) return std::nullopt;
    const auto rows = runner_.query({kContents, 3}, Params().number(*row_));
    if (rows.empty()) return std::nullopt;
    Row row(rows.front());
    PatientContents contents;
    contents.orders = row.number();
    contents.performed_steps = row.number();
    contents.messages = row.number();
    return contents;
}

bool PatientRemoval::remove_next_order() const {
    const Params patient = Params().number(*row_);
    std::vector<Command> commands{kMayRemove,
                                  {kLockPatient, patient},
                                  {kNextOrder, patient},
                                  kPerformedStepsOfOrder,
                                  kUnlinkPerformedSteps};
    add_performed_steps(commands);
    for (const auto* sql :
         {&kOutboxOfOrder, &kSentOfOrder, &kTimelineOfOrder, &kNotesOfOrder, &kOriginsOfOrder, &kNewsOfOrder,
          &kStepsOfOrder, &kProceduresOfOrder, &kNumbersOfOrder, &kRemoveOrder})
        commands.emplace_back(*sql);
    const auto answers = runner_.transact(std::move(commands));
    return answers.back().touched > 0;
}

bool PatientRemoval::remove_next_performed_step() const {
    const Params patient = Params().number(*row_);
    std::vector<Command> commands{kMayRemove, {kLockPatient, patient}, {kNextPerformedStep, patient}};
    add_performed_steps(commands);
    return runner_.transact(std::move(commands)).back().touched > 0;
}

bool PatientRemoval::remove_some_messages() const {
    const Params some = Params().number(*row_).number(kMessagesAtOnce);
    const auto answers = runner_.transact({kMayRemove, {kRemoveMessages, some}});
    return Row(answers.back().rows.at(0)).number() > 0;
}

bool PatientRemoval::remove_himself(const Act& act, const std::string& told,
                                    const std::string& counted) const {
    const Params patient = Params().number(*row_);
    Params last = patient;
    last.text(act.who).text(act.origin).text(told).text(act.why).text(counted);
    const auto answers = runner_.transact({{kLockPatient, patient},
                                           {kNamesOfPatient, patient},
                                           {kNewsOfPatient, patient},
                                           {kOriginsOfPatient, patient},
                                           {kOriginsOfVisits, patient},
                                           {kVisitsOfPatient, patient},
                                           {kRemovePatient, last}});
    return answers.front().rows.empty() || answers.back().touched > 0;
}

void PatientRemoval::run(const Act& act, const std::string& told, const std::string& counted) const {
    do {
        while (remove_next_order()) continue;
        while (remove_next_performed_step()) continue;
        while (remove_some_messages()) continue;
    } while (!remove_himself(act, told, counted));
}

}  // namespace mwl::store
