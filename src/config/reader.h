#pragma once
// Reads a Document into plain structs by a table of keys: name, meaning, unit, bounds and where it goes, each
// once. Whatever the table does not know is an error that names the nearest known key. A value that is wrong
// leaves the default in its struct and an error among the findings; reading goes on. One thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"
#include "config/findings.h"
#include "mwl/base/error.h"
#include "mwl/config/settings.h"

namespace mwl::config {

// Short, for the rows of the tables.
inline constexpr auto kLive = TakesEffect::live;
inline constexpr auto kOnRestart = TakesEffect::on_restart;
inline constexpr auto kOnImport = TakesEffect::on_import;

// One value on its way from the file to a struct. Each reader throws ConfigError with file, line and column.
class Input {
public:
    Input(const Document& document, std::string key, const Value& value, Findings& findings)
        : document_(document), key_(std::move(key)), value_(value), findings_(findings) {}

    std::string text() const;
    std::vector<std::string> texts() const;
    std::int64_t number(std::int64_t least, std::int64_t most) const;
    std::uint16_t port() const { return static_cast<std::uint16_t>(number(0, 65535)); }
    bool flag() const;
    // The part of the key after its first dot: the code in a table of codes, which may hold dots itself.
    std::string code() const { return key_.substr(key_.find('.') + 1); }
    [[noreturn]] void fail(const std::string& what) const;
    // For one of several values: the others are looked at too.
    void error(const std::string& what) const;
    void warn(const std::string& what) const;

private:
    const Scalar& single(const char* wanted) const;

    const Document& document_;
    std::string key_;
    const Value& value_;
    Findings& findings_;
};

// A row of the settings table of a struct T.
template <typename T>
struct Key {
    std::string name;      // dotted, relative to the table it stands in
    std::string meaning;   // with unit and bounds, for the documentation
    std::string standard;  // the default, as one would write it
    TakesEffect effect;    // when a change of it does
    std::function<void(T&, const Input&)> read;
};

void add_unknown_key(const Document& document, const std::string& key, const std::vector<std::string>& known,
                     Findings& findings);

// "destination[0]".
std::string table_name(const std::string& array, std::size_t index);
// "destination[0].host", but not "modality_of_service.A[1]".
bool is_in_table_array(std::string_view key);

// Every array of tables must be `known`, and every value in one of its tables that is there.
void check_tables(const Document& document, const std::string& known, Findings& findings);

// Reads every value below `prefix` ("" = whole document) that belongs to no array of tables.
template <typename T>
void read_keys(const Document& document, const std::string& prefix, const std::vector<Key<T>>& keys, T& into,
               Findings& findings) {
    const std::string start = prefix.empty() ? "" : prefix + ".";
    for (auto at = document.values.lower_bound(start); at != document.values.end(); ++at) {
        const std::string& name = at->first;
        const Value& value = at->second;
        if (!name.starts_with(start)) break;
        const std::string key = name.substr(start.size());
        if (is_in_table_array(key)) continue;
        bool found = false;
        for (const auto& row : keys) {
            // "name.*" takes any key below name: tables of codes.
            const bool open = row.name.ends_with(".*");
            if (open ? !key.starts_with(row.name.substr(0, row.name.size() - 1)) : key != row.name) continue;
            findings.collect(document, value.place,
                             [&] { row.read(into, Input(document, key, value, findings)); });
            found = true;
        }
        if (found) continue;
        std::vector<std::string> known;
        for (const auto& row : keys) known.push_back(start + row.name);
        add_unknown_key(document, name, known, findings);
    }
}

}  // namespace mwl::config
