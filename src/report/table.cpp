#include "report/table.h"

#include <string>

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

void add_chip(Html& html, Literal tone, std::string_view word) {
    html.line("span", word, {{"class", std::string("chip ") + std::string(tone.text())}});
}

}  // namespace mwl::report
