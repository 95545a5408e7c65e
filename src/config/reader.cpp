#include "config/reader.h"

#include <set>

#include "mwl/base/nearest.h"

namespace mwl::config {
void Input::fail(const std::string& what) const { document_.fail(value_.place, key_ + ": " + what); }
void Input::error(const std::string& what) const {
    findings_.error(document_, value_.place, key_ + ": " + what);
}
void Input::warn(const std::string& what) const {
    findings_.warning(document_, value_.place, key_ + ": " + what);
}

const Scalar& Input::single(const char* wanted) const {
    if (value_.is_list || value_.items.size() != 1)
        fail(std::string("one ") + wanted + " is wanted, not a list");
    return value_.items.front();
}

std::string Input::text() const {
    if (const auto* text = std::get_if<std::string>(&single("text"))) return *text;
    fail("a text in quotes is wanted");
}

std::vector<std::string> Input::texts() const {
    std::vector<std::string> found;
    for (const auto& item : value_.items) {
        const auto* text = std::get_if<std::string>(&item);
        if (text == nullptr || !value_.is_list) fail("a list of texts is wanted, for example [\"A\", \"B\"]");
        found.push_back(*text);
    }
    return found;
}

std::int64_t Input::number(std::int64_t least, std::int64_t most) const {
    const auto* number = std::get_if<std::int64_t>(&single("number"));
    if (number == nullptr || *number < least || *number > most)
        fail("a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted");
    return *number;
}

bool Input::flag() const {
    if (const auto* flag = std::get_if<bool>(&single("value"))) return *flag;
    fail("true or false is wanted");
}

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
        if (array != known && document.count(array) > 0) continue;  // told above
        findings.error(document, value.place,
                       "\"" + key + "\" is in no [[" + known + "]] that is there; there are " +
                           std::to_string(there.size()));
    }
}

std::string table_name(const std::string& array, std::size_t index) {
    return array + "[" + std::to_string(index) + "]";
}

bool is_in_table_array(std::string_view key) {
    return key.substr(0, key.find('.')).find('[') != std::string_view::npos;
}

}  // namespace mwl::config
