#include "config/csv.h"

#include <fstream>
#include <set>
#include <sstream>

#include "mwl/base/error.h"
#include "mwl/base/parts.h"
#include "mwl/text/charset.h"

namespace mwl::config {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

// Reads one record after the other; a value in quotes may hold commas, line ends and doubled quotes.
class Records {
public:
    explicit Records(std::string_view text) : rest_(text) {}

    bool is_done() const noexcept { return rest_.empty(); }
    int line() const noexcept { return line_; }             // of the record that comes next
    bool is_broken() const noexcept { return is_broken_; }  // a quote was never closed

    std::vector<std::string> next() {
        std::vector<std::string> values{value()};
        while (take(',')) values.push_back(value());
        if (take('\r')) (void)0;
        if (take('\n')) ++line_;
        return values;
    }

private:
    bool take(char wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string value() {
        const auto start = rest_.find_first_not_of(' ');
        if (start != std::string_view::npos && rest_[start] == '"') {
            rest_.remove_prefix(start + 1);
            return quoted();
        }
        const auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
        const auto plain = std::string(trimmed(rest_.substr(0, end)));
        rest_.remove_prefix(end);
        return plain;
    }

    std::string quoted() {
        std::string out;
        while (!rest_.empty()) {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '\n') ++line_;
            if (c != '"') {
                out += c;
                continue;
            }
            if (!take('"')) {
                rest_.remove_prefix(std::min(rest_.find_first_of(",\r\n"), rest_.size()));
                return std::string(trimmed(out));
            }
            out += '"';
        }
        is_broken_ = true;
        return out;
    }

    std::string_view rest_;
    int line_ = 1;
    bool is_broken_ = false;
};

std::string text_in(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw ConfigError("cannot read the table " + file.string());
    auto bytes = text.str();
    if (bytes.starts_with(kBom)) bytes.erase(0, kBom.size());
    if (!text::is_utf8(bytes)) throw ConfigError("the table " + file.string() + " is not written in UTF-8");
    return bytes;
}

bool is_blank(const std::vector<std::string>& values) { return values.size() == 1 && values.front().empty(); }

}  // namespace

Csv read_csv(const std::filesystem::path& file, Findings& findings) {
    Csv csv;
    csv.document.file = file.string();
    const auto text = text_in(file);
    Records records(text);
    csv.header = records.next();
    if (csv.header.size() < 2)
        throw ConfigError(
            "the table " + file.string() +
            " needs a first line that names its columns, that of the codes first: code,modality");
    if (std::set<std::string>(csv.header.begin(), csv.header.end()).size() != csv.header.size())
        throw ConfigError("the table " + file.string() + " names two columns alike");
    while (!records.is_done()) {
        const int line = records.line();
        auto values = records.next();
        if (is_blank(values)) continue;
        if (records.is_broken())
            findings.error(csv.document, {line, 1}, "a quote is never closed");
        else if (values.size() != csv.header.size())
            findings.error(csv.document, {line, 1},
                           std::to_string(values.size()) + " values where the first line names " +
                               std::to_string(csv.header.size()) + " columns");
        else if (values.front().empty())
            findings.error(csv.document, {line, 1}, "a row without a code");
        else
            csv.rows.push_back({line, std::move(values)});
    }
    return csv;
}

}  // namespace mwl::config
