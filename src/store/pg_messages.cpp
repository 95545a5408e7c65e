// Messages and the history of one order.
#include "store/newest.h"
#include "store/pg_records.h"
#include "store/record.h"

namespace mwl::store {
namespace {

const Sql kFind(with_columns(R"sql(
    select {message}
    from message m
    where m.id = $1)sql"));

// For lists: fifty messages may be fifty mebibytes.
std::string without_raw(std::string sql) {
    constexpr std::string_view kRaw = "m.raw";
    return sql.replace(sql.find(kRaw), kRaw.size(), "''::bytea");
}

const Sql kRecentMessages(without_raw(with_columns(R"sql(
    select {message}
    from message m
    where m.received_at >= to_timestamp($2::bigint / 1e6)
    order by m.received_at desc, m.id desc
    limit $1)sql")));

const Sql kBalance(R"sql(
    select substr(t.name, 9), sum(t.change)::bigint
    from tally t
    where starts_with(t.name, 'message ')
    group by t.name)sql");

const Sql kTimeline(R"sql(
    select (extract(epoch from t.at) * 1e6)::bigint, t.event, t.detail, t.message_id, t.performed_id, t.outbox_id
    from timeline t
    where t.order_id = order_named($1, $2)
      and t.at >= (select o.told_since - interval '1 day' from imaging_order o where o.id = order_named($1, $2))
    order by t.id)sql");

const Sql kNotes(R"sql(
    select n.kind, n.target, n.source, n.rule
    from mapping_note n
    where n.order_id = order_named($1, $2)
    order by n.id)sql");

NoteKind note_kind_in(const std::string& name) {
    if (const auto kind = domain::note_kind_named(name)) return *kind;
    throw StoreError("the database holds a kind of note that this program does not know: " + name);
}

std::vector<StoredMessage> messages_in(const Rows& rows) {
    std::vector<StoredMessage> messages;
    for (const auto& values : rows) {
        Row row(values);
        messages.push_back(read_message(row));
    }
    return messages;
}

}  // namespace

std::optional<StoredMessage> PgMessages::find(MessageRow row) {
    auto found = messages_in(runner_.query({kFind, kMessageWidth}, Params().number(row.value)));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<StoredMessage> PgMessages::recent(int limit) {
    return messages_in(newest(runner_, {kRecentMessages, kMessageWidth}, limit, clock_.now()));
}

std::map<Disposition, std::int64_t> PgMessages::balance() {
    std::map<std::string, std::int64_t, std::less<>> counted;
    for (const auto& values : runner_.query({kBalance, 2})) {
        Row row(values);
        const std::string disposition = row.text();
        counted[disposition] = row.number();
    }
    std::map<Disposition, std::int64_t> balance;
    for (const auto disposition : kDispositions)
        balance[disposition] = counted[std::string(name_of(disposition))];
    return balance;
}

std::vector<StoredTimelineEntry> timeline_of(const Runner& runner, const AccessionNumber& order) {
    std::vector<StoredTimelineEntry> entries;
    for (const auto& values :
         runner.query({kTimeline, 6}, Params().text(order.number).text(order.issuer.str()))) {
        Row row(values);
        auto& entry = entries.emplace_back();
        entry.at = row.instant();
        entry.event = row.text();
        entry.detail = row.text();
        entry.message.value = row.number_or_zero();
        entry.performed.value = row.number_or_zero();
        entry.outbound.value = row.number_or_zero();
    }
    return entries;
}

std::vector<MappingNote> notes_of(const Runner& runner, const AccessionNumber& order) {
    std::vector<MappingNote> notes;
    for (const auto& values :
         runner.query({kNotes, 4}, Params().text(order.number).text(order.issuer.str()))) {
        Row row(values);
        auto& note = notes.emplace_back();
        note.kind = note_kind_in(row.text());
        note.target = row.text();
        note.source = row.text();
        note.rule = row.text();
    }
    return notes;
}

}  // namespace mwl::store
