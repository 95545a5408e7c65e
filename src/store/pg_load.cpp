#include "store/pg_load.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "store/pg_former_names.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// $1 kinds, $2 names, $3 issuers; a patient or accession without an issuer is one of any issuer.

// Two units of work that create the same thing wait for each other here, because there is no row yet to lock.
// One with few names takes the gate lock shared and locks each name; one with many names takes the gate lock
// alone and needs no other: the server has one lock table for everybody (faults.md C32). The gate is locked
// before the names and the names in order, so that no deadlock is possible.
constexpr std::size_t kMostNameLocks = 64;

const Sql kPassGateWithOthers(R"sql(
    select pg_advisory_xact_lock_shared(hashtextextended('the gate before names', 0)))sql");

const Sql kPassGateAlone(R"sql(
    select pg_advisory_xact_lock(hashtextextended('the gate before names', 0)))sql");

const Sql kLockNames(R"sql(
    select pg_advisory_xact_lock(sorted.hash)
    from (select distinct hashtextextended(k.kind || '|' || k.name || '|' || k.issuer, 0) as hash
          from unnest($1::text[], $2::text[], $3::text[]) as k(kind, name, issuer)
          order by hash) as sorted)sql");

// The rows are found once; the statements after it read their ids from settings of this transaction, because
// the answer to one statement of a pipeline cannot be a parameter of the next.
const Sql kFindOrders(R"sql(
    with key as materialized (
        select k.kind, k.name collate "C" as name, k.issuer collate "C" as issuer
        from unnest($1::text[], $2::text[], $3::text[]) as k(kind, name, issuer)),
    found as (
        select a.order_id as id
        from key k
        join order_accession a on a.number = k.name and k.issuer in ('', a.issuer)
        where k.kind = 'accession'
        union
        select r.order_id
        from key k
        join scheduled_step s on s.placer_number = k.name and s.placer_issuer = k.issuer
        join requested_procedure r on r.id = s.procedure_id
        where k.kind = 'placer' and s.placer_number <> ''
        union
        select r.order_id
        from key k
        join scheduled_step s on s.filler_number = k.name and s.filler_issuer = k.issuer
        join requested_procedure r on r.id = s.procedure_id
        where k.kind = 'filler' and s.filler_number <> ''
        union
        select r.order_id
        from key k
        join requested_procedure r on r.study = k.name
        where k.kind = 'study'
        union
        select r.order_id
        from key k
        join scheduled_step s on s.step_id = k.name
        join requested_procedure r on r.id = s.procedure_id
        where k.kind = 'step'
        union
        select r.order_id
        from key k
        join performed_step w on w.uid = k.name
        join performed_step_link l on l.performed_id = w.id
        join scheduled_step s on s.id = l.step_id
        join requested_procedure r on r.id = s.procedure_id
        where k.kind = 'performed'
        union
        select o.id
        from key k
        join patient p on p.patient_id = k.name and k.issuer in ('', p.issuer)
        join imaging_order o on o.patient_id = p.id
        where k.kind = 'orders of patient'
          and exists (
              select from requested_procedure r
              join scheduled_step s on s.procedure_id = r.id
              where r.order_id = o.id and s.status not in ('COMPLETED', 'DISCONTINUED', 'CANCELLED')))
    select set_config('mwl.orders', array(select f.id from found f)::text, true))sql");

const Sql kFindPatients(R"sql(
    select set_config('mwl.patients', array(
        select p.id
        from unnest($1::text[], $2::text[], $3::text[]) as k(kind, name, issuer)
        join patient p on p.patient_id = k.name collate "C" and k.issuer collate "C" in ('', p.issuer)
        where k.kind = 'patient'
        union
        select o.patient_id
        from imaging_order o
        where o.id = any (current_setting('mwl.orders')::bigint[]))::text, true))sql");

const Sql kFindPerformed(R"sql(
    select set_config('mwl.performed', array(
        select w.id
        from unnest($1::text[], $2::text[]) as k(kind, name)
        join performed_step w on w.uid = k.name collate "C"
        where k.kind = 'performed'
        union
        select l.performed_id
        from requested_procedure r
        join scheduled_step s on s.procedure_id = r.id
        join performed_step_link l on l.step_id = s.id
        where r.order_id = any (current_setting('mwl.orders')::bigint[]))::text, true))sql");

const Sql kLockPatients(with_columns(R"sql(
    select {patient}
    from patient p
    where p.id = any (current_setting('mwl.patients')::bigint[])
    order by p.id
    for no key update)sql"));

const Sql kLockOrders(with_columns(R"sql(
    select {order}
    from imaging_order o
    join patient p on p.id = o.patient_id
    where o.id = any (current_setting('mwl.orders')::bigint[])
    order by o.id
    for no key update of o)sql"));

// After the orders are locked: a number may have changed while the lock was waited for.
const Sql kNumbers(R"sql(
    select a.order_id, a.is_current, a.number, a.issuer
    from order_accession a
    where a.order_id = any (current_setting('mwl.orders')::bigint[])
    order by a.order_id, a.number, a.issuer)sql");

// For orders that may be created. Ids that are not used are lost, which does no harm: there are enough.
const Sql kSetRowsAside(R"sql(
    select nextval(pg_get_serial_sequence('imaging_order', 'id'))
    from generate_series(1, $1::bigint))sql");

const Sql kVisits(with_columns(R"sql(
    select p.patient_id, p.issuer, {visit}
    from visit v
    join patient p on p.id = v.patient_id
    where p.id = any (current_setting('mwl.patients')::bigint[])
    order by v.id)sql"));

const Sql kProcedures(with_columns(R"sql(
    select r.order_id, {procedure}
    from requested_procedure r
    where r.order_id = any (current_setting('mwl.orders')::bigint[])
    order by r.id)sql"));

const Sql kSteps(with_columns(R"sql(
    select r.order_id, r.id, {step}, {as_ordered}
    from scheduled_step s
    join requested_procedure r on r.id = s.procedure_id
    where r.order_id = any (current_setting('mwl.orders')::bigint[])
    order by s.id)sql"));

const Sql kLockPerformed(with_columns(R"sql(
    select {performed}
    from performed_step w
    where w.id = any (current_setting('mwl.performed')::bigint[])
    order by w.id
    for no key update)sql"));

const Sql kReferences(R"sql(
    select f.performed_id, f.study, f.referenced_studies, f.accession, f.accession_issuer, f.procedure_id,
        f.step_id
    from performed_step_reference f
    where f.performed_id = any (current_setting('mwl.performed')::bigint[])
    order by f.performed_id, f.position)sql");

const Sql kLinks(R"sql(
    select l.performed_id, l.step_id
    from performed_step_link l
    where l.performed_id = any (current_setting('mwl.performed')::bigint[])
    order by l.performed_id, l.step_id)sql");

const Sql kNewestOfOrders(R"sql(
    select n.order_id, (extract(epoch from n.said_at) * 1e6)::bigint
    from order_news n
    where n.order_id = any (current_setting('mwl.orders')::bigint[]) and n.sender = $1)sql");

const Sql kNewestOfPatients(R"sql(
    select p.patient_id, p.issuer, (extract(epoch from n.said_at) * 1e6)::bigint
    from patient_news n
    join patient p on p.id = n.patient_id
    where n.patient_id = any (current_setting('mwl.patients')::bigint[]) and n.sender = $1)sql");

// The statements in order; the answers come back under the same places.
enum Place : std::size_t {
    gate_passed,
    names_locked,
    orders_found,
    patients_found,
    patients,
    orders,
    numbers,
    rows_set_aside,
    performed_found,
    visits,
    procedures,
    steps,
    performed,
    references,
    links,
    former_names,
    newest_of_orders,
    newest_of_patients,
    place_count
};

// The names to look up, each once, as three parallel arrays.
class Names {
public:
    void add(std::string_view kind, const std::string& name, const std::string& issuer = {}) {
        if (name.empty() || !known_.emplace(kind, name, issuer).second) return;
        kinds_.emplace_back(kind);
        names_.push_back(name);
        issuers_.push_back(issuer);
    }
    std::size_t size() const { return names_.size(); }
    Params params_without_issuers() const { return Params().texts(kinds_).texts(names_); }
    Params params() const { return params_without_issuers().texts(issuers_); }

private:
    std::set<std::tuple<std::string_view, std::string, std::string>> known_;
    std::vector<std::string> kinds_, names_, issuers_;
};

Names names_of(const Keys& keys) {
    Names names;
    for (const auto& patient : keys.patients) {
        names.add("patient", patient.id, patient.issuer.str());
        if (keys.orders_of_patients) names.add("orders of patient", patient.id, patient.issuer.str());
    }
    for (const auto& accession : keys.accessions)
        names.add("accession", accession.number, accession.issuer.str());
    for (const auto& placer : keys.placers) names.add("placer", placer.number, placer.issuer.str());
    for (const auto& filler : keys.fillers) names.add("filler", filler.number, filler.issuer.str());
    for (const auto& study : keys.studies) names.add("study", study.str());
    for (const auto& step : keys.steps) names.add("step", step.str());
    for (const auto& uid : keys.performed) names.add("performed", uid.str());
    return names;
}

template <typename T>
T* with_row(std::vector<T>& things, std::int64_t row) {
    const auto found = std::ranges::find_if(things, [&](const T& thing) { return thing.row.value == row; });
    return found == things.end() ? nullptr : &*found;
}

void put_numbers(const Rows& rows, std::vector<Order>& orders) {
    for (const auto& values : rows) {
        Row row(values);
        Order* order = with_row(orders, row.number());
        if (order == nullptr) continue;
        const bool is_current = row.flag();
        auto accession = read_accession(row);
        if (is_current)
            order->accession = std::move(accession);
        else
            order->earlier_accessions.push_back(std::move(accession));
    }
}

void put_procedures(const Rows& rows, std::vector<Order>& orders) {
    for (const auto& values : rows) {
        Row row(values);
        Order* order = with_row(orders, row.number());
        if (order != nullptr) order->procedures.push_back(read_procedure(row));
    }
}

void put_steps(const Rows& rows, std::vector<Order>& orders) {
    for (const auto& values : rows) {
        Row row(values);
        Order* order = with_row(orders, row.number());
        Procedure* procedure = order == nullptr ? nullptr : with_row(order->procedures, row.number());
        if (procedure == nullptr) continue;
        procedure->steps.push_back(read_step(row));
        procedure->steps.back().as_ordered = read_as_ordered(row);
    }
}

StepReference read_reference(Row& row) {
    StepReference reference;
    reference.study = StudyUid(row.text());
    for (auto& study : row.texts()) reference.referenced_studies.emplace_back(std::move(study));
    reference.accession.number = row.text();
    reference.accession.issuer = Issuer(row.text());
    reference.procedure = ProcedureId(row.text());
    reference.step = StepId(row.text());
    return reference;
}

void put_performed(const std::vector<Answer>& answers, std::vector<PerformedStep>& performed_steps) {
    for (const auto& values : answers[performed].rows) {
        Row row(values);
        performed_steps.push_back(read_performed(row));
    }
    for (const auto& values : answers[references].rows) {
        Row row(values);
        PerformedStep* step = with_row(performed_steps, row.number());
        if (step != nullptr) step->references.push_back(read_reference(row));
    }
    for (const auto& values : answers[links].rows) {
        Row row(values);
        PerformedStep* step = with_row(performed_steps, row.number());
        if (step != nullptr) step->steps.push_back(StepRow{row.number()});
    }
}

void put_newest(const std::vector<Answer>& answers, NewestSaid& newest) {
    for (const auto& values : answers[newest_of_orders].rows) {
        Row row(values);
        const OrderRow order{row.number()};
        newest.of_orders[order] = row.instant();
    }
    for (const auto& values : answers[newest_of_patients].rows) {
        Row row(values);
        PatientId patient{row.text(), {}};
        patient.issuer = Issuer(row.text());
        newest.of_patients[patient] = row.instant();
    }
}

}  // namespace

std::vector<Command> load_commands(const Keys& keys) {
    const Names names = names_of(keys);
    std::vector<Command> commands(place_count);
    const bool locks_each = names.size() <= kMostNameLocks;
    commands[gate_passed] = locks_each ? kPassGateWithOthers : kPassGateAlone;
    commands[names_locked] = {kLockNames, (locks_each ? names : Names()).params()};
    commands[orders_found] = {kFindOrders, names.params()};
    commands[patients_found] = {kFindPatients, names.params()};
    commands[patients] = kLockPatients;
    commands[orders] = kLockOrders;
    commands[numbers] = kNumbers;
    commands[rows_set_aside] = {kSetRowsAside, Params().number(keys.new_orders)};
    commands[performed_found] = {kFindPerformed, names.params_without_issuers()};
    commands[visits] = kVisits;
    commands[procedures] = kProcedures;
    commands[steps] = kSteps;
    commands[performed] = kLockPerformed;
    commands[references] = kReferences;
    commands[links] = kLinks;
    commands[former_names] = former_names_command();
    commands[newest_of_orders] = {kNewestOfOrders, Params().text(keys.sender.str())};
    commands[newest_of_patients] = {kNewestOfPatients, Params().text(keys.sender.str())};
    return commands;
}

std::optional<Known> known_from(const std::vector<Answer>& answers) {
    Known known;
    for (const auto& values : answers[patients].rows) {
        Row row(values);
        known.patients.push_back(read_patient(row));
    }
    for (const auto& values : answers[orders].rows) {
        Row row(values);
        known.orders.push_back(read_order(row));
        if (with_row(known.patients, known.orders.back().patient_row.value) == nullptr) return std::nullopt;
    }
    for (const auto& values : answers[visits].rows) {
        Row row(values);
        PatientId patient{row.text(), {}};
        patient.issuer = Issuer(row.text());
        known.visits.push_back({std::move(patient), read_visit(row)});
    }
    put_numbers(answers[numbers].rows, known.orders);
    for (const auto& values : answers[rows_set_aside].rows)
        known.new_rows.push_back(OrderRow{Row(values).number()});
    put_procedures(answers[procedures].rows, known.orders);
    put_steps(answers[steps].rows, known.orders);
    put_performed(answers, known.performed);
    known.former_names = read_former_names(answers[former_names].rows);
    put_newest(answers, known.newest);
    return known;
}

}  // namespace mwl::store
