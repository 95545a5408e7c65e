#include "store/pg_upkeep.h"

#include <exception>

#include "store/pg_audit.h"
#include "store/pg_removal.h"

namespace mwl::store {
namespace {

constexpr int kStepsAtOnce = 10;
constexpr int kTalliesWorthSumming = 500;

// Others queue behind a transaction that waits for a lock: so it waits only a moment and is tried again
// later.
const Sql kWaitOnlyAMoment("select set_config('lock_timeout', '50ms', true)");

const Sql kMonthsWanted(R"sql(
    select m.table_name, (extract(epoch from wanted) * 1e6)::bigint
    from monthly m
    cross join lateral months_wanted(m.table_name) wanted
    order by 1, 2)sql");

const Sql kMakeMonth("select make_month($1, to_timestamp($2::bigint / 1e6))");

// $4 and on: the person who asks for it, if any.
const Sql kForgetMonth(R"sql(
    with gone as materialized (
        select forget_month($1, to_timestamp($2::bigint / 1e6), to_timestamp($3::bigint / 1e6)) as name),
    told as (
        insert into audit (who, origin, act, patient, why, detail)
        select $4, $5, 'purge', '', $6, g.name
        from gone g
        where g.name is not null and $4::text <> '')
    select g.name from gone g)sql");

// Some open steps are marked, or no longer, each with an entry in its order's timeline; one that a message
// holds at this moment, or whose order it holds, is left for the next time. $1 before or since when they
// start, $2 now, $3 how many.
struct Marking {
    std::string_view which;  // of the open steps
    std::string_view expired_at;
    std::string_view event;
    std::string_view detail;
    std::string_view sharing;  // what becomes of imaging_order.shares_study
};

std::string marking(const Marking& of) {
    std::string sql = R"sql(
    with chosen as materialized (
        select s.id
        from scheduled_step s
        join requested_procedure r on r.id = s.procedure_id
        join imaging_order o on o.id = r.order_id
        where {which} and s.status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED')
        order by s.start_at
        limit $3::bigint
        for no key update of s, o skip locked),
    marked as (
        update scheduled_step s
        set expired_at = {expired_at}
        from chosen
        where s.id = chosen.id
        returning s.id, s.procedure_id, s.step_id),
    touched as materialized (
        select distinct r.order_id
        from marked m
        join requested_procedure r on r.id = m.procedure_id),
    shared as (
        {sharing})
    insert into timeline (id, at, order_id, event, detail)
    select nextval('timeline_id'), to_timestamp($2::bigint / 1e6), r.order_id, '{event}', m.step_id || '{detail}'
    from marked m
    join requested_procedure r on r.id = m.procedure_id
    returning id)sql";
    for (const auto& [place, text] : {std::pair<std::string_view, std::string_view>{"{which}", of.which},
                                      {"{expired_at}", of.expired_at},
                                      {"{event}", of.event},
                                      {"{detail}", of.detail},
                                      {"{sharing}", of.sharing}})
        sql.replace(sql.find(place), place.size(), text);
    return sql;
}

const Sql kExpireSteps(marking({"s.expired_at is null and s.start_at < to_timestamp($1::bigint / 1e6)",
                                "to_timestamp($2::bigint / 1e6)", "step expired",
                                ", its day is too long past (worklist.expire_days)", R"sql(
        update imaging_order o
        set shares_study = false
        from touched
        where o.id = touched.order_id and o.shares_study
          and not exists (
              select from requested_procedure r
              join scheduled_step s on s.procedure_id = r.id
              where r.order_id = o.id and s.status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED')
                and s.expired_at is null and s.id not in (select m.id from marked m)))sql"}));

const Sql kOfferStepsAgain(
    marking({"s.expired_at is not null and s.start_at >= to_timestamp($1::bigint / 1e6)", "null",
             "step offered again", ", it is not too old any more", R"sql(
        update imaging_order o
        set shares_study = true
        from touched
        where o.id = touched.order_id and not o.shares_study
          and exists (
              select from requested_procedure r
              join requested_procedure other on other.study = r.study and other.order_id <> r.order_id
              where r.order_id = o.id and r.study <> ''))sql"}));

// Counts by the hour are kept for a day and the hour in which that day began.
const Sql kSumTallies(R"sql(
    with gone as (
        delete from tally
        returning name, hour, change)
    insert into tally (name, hour, change)
    select g.name, g.hour, sum(g.change)
    from gone g
    where g.hour is null or g.hour >= to_timestamp($1::bigint / 1e6) - interval '25 hours'
    group by g.name, g.hour
    having sum(g.change) <> 0)sql");

const Sql kPulse(R"sql(
    select
        (select v.version from devices_version v),
        exists (
            select from unnest($1::text[]) as d(name)
            cross join lateral (
                (select o.id from outbox o
                 where o.destination = d.name and o.state = 'waiting' and o.attempts = 0
                   and o.due_at <= to_timestamp($2::bigint / 1e6)
                 limit 1)
                union all
                (select o.id from outbox o
                 where o.destination = d.name and o.state = 'waiting' and o.attempts > 0
                   and o.due_at <= to_timestamp($2::bigint / 1e6)
                 limit 1)) as due)
        or exists (
            select from outbox o
            where o.state = 'sending' and o.id <> all ($4::bigint[])
              and (o.claimant = $3 or o.claimed_until <= to_timestamp($2::bigint / 1e6))),
        (select count(*) from (select from tally limit $5::bigint) as unsummed) >= $5::bigint)sql");

struct KeptTables {
    Kept kept;
    std::string_view name;
    std::vector<std::string> tables;
};

const std::vector<KeptTables>& kept_tables() {
    static const std::vector<KeptTables> all{{Kept::messages, "messages", {"message", "message_patient"}},
                                             {Kept::statuses, "statuses", {"sent_status"}},
                                             {Kept::timeline, "timeline", {"timeline"}},
                                             {Kept::associations, "associations", {"query", "association"}}};
    return all;
}

const KeptTables& tables_of(Kept kept) { return kept_tables().at(static_cast<std::size_t>(kept)); }

}  // namespace

std::string_view name_of(Kept kept) noexcept { return tables_of(kept).name; }

Rows PgUpkeep::ask_quickly(const Sql& sql, const Params& params) const {
    return std::move(runner_.transact({kWaitOnlyAMoment, {sql, params}}).at(1).rows);
}

bool PgUpkeep::make_month(const std::string& table, Instant month) const {
    return Row(ask_quickly(kMakeMonth, Params().text(table).instant(month)).at(0)).flag();
}

// A table that cannot be locked at once must not keep the others waiting.
int PgUpkeep::make_months() {
    int made = 0;
    std::exception_ptr failure;
    for (const auto& values : runner_.query({kMonthsWanted, 2})) {
        Row row(values);
        const auto table = row.text();
        try {
            if (make_month(table, row.instant())) ++made;
        } catch (const StoreError&) {
            failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
    return made;
}

std::optional<std::string> PgUpkeep::forget_month(const std::string& table, Instant until,
                                                  const std::optional<Act>& by) const {
    const Act act = by.value_or(Act{});
    Params params = Params().text(table).instant(until).instant(clock_.now());
    params.text(act.who).text(act.origin).text(act.why);
    return Row(ask_quickly(kForgetMonth, params).at(0)).maybe_text();
}

std::vector<std::string> PgUpkeep::forget_months(Kept kept, Instant until, const std::optional<Act>& by) {
    std::vector<std::string> forgotten;
    for (const auto& table : tables_of(kept).tables)
        if (auto name = forget_month(table, until, by)) forgotten.push_back(*std::move(name));
    return forgotten;
}

int PgUpkeep::expire_steps(Instant before) {
    return static_cast<int>(
        ask_quickly(kExpireSteps, Params().instant(before).instant(clock_.now()).number(kStepsAtOnce))
            .size());
}

int PgUpkeep::offer_steps_again(Instant before) {
    return static_cast<int>(
        ask_quickly(kOfferStepsAgain, Params().instant(before).instant(clock_.now()).number(kStepsAtOnce))
            .size());
}

void PgUpkeep::sum_tallies(Instant now) { (void)runner_.ask(kSumTallies, Params().instant(now)); }

std::optional<PatientContents> PgUpkeep::contents_of(const PatientId& patient) {
    const PatientRemoval removal(runner_, patient);
    return removal.contents();
}

bool PgUpkeep::remove_patient(const PatientId& patient, const Act& act) {
    const PatientRemoval removal(runner_, patient);
    const auto contents = removal.contents();
    if (!contents) return false;
    const auto told = patient.id + (patient.issuer.empty() ? "" : "^^^" + patient.issuer.str());
    const auto counted = std::to_string(contents->orders) + " orders, " +
                         std::to_string(contents->performed_steps) + " performed steps, " +
                         std::to_string(contents->messages) + " messages";
    runner_.transact({}, [&](const std::vector<Answer>& /*answers*/) {
        return std::vector{record_of(act, "patient deletion begun", told, counted)};
    });
    removal.run(act, told, counted);
    return true;
}

Pulse take_pulse(const Runner& runner, const std::vector<DestinationName>& destinations,
                 const OutboxEyes& eyes, Instant now) {
    std::vector<std::string> names;
    for (const auto& destination : destinations) names.push_back(destination.str());
    const auto rows = runner.ask(kPulse, Params()
                                             .texts(names)
                                             .instant(now)
                                             .text(eyes.claimant)
                                             .numbers(eyes.in_hand)
                                             .number(kTalliesWorthSumming));
    Row row(rows.at(0));
    Pulse pulse;
    pulse.devices_version = row.number();
    pulse.outbox_is_due = row.flag();
    pulse.tallies_wait = row.flag();
    return pulse;
}

}  // namespace mwl::store
