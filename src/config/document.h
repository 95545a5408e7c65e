#pragma once
// A TOML file as a flat list of dotted keys, each with its place: "mllp.port", "destination[0].host".
// The only use of toml++ is behind this. One thread.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "mwl/base/policy.h"

namespace mwl::config {

struct Place {  // from 1; 0: not in the file, given on the command line
    int line = 0;
    int column = 0;
};

struct Value : PolicyValue {
    Place place;
};

struct Document {
    std::string file;                                  // as named by the user, for messages
    std::map<std::string, Value> values;               // by dotted key
    std::map<std::string, std::vector<Place>> tables;  // array of tables -> where each of them begins

    std::size_t count(const std::string& array) const;  // of its tables
    std::string place_text(const Place& at) const;      // "file:line:column" or "command line"
    // Throws ConfigError "file:line:column: what".
    [[noreturn]] void fail(const Place& at, const std::string& what) const;
};

// Throws ConfigError "file:line:column: …".
Document read_document(const std::filesystem::path& file);
Document parse_document(const std::string& text, const std::string& name);

}  // namespace mwl::config
