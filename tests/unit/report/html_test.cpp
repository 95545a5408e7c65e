#include "mwl/report/html.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/hostile_texts.h"

namespace mwl::report {
namespace {

TEST(Html, ElementsEndWhenTheirScopeEnds) {
    Html html;
    {
        const auto row = html.inside("tr", {{"class", "a"}});
        html.line("td", "x");
    }
    EXPECT_EQ(html.str(), "<tr class=\"a\"><td>x</td>\n</tr>\n");
}

TEST(Html, TextAndAttributesAreEscapedAlike) {
    Html html;
    html.line("p", "<&>\"'", {{"title", "<&>\"'"}});
    EXPECT_EQ(html.str(), "<p title=\"&lt;&amp;&gt;&quot;&#39;\">&lt;&amp;&gt;&quot;&#39;</p>\n");
}

TEST(Html, ControlCharactersBecomeVisibleInsteadOfVanishing) {
    EXPECT_EQ(escape_html(std::string_view("a\0b\x1B\x7F\t\n", 7)),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD\xEF\xBF\xBD\t\n");
}

TEST(Html, J1_NoHostileTextLeavesTextOrAttribute) {
    for (const auto& text : test::hostile_texts()) {
        Html html;
        html.line("p", text, {{"title", text}});
        const auto& out = html.str();
        EXPECT_EQ(std::ranges::count(out, '<'), 2) << text;  // <p> and </p>
        EXPECT_EQ(std::ranges::count(out, '>'), 2) << text;
        EXPECT_EQ(std::ranges::count(out, '"'), 2) << text;  // around the attribute
        EXPECT_EQ(std::ranges::count(out, '\''), 0) << text;
    }
}

TEST(Link, J12_ValuesAreEncodedWhateverTheyHold) {
    EXPECT_EQ(order_link({"A/1?#&%", Issuer("RIS x")}, true).str(),
              "/orders/A%2F1%3F%23%26%25?issuer=RIS%20x&names=1");
    EXPECT_EQ(order_link({"A1", Issuer()}, false).str(), "/orders/A1");
}

TEST(Link, J1_NoHostileTextLeavesItsSegment) {
    for (const auto& text : test::hostile_texts()) {
        const auto link = order_link({text, Issuer()}, false).str();
        EXPECT_TRUE(link.starts_with("/orders/"));
        EXPECT_EQ(link.find_first_of("<>\"'&?#:/ \\", 8), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace mwl::report
