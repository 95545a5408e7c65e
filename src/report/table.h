#pragma once
// The shape that all tables of the page share: scrolls by itself on a narrow screen, can be reached by
// keyboard, and has a caption and column headers.

#include <initializer_list>
#include <string>
#include <string_view>

#include "mwl/report/html.h"
#include "mwl/report/tables.h"

namespace mwl::report {

// What stands for the values of a patient until they are asked for.
inline constexpr std::string_view kHiddenName = "•••";

// An open table body. Rows are written by inside("tr") while it lives.
class Table {
public:
    Table(Html& html, Literal caption, std::initializer_list<Literal> columns);

private:
    Html::Element region_;
    Html::Element table_;
    Html::Element body_;

    static Html::Element with_head(Html& html, Literal caption, std::initializer_list<Literal> columns);
};

// The first cell of a row: when it was.
void add_time_cell(Html& html, Instant at, const View& view);

// Text that is shown when asked for; nothing if there is none.
void add_folded(Html& html, std::string_view summary, const std::string& text);

// A coloured word; the word alone says everything, the colour (a class of page.css) only repeats it.
void add_chip(Html& html, Literal tone, std::string_view word);

}  // namespace mwl::report
