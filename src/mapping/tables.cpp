#include "mwl/mapping/tables.h"

#include "mapping/header.h"
#include "mapping/order_control.h"
#include "mwl/base/parts.h"
#include "mwl/mapping/targets.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

std::string missing_words(const TargetRow& row) {
    std::string words;
    for (const auto missing : row.missing) append_part(words, name_of(missing), ", ");
    return words;
}

// '|' separates the columns of Markdown; a source with a transform is shown in the notation of code all the
// same.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

PrintedTable mapping_table() {
    PrintedTable table{"mapping", {"target", "attribute", "takes", "from", "missing", "otherwise"}, {}};
    for (const auto& row : targets())
        table.rows.push_back(
            {std::string(row.key), std::string(row.keyword) + " " + std::string(row.tag),
             std::string(row.takes) + (row.limit > 0 ? ", " + std::to_string(row.limit) + " characters" : ""),
             std::string(row.sources.empty() ? "nothing" : row.sources) +
                 (row.sources_are_fixed ? " (fixed)" : ""),
             missing_words(row), row.takes_constant ? "yes" : ""});
    return table;
}

PrintedTable order_control_table() {
    PrintedTable table{"order-control", {"ORC-1", "ORC-5", "does"}, {}};
    for (const auto& row : order_controls())
        table.rows.push_back(
            {std::string(row.code), std::string(row.status.empty() ? "any" : row.status),
             std::string(name_of(row.action)) + (row.reason.empty() ? "" : ": " + std::string(row.reason))});
    return table;
}

std::string read_as(const TypeRow& row) {
    if (row.kind == MessageKind::orders) return "orders";
    if (row.kind == MessageKind::patient) return "news of a patient";
    return "appointment: " + std::string(row.action == OrderAction::create
                                             ? "create or update, by intake.appointments"
                                             : name_of(row.action));
}

PrintedTable event_table() {
    PrintedTable table{"events", {"type", "event", "is read as"}, {}};
    for (const auto& row : message_types())
        table.rows.push_back({std::string(row.type), std::string(row.event), read_as(row)});
    return table;
}

PrintedTable charset_table() {
    PrintedTable table{"charsets", {"MSH-18", "Specific Character Set (0008,0005)"}, {}};
    for (const auto charset : text::charsets()) {
        const auto name = text::hl7_name(charset);
        const auto term = text::dicom_term(charset);
        const bool is_ascii = charset == text::Charset::ascii;
        table.rows.push_back({is_ascii ? "ASCII" : std::string(name),
                              is_ascii ? "(empty)" : std::string(term.empty() ? "none; transcoded" : term)});
    }
    return table;
}

std::string line_of(const std::vector<std::string>& cells) {
    std::string out = "|";
    for (const auto& text : cells) out += " " + cell(text) + " |";
    return out + "\n";
}

}  // namespace

std::vector<PrintedTable> printed_tables() {
    return {mapping_table(), order_control_table(), event_table(), charset_table()};
}

std::string to_markdown(const PrintedTable& table) {
    std::string out = line_of(table.header);
    out += "|";
    for (std::size_t i = 0; i < table.header.size(); ++i) out += "---|";
    out += "\n";
    for (const auto& row : table.rows) out += line_of(row);
    return out;
}

}  // namespace mwl::mapping
