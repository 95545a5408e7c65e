// Scheduled steps, and the history of one order.
#include "mwl/base/parts.h"
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
    select kind, target, source, rule, message_id
    from (select n.* from mapping_note n where n.order_id = order_named($1, $2) order by n.id desc limit 200) newest
    order by id)sql");
constexpr std::size_t kNoteWidth = 5;

NoteKind read_note_kind(Row& row) {
    const std::string& name = row.text();
    for (const auto kind : {NoteKind::taken_from, NoteKind::defaulted, NoteKind::generated,
                            NoteKind::translated, NoteKind::cut, NoteKind::ignored, NoteKind::charset})
        if (name == name_of(kind)) return kind;
    throw StoreError("the database holds a kind of note that this program does not know: " + name);
}

StoredNote read_note(Row& row) {
    StoredNote stored;
    auto& note = stored.note;
    note.kind = read_note_kind(row);
    note.target = row.text();
    note.source = row.text();
    note.rule = row.text();
    stored.message.value = row.number_or_zero();
    return stored;
}

const Sql kOrigins(R"sql(
    with asked as materialized (
        select o.id, o.patient_id, o.visit_number, o.visit_issuer
        from imaging_order o
        where o.id = order_named($1, $2)),
    kept as (
        select 'patient' as part, p.origins
        from asked a
        join patient_origin p on p.patient_id = a.patient_id
        union all
        select 'visit', w.origins
        from asked a
        join visit v on v.patient_id = a.patient_id and v.number = a.visit_number and v.issuer = a.visit_issuer
        join visit_origin w on w.visit_id = v.id
        union all
        select o.part, o.origins
        from asked a
        join order_origin o on o.order_id = a.id)
    select k.part, e.target, e.origin ->> 0, e.origin ->> 1, e.origin ->> 2, e.origin ->> 3, e.origin ->> 4
    from kept k, jsonb_each(k.origins::jsonb) as e(target, origin)
    order by k.part, e.target)sql");
constexpr std::size_t kOriginWidth = 7;

// The part of the order that the origins were kept under: see procedure_part() and step_part().
void read_owner(const std::string& part, StoredOrigin& into) {
    std::string_view rest = part;
    const auto kind = take_part(rest, ' ');
    if (kind == "patient") into.origin.of = OriginOf::patient;
    if (kind == "visit") into.origin.of = OriginOf::visit;
    if (kind.empty()) into.origin.of = OriginOf::order;
    if (kind == "procedure") into.procedure = ProcedureId(std::string(rest));
    if (kind == "procedure") into.origin.of = OriginOf::procedure;
    if (kind == "step") into.step = StepId(std::string(rest));
}

StoredOrigin read_origin(Row& row) {
    StoredOrigin stored;
    read_owner(row.text(), stored);
    auto& origin = stored.origin;
    origin.target = row.text();
    origin.place = row.text();
    origin.raw = row.text();
    origin.how = row.text();
    stored.message.value = row.number_or_zero();
    origin.is_stand_in = row.text() == "true";
    return stored;
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

std::vector<StoredOrigin> PgRecords::origins(const AccessionNumber& order) {
    return records_in(
        runner_.query({kOrigins, kOriginWidth}, Params().text(order.number).text(order.issuer.str())),
        read_origin);
}

std::vector<StoredNote> PgRecords::notes(const AccessionNumber& order) {
    return records_in(
        runner_.query({kNotes, kNoteWidth}, Params().text(order.number).text(order.issuer.str())), read_note);
}

}  // namespace mwl::store
