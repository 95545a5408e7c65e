// How long statuses have been waiting, for each destination.
#include "store/pg_outbox.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// Ids rise in the order of queueing. The index outbox_unsettled holds exactly these rows.
constexpr std::string_view kWaiting = R"sql(
    select w.destination, w.count, (extract(epoch from o.created_at) * 1e6)::bigint, o.last_error
    from (
        select destination, count(*) as count, min(id) as oldest
        from outbox
        where state in ('waiting', 'sending', 'parked')
        group by destination) w
    join outbox o on o.id = w.oldest
    order by w.destination)sql";

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
