#include "config/reader.h"

#include <set>

#include "mwl/base/nearest.h"

namespace mwl::config {

void add_unknown_key(const Document& document, const std::string& key, const std::vector<std::string>& known,
                     Findings& findings) {
    const std::string near = nearest(key, known);
    findings.error(
        document, document.values.at(key).place,
        "unknown key \"" + key + "\"" +
            (near.empty() ? "; the shipped files list every key" : "; did you mean \"" + near + "\"?"));
}

void check_tables(const Document& document, const std::string& known, Findings& findings) {
    for (const auto& [name, places] : document.tables)
        if (name != known && !places.empty())
            findings.error(document, places.front(),
                           "unknown table [[" + name + "]]; only [[" + known + "]] is one");
    std::set<std::string, std::less<>> there;
    for (std::size_t i = 0; i < document.count(known); ++i) there.insert(table_name(known, i));
    for (const auto& [key, value] : document.values) {
        if (!is_in_table_array(key) || there.contains(std::string_view(key).substr(0, key.find('.'))))
            continue;
        const std::string array = key.substr(0, key.find('['));
        if (array != known && document.count(array) > 0) continue;  // reported above
        findings.error(document, value.place,
                       "\"" + key + "\" is in no [[" + known + "]] that is there; there are " +
                           std::to_string(there.size()));
    }
}

void add_findings(const Document& document, const Place& at, const std::string& key,
                  const PolicyFindings& said, Findings& findings) {
    for (const auto& error : said.errors) findings.error(document, at, key + ": " + error);
    for (const auto& warning : said.warnings) findings.warning(document, at, key + ": " + warning);
}

std::string table_name(const std::string& array, std::size_t index) {
    return array + "[" + std::to_string(index) + "]";
}

bool is_in_table_array(std::string_view key) {
    return key.substr(0, key.find('.')).find('[') != std::string_view::npos;
}

}  // namespace mwl::config
