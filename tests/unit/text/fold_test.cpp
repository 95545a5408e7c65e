#include "mwl/text/fold.h"

#include <gtest/gtest.h>

namespace mwl::text {
namespace {

struct FoldRow {
    std::string_view text;
    std::string_view folded;
    std::string_view case_folded;
};

class Folding : public testing::TestWithParam<FoldRow> {};

TEST_P(Folding, DropsCaseAndAccents) {
    EXPECT_EQ(fold(GetParam().text), GetParam().folded);
    EXPECT_EQ(fold(GetParam().folded), GetParam().folded) << "folding twice changes nothing";
}

TEST_P(Folding, OrCaseAlone) { EXPECT_EQ(fold_case(GetParam().text), GetParam().case_folded); }

using namespace std::string_view_literals;

constexpr FoldRow kFoldRows[] = {
    {"", "", ""},
    {"DOE^Jane", "doe^jane", "doe^jane"},
    {"Müller", "muller", "müller"},
    {"MÜLLER", "muller", "müller"},
    {"Mu\xcc\x88ller", "muller", "müller"},  // u and a mark
    {"Weiß", "weiss", "weiss"},
    {"WEISS", "weiss", "weiss"},
    {"Ελλάς", "ελλασ", "ελλάσ"},
    {"Łukasz", "łukasz", "łukasz"},  // a letter of its own, not an l with a mark
    {"ＡＢ１", "ab1", "ａｂ１"},     // full width
    {"ﬁn", "fin", "fin"},
    {"김철수", "김철수", "김철수"},
    {"山田", "山田", "山田"},
    {"İ", "i", "i̇"},
    {"A\0Ü"sv, "a\0u"sv, "a\0ü"sv},
    {"M\xdcLLER", "m\xdcller", "m\xdcller"},  // broken: only ASCII is lower-cased
};
INSTANTIATE_TEST_SUITE_P(Table, Folding, testing::ValuesIn(kFoldRows));

struct Match {
    std::string_view pattern;
    std::string_view text;
    bool matches;
};

std::ostream& operator<<(std::ostream& out, const Match& m) { return out << m.pattern << " ~ " << m.text; }

class Wildcard : public testing::TestWithParam<Match> {};

TEST_P(Wildcard, D17_Matches) {
    EXPECT_EQ(wildcard_match(GetParam().pattern, GetParam().text), GetParam().matches);
}

constexpr Match kMatches[] = {
    {"", "", true},
    {"", "a", false},
    {"a", "", false},
    {"*", "", true},
    {"*", "anything", true},
    {"**", "", true},
    {"?", "", false},
    {"?", "a", true},
    {"?", "é", true},  // one character of two bytes
    {"??", "é", false},
    {"?", "😀", true},
    {"M?ller", "Müller", true},
    {"doe*", "doe^jane", true},
    {"doe*", "do", false},
    {"*jane", "doe^jane", true},
    {"*jane", "doe^janet", false},
    {"d*e^j*e", "doe^jane", true},
    {"d*x*e", "doe^jane", false},
    {"*a*b*c*", "xxaxxbxxcxx", true},
    {"*a*b*c*", "xxaxxcxxbxx", false},
    {"*aab", "aaaaab", true},  // the last star must give back
    {"a?*", "a", false},
    {"a?*", "ab", true},
    {"DOE", "doe", false},  // folding is the caller's
    {"50%", "50%", true},
    {"%", "abc", false},
    {"_", "a", false},
    {R"(\*)", R"(\abc)", true},  // a backslash escapes nothing
    {R"(\*)", "*", false},
    {"[a-z]", "b", false},
    {"*田", "山田", true},
    {"\xff?", "\xff\xfe", true},  // a broken byte is one character
};
INSTANTIATE_TEST_SUITE_P(Table, Wildcard, testing::ValuesIn(kMatches));

// With a matcher that tries every star again this would not end in a lifetime.
TEST(WildcardCost, D17_ManyStarsAgainstALongTextEnd) {
    std::string pattern;
    for (int i = 0; i < 64; ++i) pattern += "*a";
    const std::string text(20'000, 'a');
    EXPECT_TRUE(wildcard_match(pattern, text));
    EXPECT_FALSE(wildcard_match(pattern + "b", text));
}

TEST(HasWildcard, KnowsBoth) {
    EXPECT_TRUE(has_wildcard("DOE*"));
    EXPECT_TRUE(has_wildcard("D?E"));
    EXPECT_FALSE(has_wildcard("DOE%_"));
    EXPECT_FALSE(has_wildcard(""));
}

}  // namespace
}  // namespace mwl::text
