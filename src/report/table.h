#pragma once
// The shape that all tables of the page share: scrolls by itself on a narrow screen, can be reached by
// keyboard, and has a caption and column headers.

#include <initializer_list>

#include "mwl/report/html.h"

namespace mwl::report {

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

// A coloured word; the word alone says everything, the colour (a class of page.css) only repeats it.
void add_chip(Html& html, Literal tone, std::string_view word);

}  // namespace mwl::report
