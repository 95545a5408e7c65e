#pragma once
// A file of comma-separated values (RFC 4180), UTF-8, with a first line that names the columns.

#include <filesystem>
#include <string>
#include <vector>

#include "config/document.h"
#include "config/findings.h"

namespace mwl::config {

struct Csv {
    struct Row {
        int line = 0;
        std::vector<std::string> values;  // as many as the first line has, without spaces around them
    };
    Document document;  // for messages
    std::vector<std::string> header;
    std::vector<Row> rows;

    std::vector<std::string> columns() const {
        return {header.begin() + 1, header.end()};
    }  // without that of codes
};

// Throws ConfigError if there is no such file, or none that can be read so; a row with another number of
// values, or without a code, is an error among the findings and left out.
Csv read_csv(const std::filesystem::path& file, Findings& findings);

}  // namespace mwl::config
