#include "report/table.h"

#include <string>

#include "mwl/report/moment.h"

namespace mwl::report {

Table::Table(Html& html, Literal caption, std::initializer_list<Literal> columns)
    : region_(html.inside(
          "div",
          {{"class", "region"}, {"role", "region"}, {"tabindex", "0"}, {"aria-label", caption.text()}})),
      table_(html.inside("table")),
      body_(with_head(html, caption, columns)) {}

Html::Element Table::with_head(Html& html, Literal caption, std::initializer_list<Literal> columns) {
    html.line("caption", caption.text());
    {
        const auto head = html.inside("thead");
        const auto row = html.inside("tr");
        for (const auto& column : columns) html.line("th", column.text(), {{"scope", "col"}});
    }
    return html.inside("tbody");
}

void add_time_cell(Html& html, Instant at, const View& view) {
    const auto cell = html.inside("th", {{"scope", "row"}, {"class", "when"}});
    add_time(html, at, view.zone);
}

void add_folded(Html& html, std::string_view summary, const std::string& text) {
    if (text.empty()) return;
    const auto details = html.inside("details");
    html.line("summary", summary);
    html.line("pre", text);
}

void add_chip(Html& html, Literal tone, std::string_view word) {
    html.line("span", word, {{"class", std::string("chip ") + std::string(tone.text())}});
}

}  // namespace mwl::report
