// Performed steps and alarms, for people.
#include "mwl/base/error.h"
#include "store/pg_records.h"

namespace mwl::store {
namespace {

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

const Sql kRecentExams(R"sql(
    select w.uid, w.status, w.device, w.modality, (extract(epoch from w.started_at) * 1e6)::bigint,
        coalesce(linked.numbers, '{}'), coalesce(linked.issuers, '{}'),
        w.linked_by, w.alarm
    from (select * from performed_step order by id desc limit $1) w
    cross join lateral (
        select array_agg(a.number order by a.order_id) as numbers, array_agg(a.issuer order by a.order_id) as issuers
        from (select distinct r.order_id
              from performed_step_link l
              join scheduled_step s on s.id = l.step_id
              join requested_procedure r on r.id = s.procedure_id
              where l.performed_id = w.id) as of_exam
        join order_accession a on a.order_id = of_exam.order_id and a.is_current) linked
    order by w.id desc)sql");
constexpr std::size_t kExamWidth = 9;

std::vector<AccessionNumber> read_orders(Row& row) {
    const auto numbers = row.texts();
    const auto issuers = row.texts();
    if (numbers.size() != issuers.size()) throw StoreError("an accession number lacks its issuer");
    std::vector<AccessionNumber> orders;
    for (std::size_t i = 0; i < numbers.size(); ++i) orders.push_back({numbers[i], Issuer(issuers[i])});
    return orders;
}

ExamRecord read_exam(Row& row) {
    ExamRecord exam;
    exam.uid = SopInstanceUid(row.text());
    const std::string& status = row.text();
    const auto known = pps_status_named(status);
    if (!known) throw StoreError("the database holds a status that this program does not know: " + status);
    exam.status = *known;
    exam.device = AeTitle(row.text());
    exam.modality = row.text();
    exam.started_at = row.maybe_instant();
    exam.orders = read_orders(row);
    exam.linked_by = row.text();
    exam.alarm = row.text();
    return exam;
}

}  // namespace

AlarmCounts alarm_counts(const Runner& runner, Instant quarantined_since) {
    AlarmCounts counts;
    for (const auto& values :
         runner.query({kAlarmCounts, kAlarms.size()}, Params().instant(quarantined_since))) {
        Row row(values);
        for (const auto alarm : kAlarms) counts[alarm] = row.number();
    }
    return counts;
}

std::vector<ExamRecord> last_performed(const Runner& runner, int limit) {
    std::vector<ExamRecord> exams;
    for (const auto& values : runner.query({kRecentExams, kExamWidth}, Params().number(limit))) {
        Row row(values);
        exams.push_back(read_exam(row));
    }
    return exams;
}

}  // namespace mwl::store
