// Status messages, in either table: waiting in the outbox, or sent.
#include "store/paging.h"
#include "store/pg_records.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// $5 state, $6 destination, $7 and $8 order.
constexpr Keyset kStatusRows{"o.created_at", "o.id", R"sql(
    ($5::text = '' or o.state = $5) and ($6::text = '' or o.destination = $6)
    and ($7::text = '' or o.order_id = order_named($7, $8)))sql"};

const Sql kStatusPlaces(places_in(kStatusRows, R"sql(from (
        (select w.created_at, w.id, w.state, w.destination, w.order_id
         from outbox w
         where $5 <> 'sent'
           and w.created_at between to_timestamp($1::bigint / 1e6) and to_timestamp($2::bigint / 1e6)
           and (w.created_at, w.id) < (to_timestamp($2::bigint / 1e6), $3::bigint)
         order by w.created_at desc, w.id desc
         limit $4::bigint)
        union all
        (select t.created_at, t.id, 'sent', t.destination, t.order_id
         from sent_status t
         where $5 in ('', 'sent')
           and t.created_at between to_timestamp($1::bigint / 1e6) and to_timestamp($2::bigint / 1e6)
           and (t.created_at, t.id) < (to_timestamp($2::bigint / 1e6), $3::bigint)
         order by t.created_at desc, t.id desc
         limit $4::bigint)) as o
    where true)sql"));

// Messages that are held or given up: few among many.
const Sql kStatusesHeld(places_in(kStatusRows, R"sql(from outbox o
    where o.state in ('parked', 'dead') and o.state = $5)sql"));

// An order has few: all of them are found by its index first (offset 0), whatever the planner thinks of the
// time.
const Sql kStatusesOfOrder(places_in(kStatusRows, R"sql(from (
        select s.created_at, s.id, s.state, s.destination, s.order_id
        from status_message s
        where s.order_id = order_named($7, $8)
          and s.created_at >= (select r.told_since - interval '1 day'
                               from imaging_order r
                               where r.id = order_named($7, $8))
        offset 0) as o
    where true)sql"));

const Sql kStatuses(with_columns(R"sql(
    select {status}
    from unnest($1::bigint[], $2::bigint[]) as wanted(at, id)
    join status_message o on o.created_at = to_timestamp(wanted.at / 1e6) and o.id = wanted.id
        and o.created_at between to_timestamp($3::bigint / 1e6) and to_timestamp($4::bigint / 1e6)
    order by o.created_at desc, o.id desc)sql"));

const Sql kStatusCounts(R"sql(
    select substr(t.name, 8), sum(t.change)::bigint
    from tally t
    where starts_with(t.name, 'status ')
    group by t.name)sql");

const Sql& places_for(const StatusFilter& filter) {
    if (!filter.order.empty()) return kStatusesOfOrder;
    const bool is_held = filter.state == OutboxState::parked || filter.state == OutboxState::dead;
    return is_held ? kStatusesHeld : kStatusPlaces;
}

}  // namespace

StatusPage PgRecords::statuses(const StatusFilter& filter, const StatusPage::Asked& asked) {
    Walk wanted{places_for(filter), Params()};
    wanted.filter.text(filter.state ? name_of(*filter.state) : "").text(filter.destination.str());
    wanted.filter.text(filter.order.number).text(filter.order.issuer.str());
    wanted.is_filtered = filter.state || !filter.destination.empty() || !filter.order.empty();
    return read_page<StatusPage>(runner_, wanted, asked, clock_.now(), [&](const auto& places) {
        return records_in(ask_for_values(runner_, kStatuses, params_of(places)), read_status);
    });
}

std::map<OutboxState, std::int64_t> PgRecords::status_counts() {
    std::map<OutboxState, std::int64_t> counts;
    for (const auto state : kOutboxStates) counts[state] = 0;
    for (const auto& values : runner_.query({kStatusCounts, 2})) {
        Row row(values);
        const auto state = read_outbox_state(row);
        counts[state] = row.number();
    }
    return counts;
}

}  // namespace mwl::store
