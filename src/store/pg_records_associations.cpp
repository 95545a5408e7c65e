// Associations and queries, for people.
#include "store/paging.h"
#include "store/pg_records.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// $5 calling AE, $6 how the outcome begins.
constexpr Keyset kAssociationRows{"a.closed_at", "a.id", R"sql(
    ($5::text = '' or a.calling_ae = $5) and ($6::text = '' or starts_with(a.outcome, $6)))sql"};

const Sql kAssociationPlaces(places_in(kAssociationRows, R"sql(from association a
    where true)sql"));

const Sql kAssociationsOfAe(places_in(kAssociationRows, R"sql(from association a
    where a.calling_ae = $5)sql"));

// Associations that ended otherwise: few among many.
const Sql kAssociationsNotReleased(places_in(kAssociationRows, R"sql(from association a
    where not starts_with(a.outcome, 'released'))sql"));

const Sql kAssociations(R"sql(
    select a.id, a.association_id, (extract(epoch from a.opened_at) * 1e6)::bigint,
        (extract(epoch from a.closed_at) * 1e6)::bigint, a.peer, a.calling_ae, a.called_ae, a.outcome, a.contexts,
        a.operations
    from unnest($1::bigint[], $2::bigint[]) as wanted(at, id)
    join association a on a.closed_at = to_timestamp(wanted.at / 1e6) and a.id = wanted.id
        and a.closed_at between to_timestamp($3::bigint / 1e6) and to_timestamp($4::bigint / 1e6)
    order by a.closed_at desc, a.id desc)sql");

constexpr std::string_view kQueryColumns =
    R"sql(q.id, q.association_id, (extract(epoch from q.asked_at) * 1e6)::bigint,
        (extract(epoch from q.answered_at) * 1e6)::bigint, q.calling_ae, q.status, q.answers, q.characters_replaced,
        q.key_paths, q.key_keywords, q.key_values, q.looked_at, q.nearest_are = 'steps of the asked accession number',
        q.accession_unknown, q.kept_out_by, q.kept_out_steps, q.comment, q.note)sql";

std::string with_query(std::string_view sql) {
    constexpr std::string_view kGroup = "{query}";
    std::string out(sql);
    return out.replace(out.find(kGroup), kGroup.size(), kQueryColumns);
}

// The first queries ($4: how many) of each association ($1) and how many it had. They were asked while it was
// open, from $2 to $3; a day more, because a clock may be set meanwhile.
const Sql kQueriesOfAssociations(with_query(R"sql(
    select q.association, q.number_in_all, {query}
    from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as wanted(association, opened, closed)
    cross join lateral (
        select one.*, count(*) over () as number_in_all
        from query one
        where one.association = wanted.association
          and one.asked_at between to_timestamp(least(wanted.opened, wanted.closed) / 1e6) - interval '1 day'
                               and to_timestamp(greatest(wanted.opened, wanted.closed) / 1e6) + interval '1 day'
        order by one.id
        limit $4::bigint) q
    order by q.association, q.id)sql"));

// $5 calling AE, $6 status or null, $7 without an answer only.
constexpr Keyset kQueryRows{"q.asked_at", "q.id", R"sql(
    ($5::text = '' or q.calling_ae = $5) and ($6::integer is null or q.status = $6)
    and (not $7::boolean or q.answers = 0))sql"};

const Sql kQueryPlaces(places_in(kQueryRows, R"sql(from query q
    where true)sql"));

const Sql kQueriesOfAe(places_in(kQueryRows, R"sql(from query q
    where q.calling_ae = $5)sql"));

const Sql kQueries(with_query(R"sql(
    select {query}
    from unnest($1::bigint[], $2::bigint[]) as wanted(at, id)
    join query q on q.asked_at = to_timestamp(wanted.at / 1e6) and q.id = wanted.id
        and q.asked_at between to_timestamp($3::bigint / 1e6) and to_timestamp($4::bigint / 1e6)
    order by q.asked_at desc, q.id desc)sql"));

std::vector<dataset::AskedKey> read_keys(Row& row) {
    const auto paths = row.texts();
    const auto keywords = row.texts();
    const auto values = row.texts();
    std::vector<dataset::AskedKey> keys;
    for (std::size_t i = 0; i < paths.size(); ++i) keys.push_back({paths[i], keywords.at(i), values.at(i)});
    return keys;
}

std::vector<std::string> codes_in(std::string_view joined) {
    std::vector<std::string> codes;
    for (;;) {
        const auto end = std::min(joined.find('+'), joined.size());
        codes.emplace_back(joined.substr(0, end));
        if (end == joined.size()) return codes;
        joined.remove_prefix(end + 1);
    }
}

std::optional<dataset::WhyEmpty> read_why_empty(Row& row) {
    const bool is_explained = !row.next_is_null();
    dataset::WhyEmpty why;
    why.looked_at = row.number_or_zero();
    why.is_about_asked_accession = row.flag();
    why.asked_accession_is_unknown = row.flag();
    const auto codes = row.texts();
    const auto steps = row.numbers();
    for (std::size_t i = 0; i < codes.size(); ++i) why.nearest.push_back({codes_in(codes[i]), steps.at(i)});
    return is_explained ? std::optional(std::move(why)) : std::nullopt;
}

QueryRecord read_query(Row& row) {
    QueryRecord query;
    query.row = row.number();
    query.association = row.text();
    query.asked_at = row.instant();
    query.answered_at = row.instant();
    query.calling_ae = row.text();
    query.status = static_cast<int>(row.number());
    query.answers = row.number();
    query.characters_replaced = row.number();
    query.keys = read_keys(row);
    query.why_empty = read_why_empty(row);
    query.comment = row.text();
    query.note = row.text();
    return query;
}

AssociationRecord read_association(Row& row) {
    AssociationRecord record;
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
    return record;
}

void add_queries(const Runner& runner, std::vector<AssociationRecord>& records) {
    std::map<std::int64_t, AssociationRecord*> by_row;
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> opened;
    std::vector<std::int64_t> closed;
    for (auto& record : records) {
        by_row[record.row] = &record;
        rows.push_back(record.row);
        opened.push_back(micros(record.opened_at));
        closed.push_back(micros(record.closed_at));
    }
    const auto params = Params().numbers(rows).numbers(opened).numbers(closed).number(kQueriesShown);
    for (const auto& values : ask_for_values(runner, kQueriesOfAssociations, params)) {
        Row row(values);
        auto& record = *by_row.at(row.number());
        record.queries_in_all = row.number();
        record.queries.push_back(read_query(row));
    }
}

const Sql& places_for(const AssociationFilter& filter) {
    if (!filter.calling_ae.empty()) return kAssociationsOfAe;
    const bool may_be_released = std::string_view("released").starts_with(filter.outcome.substr(0, 8));
    return may_be_released ? kAssociationPlaces : kAssociationsNotReleased;
}

}  // namespace

AssociationPage PgRecords::associations(const AssociationFilter& filter,
                                        const AssociationPage::Asked& asked) {
    Walk wanted{places_for(filter), Params().text(filter.calling_ae.str()).text(filter.outcome)};
    wanted.is_filtered = !filter.calling_ae.empty() || !filter.outcome.empty();
    keep_within(wanted, filter.closed);
    return read_page<AssociationPage>(runner_, wanted, asked, clock_.now(), [&](const auto& places) {
        auto records =
            records_in(ask_for_values(runner_, kAssociations, params_of(places)), read_association);
        if (!records.empty()) add_queries(runner_, records);
        return records;
    });
}

QueryPage PgRecords::queries(const QueryFilter& filter, const QueryPage::Asked& asked) {
    Walk wanted{filter.calling_ae.empty() ? kQueryPlaces : kQueriesOfAe,
                Params().text(filter.calling_ae.str())};
    filter.status ? wanted.filter.number(*filter.status) : wanted.filter.null();
    wanted.filter.flag(filter.is_empty);
    wanted.is_filtered = !filter.calling_ae.empty() || filter.status || filter.is_empty;
    keep_within(wanted, filter.asked);
    return read_page<QueryPage>(runner_, wanted, asked, clock_.now(), [&](const auto& places) {
        return records_in(ask_for_values(runner_, kQueries, params_of(places)), read_query);
    });
}

}  // namespace mwl::store
