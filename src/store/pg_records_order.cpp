// Scheduled steps, and the history of one order.
#include "store/paging.h"
#include "store/pg_records.h"
#include "store/record.h"

namespace mwl::store {
namespace {

constexpr ListPlace kBeforeAllSteps{std::chrono::sys_days(std::chrono::year(1800) / 1 / 1), 0};

// By row: rows rise in the order of what happened, whatever the brokers' clocks say.
const Sql kTimeline(R"sql(
    select t.id, (extract(epoch from t.at) * 1e6)::bigint, t.event, t.detail, t.message_id, t.performed_id, t.outbox_id
    from timeline t
    where t.order_id = order_named($1, $2) and t.id < $3::bigint
      and t.at >= (select o.told_since - interval '1 day' from imaging_order o where o.id = order_named($1, $2))
    order by t.id desc
    limit $4::bigint)sql");

// The newest: each change of an order adds its own.
const Sql kNotes(R"sql(
    select kind, target, source, rule
    from (select n.* from mapping_note n where n.order_id = order_named($1, $2) order by n.id desc limit 200) newest
    order by id)sql");
constexpr std::size_t kNoteWidth = 4;

NoteKind read_note_kind(Row& row) {
    const std::string& name = row.text();
    for (const auto kind : {NoteKind::taken_from, NoteKind::defaulted, NoteKind::generated,
                            NoteKind::translated, NoteKind::cut, NoteKind::ignored, NoteKind::charset})
        if (name == name_of(kind)) return kind;
    throw StoreError("the database holds a kind of note that this program does not know: " + name);
}

MappingNote read_note(Row& row) {
    MappingNote note;
    note.kind = read_note_kind(row);
    note.target = row.text();
    note.source = row.text();
    note.rule = row.text();
    return note;
}

StoredTimelineEntry read_entry(Row& row) {
    StoredTimelineEntry entry;
    row.skip(1);
    entry.at = row.instant();
    entry.event = row.text();
    entry.detail = row.text();
    entry.message.value = row.number_or_zero();
    entry.performed.value = row.number_or_zero();
    entry.outbound.value = row.number_or_zero();
    return entry;
}

}  // namespace

StepPage PgRecords::steps(const StepFilter& filter, const StepPage::Asked& asked) {
    const int limit = rows_of(asked.limit);
    ListPlace after{filter.start.from.value_or(kBeforeAllSteps.at), 0};
    if (asked.after) after = std::max(after, asked.after->place());
    return filter.order.empty()
               ? candidates_.steps_between(after, filter.start.to.value_or(kEndOfTime), limit)
               : candidates_.steps_of(filter.order, after, limit);
}

TimelinePage PgRecords::timeline(const AccessionNumber& order, const TimelinePage::Asked& asked) {
    const int limit = rows_of(asked.limit);
    const auto after = asked.after ? asked.after->place() : kBeginning;
    Params params = Params().text(order.number).text(order.issuer.str()).number(after.row);
    const auto rows = ask_for_values(runner_, kTimeline, params.number(limit + 1));
    TimelinePage page;
    page.rows = records_in(rows, read_entry);
    if (page.rows.size() <= static_cast<std::size_t>(limit)) return page;
    page.rows.pop_back();  // it says only that there are more
    Row last(rows[rows.size() - 2]);
    const auto row = last.number();
    page.next = TimelinePage::Cursor({last.instant(), row});
    return page;
}

std::vector<MappingNote> PgRecords::notes(const AccessionNumber& order) {
    return records_in(
        runner_.query({kNotes, kNoteWidth}, Params().text(order.number).text(order.issuer.str())), read_note);
}

}  // namespace mwl::store
