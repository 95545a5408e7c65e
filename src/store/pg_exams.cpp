// Performed steps and alarms, for people.
#include "mwl/base/error.h"
#include "store/pg_records.h"

namespace mwl::store {
namespace {

// In the order of kAlarms. $1: since when messages count.
constexpr std::string_view kAlarmCounts = R"sql(
    select
        (select count(*) from performed_step w where w.alarm <> ''),
        (select count(*) from performed_step w
         where not exists (select from performed_step_link l where l.performed_id = w.id)),
        (select count(*) from scheduled_step s
         where s.withheld and s.status not in ('COMPLETED', 'DISCONTINUED', 'CANCELLED')),
        (select count(*) from outbox o where o.state = 'parked'),
        (select count(*) from outbox o where o.state = 'dead'),
        (select count(*) from message m
         where m.disposition = 'quarantined' and m.received_at >= to_timestamp($1::bigint / 1e6)),
        (select count(*) from message m
         where m.disposition = 'stale' and m.received_at >= to_timestamp($1::bigint / 1e6)),
        (select count(*) from imaging_order o
         where o.shares_study
           and exists (
               select from requested_procedure r
               join scheduled_step s on s.procedure_id = r.id
               join requested_procedure other on other.study = r.study and other.order_id <> r.order_id
               join scheduled_step t on t.procedure_id = other.id
               where r.order_id = o.id
                 and s.status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED') and not s.withheld
                 and t.status in ('SCHEDULED', 'ARRIVED', 'READY', 'STARTED') and not t.withheld)))sql";

constexpr std::string_view kRecentExams = R"sql(
    select w.uid, w.status, w.device, w.modality, (extract(epoch from w.started_at) * 1e6)::bigint,
        array(select a.number from order_accession a
              where a.order_id = any (linked.orders) and a.is_current order by a.order_id),
        array(select a.issuer from order_accession a
              where a.order_id = any (linked.orders) and a.is_current order by a.order_id),
        w.linked_by, w.alarm
    from (select * from performed_step order by id desc limit $1) w
    cross join lateral (
        select array_agg(r.order_id) as orders
        from performed_step_link l
        join scheduled_step s on s.id = l.step_id
        join requested_procedure r on r.id = s.procedure_id
        where l.performed_id = w.id) linked
    order by w.id desc)sql";
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
