#include "store/newest.h"
#include "store/pg_records.h"

namespace mwl::store {
namespace {

const Sql kAppend(R"sql(
    insert into association (id, association_id, opened_at, closed_at, peer, calling_ae, called_ae, outcome, contexts,
        operations)
    values (nextval('association_id'), $1, to_timestamp($2::bigint / 1e6), to_timestamp($3::bigint / 1e6), $4, $5, $6, $7, $8, $9))sql");

const Sql kRecentAssociations(R"sql(
    select a.id, a.association_id, (extract(epoch from a.opened_at) * 1e6)::bigint,
        (extract(epoch from a.closed_at) * 1e6)::bigint, a.peer, a.calling_ae, a.called_ae, a.outcome, a.contexts,
        a.operations
    from association a
    where a.closed_at >= to_timestamp($2::bigint / 1e6)
    order by a.closed_at desc, a.id desc
    limit $1)sql");
constexpr std::size_t kAssociationWidth = 10;

Params params_of(const AssociationRecord& record) {
    Params params = Params().text(record.id).instant(record.opened_at).instant(record.closed_at);
    params.text(record.peer).text(record.calling_ae).text(record.called_ae).text(record.outcome);
    params.text(record.contexts).text(record.operations);
    return params;
}

}  // namespace

void append_associations(const Runner& runner, const std::vector<AssociationRecord>& records) {
    std::vector<Command> commands;
    for (const auto& record : records) commands.push_back({kAppend, params_of(record)});
    (void)runner.transact(std::move(commands));
}

std::vector<AssociationRecord> last_associations(const Runner& runner, int limit, Instant now) {
    std::vector<AssociationRecord> records;
    for (const auto& values : newest(runner, {kRecentAssociations, kAssociationWidth}, limit, now)) {
        Row row(values);
        auto& record = records.emplace_back();
        record.row = row.number();
        record.id = row.text();
        record.opened_at = row.instant();
        record.closed_at = row.instant();
        record.peer = row.text();
        record.calling_ae = row.text();
        record.called_ae = row.text();
        record.outcome = row.text();
        record.contexts = row.text();
        record.operations = row.text();
    }
    return records;
}

}  // namespace mwl::store
