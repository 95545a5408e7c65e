#pragma once
// The tables that the reading of messages runs on, for people: `mwlbroker tables` prints them, and
// docs/mapping.md holds them.

#include <string>
#include <string_view>
#include <vector>

namespace mwl::mapping {

struct PrintedTable {
    std::string_view name;  // of `mwlbroker tables NAME`
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

// mapping, order-control, events, charsets.
std::vector<PrintedTable> printed_tables();

// As a table of Markdown.
std::string to_markdown(const PrintedTable& table);

}  // namespace mwl::mapping
