#include "config/code_tables.h"

#include <algorithm>
#include <set>

#include "config/csv.h"
#include "config/kinds.h"
#include "config/reader.h"
#include "mwl/base/error.h"
#include "mwl/base/nearest.h"

namespace mwl::config {
namespace {

using mapping::CodeTable;
using mapping::SiteProfile;
using mapping::Source;
using mapping::Target;
using mapping::Transform;
using mapping::TransformKind;

const std::string kTables = "tables.";

// "procedures" of "tables.procedures"; empty: a code of a table of the document itself, or no table at all.
std::string name_of_file_key(const std::string& key) {
    if (!key.starts_with(kTables)) return {};
    const auto name = key.substr(kTables.size());
    return name.find('.') == std::string::npos ? name : std::string();
}

// Whether a table of this name, or a part of it, stands in the document itself.
bool is_in(const Document& document, const std::string& table) {
    const auto first = document.values.lower_bound(kTables + table + ".");
    return first != document.values.end() && first->first.starts_with(kTables + table + ".");
}

CodeTable table_of(const Csv& csv, Findings& findings) {
    CodeTable table(csv.columns());
    for (const auto& row : csv.rows)
        if (!table.add(row.values.front(), {row.values.begin() + 1, row.values.end()}))
            findings.error(
                csv.document, {row.line, 1},
                "the code \"" + row.values.front() + "\" stands there twice, so that it means two things");
    return table;
}

void read_file(const Document& document, const Value& value, const std::string& key,
               const std::filesystem::path& folder, SiteProfile& profile, Findings& findings) {
    const auto name = name_of_file_key(key);
    const auto* const text = value.is_list ? nullptr : std::get_if<std::string>(&value.items.front());
    if (text == nullptr)
        return findings.error(document, value.place,
                              key + ": write the name of a CSV file, or [" + key + "]");
    if (is_in(document, name))
        return findings.error(document, value.place, key + ": the table stands in this file too");
    try {
        const auto csv = read_csv(folder / *text, findings);
        profile.tables[name] = table_of(csv, findings);
    } catch (const ConfigError& error) {
        findings.error(document, value.place, key + ": " + error.what());
    }
}

struct Use {
    Target target;
    const Source* source;
    const Transform* transform;
};

std::vector<Use> uses_of(const SiteProfile& profile) {
    std::vector<Use> out;
    for (const auto& row : mapping::targets())
        for (const auto& source : profile.sources(row.target))
            for (const auto& transform : source.transforms)
                if (transform.kind == TransformKind::table) out.push_back({row.target, &source, &transform});
    return out;
}

std::string key_of(const Use& use) { return "map." + std::string(mapping::row_of(use.target).key) + ".from"; }

// What is wrong with the table or the column that a source of the profile's own asks; empty: nothing.
std::string fault_of(const Use& use, const SiteProfile& profile) {
    const auto table = profile.tables.find(use.transform->table);
    if (table == profile.tables.end()) {
        std::vector<std::string> names;
        for (const auto& [name, rows] : profile.tables) names.push_back(name);
        const auto near = nearest(use.transform->table, names);
        return "the profile has no table \"" + use.transform->table + "\"" +
               (near.empty() ? "" : "; did you mean \"" + near + "\"?");
    }
    if (table->second.has_column(use.transform->column)) return {};
    const auto columns = joined(table->second.columns(), ", ");
    if (use.transform->column.empty())
        return "the table " + use.transform->table + " has several columns; write " +
               "table:" + use.transform->table + ".COLUMN with one of: " + columns;
    return "the table " + use.transform->table + " has no column \"" + use.transform->column +
           "\"; it has: " + columns;
}

// Where to say that a source asks a table in vain: where the source is written, else where its table is (the
// sources of the target's own row ask tables that need not be there), else at the profile that is extended.
const Value* place_of(const Use& use, const Document& document, const SiteProfile& profile) {
    const auto value_at = [&](const std::string& key) {
        const auto found = document.values.find(key);
        return found == document.values.end() ? nullptr : &found->second;
    };
    const auto* const table = value_at(kTables + use.transform->table);
    const bool is_there = profile.tables.contains(use.transform->table);
    if (table != nullptr && !is_there) return nullptr;  // a file that could not be read: said already
    if (const auto* const written = value_at(key_of(use)); written != nullptr) return written;
    const bool is_own_row = !profile.rule(use.target).from;
    if (is_own_row) return is_there ? table : nullptr;
    return value_at("extends");
}

void check_uses(const Document& document, const SiteProfile& profile, Findings& findings) {
    for (const auto& use : uses_of(profile)) {
        const auto* const at = place_of(use, document, profile);
        const auto fault = at == nullptr ? std::string() : fault_of(use, profile);
        if (!fault.empty())
            findings.error(document, at->place,
                           key_of(use) + ": \"" + to_string(*use.source) + "\": " + fault);
    }
}

// Where the value of a code is written, for a table of the document itself.
const Value* place_of_code(const Document& document, const std::string& table, const std::string& code) {
    const auto found = document.values.find(kTables + table + "." + code);
    return found == document.values.end() ? nullptr : &found->second;
}

// Only the last transform's result becomes the Modality.
void check_modalities(const Document& document, const SiteProfile& profile, Findings& findings) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& use : uses_of(profile)) {
        const auto table = profile.tables.find(use.transform->table);
        const bool is_last = use.transform == &use.source->transforms.back();
        if (use.target != Target::step_modality || !is_last || table == profile.tables.end()) continue;
        if (!seen.emplace(use.transform->table, use.transform->column).second) continue;
        for (const auto& [code, values] : table->second.rows()) {
            const auto* const value = table->second.find(code, use.transform->column);
            const auto* const written = place_of_code(document, use.transform->table, code);
            auto file = document.values.find(kTables + use.transform->table);
            if (file == document.values.end()) file = document.values.find("extends");
            if (written == nullptr && (value == nullptr || file == document.values.end())) continue;
            const auto key = kTables + use.transform->table + "." + code;
            const PolicyValue given{{value == nullptr ? std::string() : *value}, false};
            PolicyFindings said;
            base::detail::collect(said, [&] { (void)modality_of(PolicyInput(key, given, said)); });
            const auto& at = written != nullptr ? written->place : file->second.place;
            add_findings(document, at, key, said, findings);
        }
    }
}

void warn_of_unused(const Document& document, const SiteProfile& profile, Findings& findings) {
    std::set<std::string> used;
    for (const auto& use : uses_of(profile)) used.insert(use.transform->table);
    std::set<std::string> told;
    for (const auto& [key, value] : document.values) {
        if (!key.starts_with(kTables)) continue;
        const auto name = key.substr(kTables.size(), key.find('.', kTables.size()) - kTables.size());
        if (!used.contains(name) && told.insert(name).second)
            findings.warning(document, value.place, "no source asks the table " + name);
    }
}

}  // namespace

void read_code_tables(const Document& document, const std::filesystem::path& folder, SiteProfile& profile,
                      Findings& findings) {
    for (const auto& [key, value] : document.values)
        if (!name_of_file_key(key).empty()) read_file(document, value, key, folder, profile, findings);
    check_uses(document, profile, findings);
    check_modalities(document, profile, findings);
    warn_of_unused(document, profile, findings);
}

}  // namespace mwl::config
