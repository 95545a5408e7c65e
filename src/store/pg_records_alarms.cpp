// What needs a person, counted.
#include "store/pg_records.h"

namespace mwl::store {
namespace {

constexpr std::chrono::hours kLastDay{24};

// In the order of kAlarms. $1: the hour since when messages count.
const Sql kAlarmCounts(R"sql(
    select
        coalesce(sum(t.change) filter (where t.name = 'performed with alarm'), 0)::bigint,
        coalesce(sum(t.change) filter (where t.name = 'unscheduled'), 0)::bigint,
        coalesce(sum(t.change) filter (where t.name = 'withheld step'), 0)::bigint,
        coalesce(sum(t.change) filter (where t.name = 'status parked'), 0)::bigint,
        coalesce(sum(t.change) filter (where t.name = 'status dead'), 0)::bigint,
        coalesce(sum(t.change) filter (where t.name = 'lately quarantined'), 0)::bigint,
        coalesce(sum(t.change) filter (where t.name = 'lately stale'), 0)::bigint,
        (select count(*) from imaging_order o
         where o.shares_study
           and exists (
               select from requested_procedure r
               join scheduled_step s on s.procedure_id = r.id
               join requested_procedure other on other.study = r.study and other.order_id <> r.order_id
               join scheduled_step t on t.procedure_id = other.id
               where r.order_id = o.id
                 and s.status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED') and not s.withheld
                 and s.expired_at is null
                 and t.status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED') and not t.withheld
                 and t.expired_at is null))
    from tally t
    where t.hour is null or t.hour >= date_trunc('hour', to_timestamp($1::bigint / 1e6)))sql");

}  // namespace

AlarmCounts PgRecords::alarms() {
    AlarmCounts counts;
    for (const auto& values :
         runner_.query({kAlarmCounts, kAlarms.size()}, Params().instant(clock_.now() - kLastDay))) {
        Row row(values);
        for (const auto alarm : kAlarms) counts[alarm] = row.number();
    }
    return counts;
}

}  // namespace mwl::store
