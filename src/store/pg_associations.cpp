// Writing associations and their queries.
#include "store/pg_records.h"

#include "mwl/base/parts.h"

namespace mwl::store {
namespace {

const Sql kAppend(R"sql(
    insert into association (id, association_id, opened_at, closed_at, peer, calling_ae, called_ae, outcome, contexts,
        operations)
    values (nextval('association_id'), $1, to_timestamp($2::bigint / 1e6), to_timestamp($3::bigint / 1e6), $4, $5, $6, $7, $8, $9))sql");

// Of the association that was written before it.
const Sql kAppendQuery(R"sql(
    insert into query (id, association, association_id, asked_at, answered_at, calling_ae, status, answers,
        characters_replaced, key_paths, key_keywords, key_values, looked_at, nearest_are, accession_unknown,
        kept_out_by, kept_out_steps, comment, note)
    values (nextval('query_id'), currval('association_id'), $1, to_timestamp($2::bigint / 1e6),
        to_timestamp($3::bigint / 1e6), $4, $5, $6, $7, $8, $9, $10, $11,
        case when $12::boolean then 'steps of the asked accession number' else 'open steps' end,
        $13, $14, $15, $16, $17))sql");

Params params_of(const AssociationRecord& record) {
    Params params = Params().text(record.id).instant(record.opened_at).instant(record.closed_at);
    params.text(record.peer).text(record.calling_ae).text(record.called_ae).text(record.outcome);
    params.text(record.contexts).text(record.operations);
    return params;
}

void add_keys(Params& params, const std::vector<dataset::AskedKey>& keys) {
    std::vector<std::string> paths;
    std::vector<std::string> keywords;
    std::vector<std::string> values;
    for (const auto& key : keys) {
        paths.push_back(key.path);
        keywords.push_back(key.keyword);
        values.push_back(key.value);
    }
    params.texts(paths).texts(keywords).texts(values);
}

std::string joined(const std::vector<std::string>& codes) {
    std::string text;
    for (const auto& code : codes) text += (text.empty() ? "" : "+") + code;
    return text;
}

void add_why_empty(Params& params, const std::optional<dataset::WhyEmpty>& stated) {
    const auto& why = stated.value_or(dataset::WhyEmpty{});
    std::vector<std::string> codes;
    std::vector<std::int64_t> steps;
    for (const auto& row : why.nearest) {
        codes.push_back(joined(row.by));
        steps.push_back(row.steps);
    }
    stated ? params.number(why.looked_at) : params.null();
    params.flag(why.is_about_asked_accession).flag(why.asked_accession_is_unknown);
    params.texts(codes).numbers(steps);
}

Params params_of(const QueryRecord& query) {
    Params params = Params().text(query.association).instant(query.asked_at).instant(query.answered_at);
    params.text(query.calling_ae).number(query.status).number(query.answers);
    params.number(query.characters_replaced);
    add_keys(params, query.keys);
    add_why_empty(params, query.why_empty);
    params.text(query.comment).text(query.note);
    return params;
}

}  // namespace

void append_associations(const Runner& runner, const std::vector<AssociationRecord>& records) {
    runner.transact({}, [&](const std::vector<Answer>& /*answers*/) {
        std::vector<Command> commands;
        for (const auto& record : records) {
            commands.emplace_back(kAppend, params_of(record));
            for (const auto& query : record.queries) commands.emplace_back(kAppendQuery, params_of(query));
        }
        return commands;
    });
}

}  // namespace mwl::store
