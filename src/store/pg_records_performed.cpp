// Performed procedure steps, for people.
#include "store/paging.h"
#include "store/pg_records.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// $5 with an alarm, $6 unscheduled, $7 device. There are no months: the place is the row alone.
std::string performed_places(std::string_view which) {
    constexpr std::string_view kPlace = "{which}";
    std::string sql = R"sql(
    select 0, w.id,
        (not $5::boolean or w.alarm <> '') and (not $6::boolean or w.is_unscheduled)
            and ($7::text = '' or w.device = $7)
    from performed_step w
    where {which} and w.id < $3::bigint and $1::bigint <= $2::bigint
    order by w.id desc
    limit $4::bigint)sql";
    return sql.replace(sql.find(kPlace), kPlace.size(), which);
}

const Sql kPerformedPlaces(performed_places("true"));
const Sql kPerformedWithAlarm(performed_places("w.alarm <> ''"));
const Sql kPerformedUnscheduled(performed_places("w.is_unscheduled"));

const Sql kPerformedSteps(R"sql(
    select w.id, w.uid, w.status, w.device, w.modality, (extract(epoch from w.started_at) * 1e6)::bigint,
        coalesce(linked.numbers, '{}'), coalesce(linked.issuers, '{}'),
        w.linked_by, w.alarm
    from unnest($1::bigint[]) as wanted(id)
    join performed_step w on w.id = wanted.id
    cross join lateral (
        select array_agg(a.number order by a.order_id) as numbers, array_agg(a.issuer order by a.order_id) as issuers
        from (select distinct r.order_id
              from performed_step_link l
              join scheduled_step s on s.id = l.step_id
              join requested_procedure r on r.id = s.procedure_id
              where l.performed_id = w.id) as performed_of
        join order_accession a on a.order_id = performed_of.order_id and a.is_current) linked
    order by w.id desc)sql");

const Sql& places_for(const PerformedFilter& filter) {
    if (filter.with_alarm) return kPerformedWithAlarm;
    return filter.unscheduled ? kPerformedUnscheduled : kPerformedPlaces;
}

PerformedStepRecord read_performed_record(Row& row) {
    PerformedStepRecord record;
    record.row.value = row.number();
    record.uid = SopInstanceUid(row.text());
    record.status = read_pps_status(row);
    record.device = AeTitle(row.text());
    record.modality = row.text();
    record.started_at = row.maybe_instant();
    record.orders = read_ids<AccessionNumber>(row);
    record.linked_by = row.text();
    record.alarm = row.text();
    return record;
}

}  // namespace

PerformedStepPage PgRecords::performed_steps(const PerformedFilter& filter,
                                             const PerformedStepPage::Asked& asked) {
    Walk wanted{places_for(filter), Params().flag(filter.with_alarm).flag(filter.unscheduled)};
    wanted.filter.text(filter.device.str());
    wanted.is_filtered = filter.with_alarm || filter.unscheduled || !filter.device.empty();
    wanted.is_monthly = false;
    return read_page<PerformedStepPage>(runner_, wanted, asked, clock_.now(), [&](const auto& places) {
        std::vector<std::int64_t> rows;
        for (const auto& place : places) rows.push_back(place.row);
        return records_in(runner_.ask(kPerformedSteps, Params().numbers(rows)), read_performed_record);
    });
}

}  // namespace mwl::store
