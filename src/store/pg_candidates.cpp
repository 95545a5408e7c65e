#include "store/pg_candidates.h"

#include <algorithm>

#include "store/record.h"

namespace mwl::store {
namespace {

// Steps that lack a Type 1 value are never answered.
constexpr std::string_view kFitting = R"sql(
    from scheduled_step s
    join requested_procedure r on r.id = s.procedure_id
    join imaging_order o on o.id = r.order_id
    join order_accession a on a.order_id = o.id and a.is_current
    join patient p on p.id = o.patient_id
    where ($12::boolean or (not s.withheld and s.expired_at is null))
      and s.start_at is not null and s.modality <> '' and r.procedure_id <> '' and r.study <> '' and p.name <> ''
      and s.status = any ($1::text[])
      and ($2::bigint is null or s.start_at >= to_timestamp($2::bigint / 1e6))
      and ($3::bigint is null or s.start_at < to_timestamp($3::bigint / 1e6))
      and ($4::text[] = '{}' or s.stations && $4::text[] or s.stations = '{}')
      and ($5::text[] = '{}' or s.modality = any ($5::text[]))
      and ($6::text = '' or p.patient_id = $6::text)
      and ($7::text = '' or a.number = $7::text)
      and ($8::text[] = '{}' or r.study = any ($8::text[]))
      and ($9::text = '' or s.step_id = $9::text)
      and ($10::text = '' or r.procedure_id = $10::text)
      and ($11::text = '' or starts_with(p.name_folded, $11::text)))sql";

std::string fitting(std::string_view sql) {
    constexpr std::string_view kPlace = "{fitting}";
    return std::string(sql).replace(sql.find(kPlace), kPlace.size(), kFitting);
}

// The ids of the answer in answer order, without the values: a query without narrowing keys costs eight bytes
// a step until its items are taken.
const Sql kCandidates(fitting(R"sql(
    select s.id
    {fitting}
    order by s.status = 'STARTED', s.start_at,
        array_position(array['STAT', 'HIGH', 'ROUTINE', 'MEDIUM', 'LOW'], r.priority),
        a.number, s.step_id)sql"));

// Read in the order of the index scheduled_step_open, up to the limit: a look at some steps costs the same
// however many there are.
const Sql kSoonest(fitting(R"sql(
    select s.id
    {fitting}
    order by s.start_at
    limit $13::bigint)sql"));

const Sql kStepsBetween(R"sql(
    select (extract(epoch from s.start_at) * 1e6)::bigint, s.id
    from scheduled_step s
    where s.start_at >= to_timestamp($1::bigint / 1e6) and s.start_at < to_timestamp($2::bigint / 1e6)
      and (s.start_at, s.id) > (to_timestamp($1::bigint / 1e6), $3::bigint)
    order by s.start_at, s.id
    limit $4::bigint)sql");

// A step without a start sorts at kEndOfTime.
const Sql kStepsOf(R"sql(
    select (extract(epoch from coalesce(s.start_at, to_timestamp($5::bigint / 1e6))) * 1e6)::bigint, s.id
    from scheduled_step s
    join requested_procedure r on r.id = s.procedure_id
    where r.order_id = order_named($1, $2)
      and (coalesce(s.start_at, to_timestamp($5::bigint / 1e6)), s.id) > (to_timestamp($3::bigint / 1e6), $4::bigint)
    order by coalesce(s.start_at, to_timestamp($5::bigint / 1e6)), s.id
    limit $6::bigint)sql");

const Sql kItems(with_columns(R"sql(
    select wanted.id, {patient}, {visit}, {order}, {accession}, {procedure}, {step}
    from unnest($1::bigint[]) with ordinality as wanted(id, position)
    join scheduled_step s on s.id = wanted.id
    join requested_procedure r on r.id = s.procedure_id
    join imaging_order o on o.id = r.order_id
    join order_accession a on a.order_id = o.id and a.is_current
    join patient p on p.id = o.patient_id
    left join visit v on v.patient_id = p.id and v.number = o.visit_number and v.issuer = o.visit_issuer
    order by wanted.position)sql"));

const Sql kBeginSnapshot("begin isolation level repeatable read read only");
constexpr std::size_t kChunk = 1000;  // items read at a time

template <typename Texts>
std::vector<std::string> texts_of(const Texts& values) {
    std::vector<std::string> out;
    for (const auto& value : values) out.push_back(value.str());
    return out;
}

std::vector<std::string> statuses_of(const CandidateFilter& filter) {
    std::vector<std::string> out;
    for (const auto status : filter.statuses) out.emplace_back(name_of(status));
    if (!out.empty()) return out;
    for (const auto status :
         {StepStatus::scheduled, StepStatus::arrived, StepStatus::ready, StepStatus::started})
        out.emplace_back(name_of(status));
    return out;
}

Params params_of(const CandidateFilter& filter) {
    Params params;
    params.texts(statuses_of(filter)).instant(filter.from).instant(filter.to);
    params.texts(texts_of(filter.stations)).texts(filter.modalities).text(filter.patient_id);
    params.text(filter.accession).texts(texts_of(filter.studies)).text(filter.step_id);
    params.text(filter.procedure_id).text(filter.folded_name_prefix).flag(filter.hidden_too);
    return params;
}

std::vector<std::int64_t> ids_in(const Rows& rows) {
    std::vector<std::int64_t> ids;
    ids.reserve(rows.size());
    for (const auto& row : rows) ids.push_back(Row(row).number());
    return ids;
}

ListPlace read_place(Row& row) {
    ListPlace place;
    place.at = row.instant();
    place.row = row.number();
    return place;
}

std::vector<std::int64_t> rows_at(const std::vector<ListPlace>& places) {
    std::vector<std::int64_t> rows;
    for (const auto& place : places) rows.push_back(place.row);
    return rows;
}

}  // namespace

// An item that cannot be read must not take the others with it (faults.md, F18).
std::optional<WorklistItem> PgCandidates::readable(const std::vector<Value>& values) {
    Row row(values);
    const auto id = row.number();
    try {
        return read_item(row);
    } catch (const StoreError& error) {
        ++unreadable_;
        log_.error("a step is left out, its rows cannot be read", {{"step", id}, {"why", error.what()}});
        return std::nullopt;
    }
}

// Gives the items of `ids` to `take` until it has enough.
void PgCandidates::give(Session& session, const std::vector<std::int64_t>& ids,
                        const std::function<bool(WorklistItem&&)>& take) {
    for (std::size_t first = 0; first < ids.size(); first += kChunk) {
        const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(first + kChunk, ids.size()));
        for (const auto& values : session.ask(kItems, Params().numbers({begin, end})))
            if (auto item = readable(values); item && !take(*std::move(item))) return;
    }
}

// Reads ids, then items, from one snapshot. If the session is found dead before the first item was taken, it
// all runs again.
void PgCandidates::read_items(const Command& ids, const std::function<bool(WorklistItem&&)>& take) {
    bool has_begun = false;
    const auto take_first = [&](WorklistItem&& item) {
        has_begun = true;
        return take(std::move(item));
    };
    runner_.run([&](Session& session) {
        if (has_begun) throw StoreError("the database failed in the middle of an answer");
        const auto answers = session.raw().pipeline({kBeginSnapshot, kPlanForValues, ids});
        give(session, ids_in(answers.back().rows), take_first);
        (void)session.raw().pipeline({kCommit});
    });
}

// Whether there is more, and from where, is told by the places: an item that cannot be read ends no list.
StepPage PgCandidates::page_of(const Command& places, int limit) {
    StepPage page;
    runner_.run([&](Session& session) {
        page = {};
        const auto answers = session.raw().pipeline({kBeginSnapshot, kPlanForValues, places});
        auto found = records_in(answers.back().rows, read_place);
        if (found.size() > static_cast<std::size_t>(limit)) {
            found.resize(static_cast<std::size_t>(limit));
            page.next = StepPage::Cursor(found.back());
        }
        give(session, rows_at(found), [&](WorklistItem&& item) {
            page.rows.push_back(std::move(item));
            return true;
        });
        (void)session.raw().pipeline({kCommit});
    });
    return page;
}

void PgCandidates::for_each(const CandidateFilter& filter, const std::function<bool(WorklistItem&&)>& take) {
    Params params = params_of(filter);
    if (filter.soonest > 0) params.number(filter.soonest);
    read_items({filter.soonest > 0 ? kSoonest : kCandidates, params}, take);
}

StepPage PgCandidates::steps_between(const ListPlace& after, Instant to, int limit) {
    return page_of(
        {kStepsBetween, Params().instant(after.at).instant(to).number(after.row).number(limit + 1)}, limit);
}

StepPage PgCandidates::steps_of(const AccessionNumber& order, const ListPlace& after, int limit) {
    Params params = Params().text(order.number).text(order.issuer.str());
    params.instant(after.at).number(after.row).instant(kEndOfTime).number(limit + 1);
    return page_of({kStepsOf, params}, limit);
}

}  // namespace mwl::store
