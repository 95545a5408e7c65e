#include <array>
#include <cstdio>

#include "mwl/base/parts.h"
#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "report/table.h"

namespace mwl::report {
namespace {

constexpr int kSuccess = 0x0000;

std::string count_of(std::int64_t count, const char* one, const char* many) {
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

std::string status_word(int status) {
    std::array<char, 16> text{};
    (void)std::snprintf(text.data(), text.size(), "%04X", static_cast<unsigned>(status) & 0xFFFFU);
    return text.data();
}

std::string_view name_of(const dataset::AskedKey& key) {
    return key.keyword.empty() ? key.path : key.keyword;
}

// The keys that narrow by a value that is kept: "Modality=DX, ScheduledStationAETitle=XRAY1".
std::string narrowed_by(const store::QueryRecord& query) {
    std::string text;
    for (const auto& key : query.keys)
        if (!key.value.empty()) append_part(text, std::string(name_of(key)) + '=' + key.value, ", ");
    return text;
}

std::string every_key(const store::QueryRecord& query) {
    std::string text;
    for (const auto& key : query.keys) {
        text += key.path + ' ' + key.keyword;
        if (!key.value.empty()) text += '=' + key.value;
        text += '\n';
    }
    return text;
}

// What a person wants to know besides the number of answers.
std::string remarks_on(const store::QueryRecord& query) {
    std::string text;
    const auto add = [&text](const std::string& more) {
        if (!more.empty()) append_part(text, more, "; ");
    };
    if (query.why_empty)
        add(words_of(*query.why_empty) + " (" + count_of(query.why_empty->looked_at, "step", "steps") +
            " looked at)");
    add(query.comment);
    add(query.note);
    if (query.characters_replaced > 0)
        add(count_of(query.characters_replaced, "character", "characters") + " replaced");
    return text;
}

// One line per query, for the record of its association.
std::string lines_of(const store::AssociationRecord& record, const View& view) {
    std::string text;
    for (const auto& query : record.queries) {
        text += local_time(query.asked_at, view.zone) + ' ' + status_word(query.status) + ", " +
                count_of(query.answers, "item", "items");
        for (const auto& more : {narrowed_by(query), remarks_on(query)})
            if (!more.empty()) text += ", " + more;
        text += '\n';
    }
    const auto further = record.queries_in_all - static_cast<std::int64_t>(record.queries.size());
    if (further > 0) text += "and " + count_of(further, "more", "more") + '\n';
    return text;
}

void add_association(Html& html, const store::AssociationRecord& record, const View& view) {
    const auto row = html.inside("tr");
    add_time_cell(html, record.opened_at, view);
    html.line("td", record.calling_ae);
    html.line("td", record.called_ae);
    html.line("td", record.peer, {{"class", "code quiet"}});
    html.line("td", record.outcome);
    {
        const auto cell = html.inside("td");
        add_folded(html, "contexts", record.contexts);
        add_folded(html, count_of(record.queries_in_all, "query", "queries"), lines_of(record, view));
        add_folded(html, "operations", record.operations);
    }
    html.line("td", record.id, {{"class", "code quiet"}});
}

void add_answers(Html& html, const store::QueryRecord& query) {
    const auto cell = html.inside("td");
    if (query.status != kSuccess) add_chip(html, "problem", status_word(query.status));
    if (query.status == kSuccess && query.answers == 0) add_chip(html, "held", "empty");
    if (query.answers > 0) html.text(std::to_string(query.answers));
}

void add_query(Html& html, const store::QueryRecord& query, const View& view) {
    const auto row = html.inside("tr");
    add_time_cell(html, query.asked_at, view);
    html.line("td", query.calling_ae);
    {
        const auto cell = html.inside("td");
        html.text(narrowed_by(query));
        add_folded(html, count_of(static_cast<std::int64_t>(query.keys.size()), "key", "keys"),
                   every_key(query));
    }
    add_answers(html, query);
    html.line("td", remarks_on(query));
    html.line("td", query.association, {{"class", "code quiet"}});
}

}  // namespace

void add_associations(Html& html, const std::vector<store::AssociationRecord>& records, const View& view) {
    if (records.empty()) {
        html.line("p", "No association to show.", {{"class", "empty"}});
        return;
    }
    const Table table(html, "DICOM associations, newest first",
                      {"Opened", "Calling AE", "Called AE", "Peer", "Outcome", "Details", "Association"});
    for (const auto& record : records) add_association(html, record, view);
}

void add_queries(Html& html, const std::vector<store::QueryRecord>& queries, const View& view) {
    if (queries.empty()) {
        html.line("p", "No query to show.", {{"class", "empty"}});
        return;
    }
    const Table table(html, "Worklist queries, newest first",
                      {"Asked", "Calling AE", "Narrowed by", "Answers", "Why empty, remarks", "Association"});
    for (const auto& query : queries) add_query(html, query, view);
}

}  // namespace mwl::report
