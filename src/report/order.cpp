#include "mwl/base/parts.h"
#include "mwl/report/moment.h"
#include "mwl/report/tables.h"
#include "report/table.h"

namespace mwl::report {
namespace {

// The rows from which the entry came, for searching the log or the database.
std::string origin_of(const store::StoredTimelineEntry& entry) {
    std::string text;
    const auto add = [&text](const char* what, std::int64_t row) {
        if (row != 0) append_part(text, std::string(what) + std::to_string(row), ", ");
    };
    add("message ", entry.message.value);
    add("performed ", entry.performed.value);
    add("outbound ", entry.outbound.value);
    return text;
}

// What stands in the note of such a value may be a person's.
bool names_a_patient(const MappingNote& note) noexcept {
    return note.target.starts_with("Patient") || note.target.starts_with("OtherPatient");
}

}  // namespace

void add_timeline(Html& html, const std::vector<store::StoredTimelineEntry>& entries, const View& view) {
    if (entries.empty()) {
        html.line("p", "Nothing is known about this order.", {{"class", "empty"}});
        return;
    }
    const Table table(html, "Timeline, newest first",
                      {"Local time", "UTC", "What happened", "Details", "From"});
    for (const auto& entry : entries) {
        const auto row = html.inside("tr");
        {
            const auto cell = html.inside("td", {{"class", "when"}});
            add_time(html, entry.at, view.zone);
        }
        html.line("td", utc_time(entry.at), {{"class", "when quiet"}});
        html.line("th", entry.event, {{"scope", "row"}});
        html.line("td", entry.detail);
        html.line("td", origin_of(entry), {{"class", "when quiet"}});
    }
}

void add_notes(Html& html, const std::vector<store::StoredNote>& notes, const View& view) {
    if (notes.empty()) {
        html.line("p", "Every value came from its own field.", {{"class", "empty"}});
        return;
    }
    const Table table(html, "Values that did not simply come from their own field",
                      {"Attribute", "How", "Source", "Rule"});
    for (const auto& [note, message] : notes) {
        const auto row = html.inside("tr");
        html.line("th", note.target, {{"scope", "row"}});
        html.line("td", name_of(note.kind));
        html.line("td", note.source, {{"class", "code"}});
        html.line("td",
                  view.shows_names || !names_a_patient(note) ? std::string_view(note.rule) : kHiddenName);
    }
}

}  // namespace mwl::report
