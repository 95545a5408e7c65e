#pragma once
// Reads a Document into plain structs by a table of policies. Whatever the table does not know is an error
// that names the nearest known key. A value that is wrong leaves the default in its struct and an error among
// the findings; reading goes on. One thread.

#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"
#include "config/findings.h"
#include "mwl/base/policy.h"

namespace mwl::config {

// Short, for the rows of the tables.
inline constexpr auto kLive = TakesEffect::live;
inline constexpr auto kOnRestart = TakesEffect::on_restart;
inline constexpr auto kOnImport = TakesEffect::on_import;
inline constexpr auto kMustBeGiven = "(must be given)";

void add_unknown_key(const Document& document, const std::string& key, const std::vector<std::string>& known,
                     Findings& findings);

// "destination[0]".
std::string table_name(const std::string& array, std::size_t index);
// "destination[0].host", but not "modality_of_service.A[1]".
bool is_in_table_array(std::string_view key);

// Every array of tables must be `known`, and every value in one of its tables that is there.
void check_tables(const Document& document, const std::string& known, Findings& findings);

// Keeps what a row found about the value of this key.
void add_findings(const Document& document, const Place& at, const std::string& key,
                  const PolicyFindings& said, Findings& findings);

// The row that reads `key`, or none. "name.*" takes any key below name: tables of codes.
template <typename T>
const Policy<T>* row_for(const std::vector<Policy<T>>& table, std::string_view key) {
    for (const auto& row : table) {
        const bool is_open = row.key.ends_with(".*");
        if (is_open ? key.starts_with(row.key.substr(0, row.key.size() - 1)) : key == row.key) return &row;
    }
    return nullptr;
}

// Reads every value below `prefix` ("" = whole document) that belongs to no array of tables.
template <typename T>
void read_keys(const Document& document, const std::string& prefix, const std::vector<Policy<T>>& table,
               T& into, Findings& findings) {
    const std::string start = prefix.empty() ? "" : prefix + ".";
    for (auto at = document.values.lower_bound(start); at != document.values.end(); ++at) {
        const auto& [name, value] = *at;
        if (!name.starts_with(start)) break;
        const std::string key = name.substr(start.size());
        if (is_in_table_array(key)) continue;
        if (const auto* row = row_for(table, key)) {
            add_findings(document, value.place, key, take(*row, into, key, value), findings);
            continue;
        }
        std::vector<std::string> known;
        for (const auto& row : table) known.push_back(start + row.key);
        add_unknown_key(document, name, known, findings);
    }
}

}  // namespace mwl::config
