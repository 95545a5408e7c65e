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

const Sql kNotes(R"sql(
    select n.kind, n.target, n.source, n.rule
    from mapping_note n
    where n.order_id = order_named($1, $2)
    order by n.id)sql");
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

// One row more than the page holds was asked for: there is a next page if it came.
template <typename Page>
void end_page(Page& page, int limit, const ListPlace& last) {
    if (page.rows.size() <= static_cast<std::size_t>(limit)) return;
    page.rows.pop_back();
    page.next = typename Page::Cursor(last);
}

}  // namespace

StepPage PgRecords::steps(const StepFilter& filter, const StepPage::Asked& asked) {
    const int limit = rows_of(asked.limit);
    ListPlace after{filter.start.from.value_or(kBeforeAllSteps.at), 0};
    if (asked.after) after = std::max(after, asked.after->place());
    StepPage page;
    page.rows = filter.order.empty()
                    ? candidates_.steps_between(after, filter.start.to.value_or(kEndOfTime), limit + 1)
                    : candidates_.steps_of(filter.order, after, limit + 1);
    if (page.rows.empty()) return page;
    const auto& last = page.rows[std::min(page.rows.size(), static_cast<std::size_t>(limit)) - 1].step;
    end_page(page, limit, {last.start.get().value_or(kEndOfTime), last.row.value});
    return page;
}

TimelinePage PgRecords::timeline(const AccessionNumber& order, const TimelinePage::Asked& asked) {
    const int limit = rows_of(asked.limit);
    const auto after = asked.after ? asked.after->place() : kBeginning;
    Params params = Params().text(order.number).text(order.issuer.str()).number(after.row);
    const auto rows = ask_for_values(runner_, kTimeline, params.number(limit + 1));
    TimelinePage page;
    page.rows = records_in(rows, read_entry);
    if (rows.empty()) return page;
    Row last(rows[std::min(rows.size(), static_cast<std::size_t>(limit)) - 1]);
    const auto row = last.number();
    end_page(page, limit, {last.instant(), row});
    return page;
}

std::vector<MappingNote> PgRecords::notes(const AccessionNumber& order) {
    return records_in(
        runner_.query({kNotes, kNoteWidth}, Params().text(order.number).text(order.issuer.str())), read_note);
}

}  // namespace mwl::store
