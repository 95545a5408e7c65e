// How long statuses have been waiting, for each destination.
#include "store/pg_outbox.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// Ids rise in the order of queueing. How many wait is stored as a count, which every change updates: there
// may be a hundred thousand.
const Sql kWaiting(R"sql(
    select w.destination, w.count, (extract(epoch from oldest.created_at) * 1e6)::bigint, oldest.last_error
    from (
        select substr(t.name, 11) as destination, sum(t.change)::bigint as count
        from tally t
        where starts_with(t.name, 'unsettled ')
        group by t.name) w
    cross join lateral (
        select o.created_at, o.last_error
        from outbox o
        where o.destination = w.destination and o.state in ('waiting', 'sending', 'parked')
        order by o.id
        limit 1) oldest
    order by w.destination)sql");

}  // namespace

std::vector<WaitingStatuses> PgOutbox::waiting() {
    std::vector<WaitingStatuses> found;
    for (const auto& values : runner_.query({kWaiting, 4})) {
        Row row(values);
        auto& waiting = found.emplace_back();
        waiting.destination = DestinationName(row.text());
        waiting.count = row.number();
        waiting.oldest = row.instant();
        waiting.last_error = row.text();
    }
    return found;
}

}  // namespace mwl::store
