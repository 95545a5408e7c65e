#include <gtest/gtest.h>

#include "mwl/base/log.h"

namespace mwl {
namespace {

struct Row {
    const char* what;
    std::string_view value;
    std::string_view escaped;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.what; }

class EscapeForLog : public testing::TestWithParam<Row> {};

TEST_P(EscapeForLog, K5_LeavesOneInertLine) {
    EXPECT_EQ(escape_for_log(GetParam().value), GetParam().escaped);
}

using namespace std::string_view_literals;

constexpr Row kRows[] = {
    {"plain text stays", "CT1 room 4, a=b", "CT1 room 4, a=b"},
    {"letters of every script stay", "Müller 山田 Ελλάς 😀", "Müller 山田 Ελλάς 😀"},
    {"a line end forges no line", "CT1\r\nINFO logged in", "CT1\\u{d}\\u{a}INFO logged in"},
    {"ESC moves no cursor", "\x1b[2J", "\\u{1b}[2J"},
    {"NUL ends nothing", "a\0b"sv, "a\\u{0}b"},
    {"BEL and TAB", "\a\t", "\\u{7}\\u{9}"},
    {"DEL", "\x7f", "\\u{7f}"},
    {"C1 control sequence introducer",
     "\xc2\x9b"
     "2J",
     "\\u{9b}2J"},
    {"next line, C1", "\xc2\x85", "\\u{85}"},
    {"no-break space is no control", "\xc2\xa0", "\xc2\xa0"},
    {"line and paragraph separators", "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}"},
    {"right-to-left override",
     "\xe2\x80\xae"
     "gnp.exe",
     "\\u{202e}gnp.exe"},
    {"bidi isolates", "\xe2\x81\xa6\xe2\x81\xa9", "\\u{2066}\\u{2069}"},
    {"left-to-right mark", "\xe2\x80\x8e", "\\u{200e}"},
    {"byte order mark", "\xef\xbb\xbf", "\\u{feff}"},
    {"a quote does not end the value", R"(x" level="error)", R"(x\u{22} level=\u{22}error)"},
    {"a backslash forges no escape", R"(\u{a})", R"(\u{5c}u{a})"},
    {"a Latin-1 byte", "M\xfcller", "M\\xfcller"},
    {"a cut character", "a\xe2\x82", "a\\xe2\\x82"},
    {"an overlong slash", "\xc0\xaf", "\\xc0\\xaf"},
    {"an overlong NUL of three bytes", "\xe0\x80\x80", "\\xe0\\x80\\x80"},
    {"a surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    {"beyond Unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
    {"a lone continuation byte", "\x80", "\\x80"},
};
INSTANTIATE_TEST_SUITE_P(Table, EscapeForLog, testing::ValuesIn(kRows));

TEST(EscapeForLogLimit, K5_OneMegabyteIsCutWithAMark) {
    const std::string escaped = escape_for_log(std::string(1 << 20, 'x'));
    EXPECT_EQ(escaped, std::string(1024, 'x') + "[cut]");
}

TEST(EscapeForLogLimit, AValueOfExactlyTheLimitIsWhole) {
    EXPECT_EQ(escape_for_log("12345", 5), "12345");
    EXPECT_EQ(escape_for_log("123456", 5), "12345[cut]");
}

TEST(EscapeForLogLimit, NeverCutsACharacterOrAnEscapeInTwo) {
    EXPECT_EQ(escape_for_log("aé", 2), "a[cut]");
    EXPECT_EQ(escape_for_log("a\n", 5), "a[cut]");
    EXPECT_EQ(escape_for_log("a\n", 6), "a\\u{a}");
}

}  // namespace
}  // namespace mwl
