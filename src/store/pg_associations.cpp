#include "store/pg_records.h"

namespace mwl::store {
namespace {

constexpr std::string_view kAppend = R"sql(
    insert into association (association_id, opened_at, closed_at, peer, calling_ae, called_ae, outcome, contexts,
        operations)
    values ($1, to_timestamp($2::bigint / 1e6), to_timestamp($3::bigint / 1e6), $4, $5, $6, $7, $8, $9))sql";

constexpr std::string_view kRecentAssociations = R"sql(
    select a.id, a.association_id, (extract(epoch from a.opened_at) * 1e6)::bigint,
        (extract(epoch from a.closed_at) * 1e6)::bigint, a.peer, a.calling_ae, a.called_ae, a.outcome, a.contexts,
        a.operations
    from association a
    order by a.id desc
    limit $1)sql";
constexpr std::size_t kAssociationWidth = 10;

Params params_of(const AssociationRecord& record) {
    Params params = Params().text(record.id).instant(record.opened_at).instant(record.closed_at);
    params.text(record.peer).text(record.calling_ae).text(record.called_ae).text(record.outcome);
    params.text(record.contexts).text(record.operations);
    return params;
}

}  // namespace

void append_associations(const Runner& runner, const std::vector<AssociationRecord>& records) {
    std::vector<Command> commands{{"begin", {}}};
    for (const auto& record : records) commands.push_back({kAppend, params_of(record)});
    commands.push_back({"commit", {}});
    runner.run([&](Session& session) { (void)session.raw().pipeline(commands); });
}

std::vector<AssociationRecord> last_associations(const Runner& runner, int limit) {
    std::vector<AssociationRecord> records;
    for (const auto& values :
         runner.query({kRecentAssociations, kAssociationWidth}, Params().number(limit))) {
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
