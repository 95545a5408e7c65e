#include "mwl/text/charset.h"

#include <gtest/gtest.h>

namespace mwl::text {
namespace {

struct CharsetRow {
    Charset charset;
    std::string_view bytes;
    std::string_view utf8;
};

std::ostream& operator<<(std::ostream& out, const CharsetRow& row) { return out << row.utf8; }

class Charsets : public testing::TestWithParam<CharsetRow> {};

TEST_P(Charsets, ConvertBothWaysExactly) {
    const CharsetRow& row = GetParam();
    const auto utf8 = to_utf8(row.bytes, row.charset);
    ASSERT_TRUE(utf8) << to_string(utf8.problem());
    EXPECT_EQ(*utf8, row.utf8);
    const auto bytes = from_utf8(row.utf8, row.charset);
    ASSERT_TRUE(bytes) << to_string(bytes.problem());
    EXPECT_EQ(*bytes, row.bytes);
}

constexpr CharsetRow kCharsetRows[] = {
    {Charset::ascii, "DOE^JANE", "DOE^JANE"},
    {Charset::latin1, "Buc^J\xe9r\xf4me", "Buc^Jérôme"},  // PS3.5 Annex J
    {Charset::latin2, "Wa\xb3\xeasa", "Wałęsa"},
    {Charset::latin3, "\xa6\xaf", "ĤŻ"},
    {Charset::latin4, "\xbf\xe0", "ŋā"},
    {Charset::cyrillic, "\xbb\xee\xda\x63\x65\xdc\xd1\xe3\xe0\xd3",
     "Люкceмбург"},  // PS3.5 J.2, with its Latin c and e
    {Charset::arabic, "\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار"},  // PS3.5 J.1
    {Charset::greek, "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"},          // PS3.5 J.3
    {Charset::hebrew, "\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", "שרון^דבורה"},       // PS3.5 J.4
    {Charset::latin5, "\xdeim\xfeir", "Şimşir"},
    {Charset::latin9, "\xa4 \xbc", "€ Œ"},
    {Charset::windows_1252, "\x80 \x93x\x94", "€ “x”"},
    {Charset::utf8, "Wang^XiaoDong=王^小东", "Wang^XiaoDong=王^小东"},  // PS3.5 Annex J
    {Charset::gb18030, "\xcd\xf5^\xd0\xa1\xb6\xab", "王^小东"},         // PS3.5 J.5
    {Charset::gb18030, "\x81\x30\x84\x36", "¥"},                        // four bytes
    {Charset::big5, "\xa4\xfd", "王"},
    {Charset::big5, "\xb3\x5c", "許"},  // its second byte is a backslash
};
INSTANTIATE_TEST_SUITE_P(Table, Charsets, testing::ValuesIn(kCharsetRows));

struct Contradiction {
    Charset charset;
    std::string_view bytes;
    const char* where;
};

class Contradicting : public testing::TestWithParam<Contradiction> {};

TEST_P(Contradicting, C3_BytesAreAProblemWithTheirPlaceNeverAReplacement) {
    const auto result = to_utf8(GetParam().bytes, GetParam().charset);
    ASSERT_FALSE(result) << *result;
    EXPECT_EQ(result.problem().code, Code::wrong_charset);
    EXPECT_EQ(result.problem().where, GetParam().where);
}

constexpr Contradiction kContradictions[] = {
    {Charset::ascii, "M\xfcller", "byte 1"},
    {Charset::utf8, "M\xfcller", "byte 1"},
    {Charset::utf8, "ab\xc0\xaf", "byte 2"},         // overlong
    {Charset::utf8, "\xed\xa0\x80", "byte 0"},       // surrogate
    {Charset::utf8, "a\xe2\x82", "byte 1"},          // cut short
    {Charset::utf8, "é\xf4\x90\x80\x80", "byte 2"},  // beyond Unicode
    {Charset::latin1, "it\x92s", "byte 2"},          // windows-1252 under a wrong name
    {Charset::greek, "\xc4\xd2", "byte 1"},          // not assigned in ISO 8859-7
    {Charset::hebrew, "\xa1", "byte 0"},             // not assigned in ISO 8859-8
    {Charset::hebrew, "\xa1\x92", "byte 0"},         // the first of two
    {Charset::windows_1252, "ok\x81", "byte 2"},
    {Charset::gb18030, "\xcd\xf5\xcd", "byte 2"},  // cut short
    {Charset::gb18030, "a\xff", "byte 1"},
    {Charset::big5, "\xa4\xfd\xa4", "byte 2"},
};
INSTANTIATE_TEST_SUITE_P(Table, Contradicting, testing::ValuesIn(kContradictions));

TEST(ToUtf8, IsRightAtEveryLengthOfTheConvertersRoom) {
    for (std::size_t length = 250; length < 520; ++length) {
        const auto utf8 = to_utf8(std::string(length, '\xe9'), Charset::latin1);
        ASSERT_TRUE(utf8);
        ASSERT_EQ(length_in_characters(*utf8), length);
        ASSERT_EQ(*from_utf8(*utf8, Charset::latin1), std::string(length, '\xe9'));
    }
}

TEST(FromUtf8, NamesTheFirstCharacterThatTheSetCannotHold) {
    const auto result = from_utf8("Müller 山田", Charset::latin1);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.problem().code, Code::not_encodable);
    EXPECT_EQ(result.problem().where, "byte 8");
    EXPECT_NE(result.problem().what.find("U+5C71"), std::string::npos) << result.problem().what;
}

TEST(FromUtf8, RefusesControlsAndTagCharactersThatTheConverterWouldLetPass) {
    EXPECT_FALSE(from_utf8("a\xc2\x85", Charset::latin1));          // U+0085
    EXPECT_FALSE(from_utf8("a\xf3\xa0\x81\x81", Charset::latin1));  // U+E0041 vanishes in the C library
    EXPECT_EQ(from_utf8("\xc2\x85", Charset::latin2).problem().code, Code::not_encodable);
}

TEST(FromUtf8, RefusesBrokenText) {
    EXPECT_EQ(from_utf8("M\xfcller", Charset::latin1).problem().code, Code::wrong_charset);
    EXPECT_EQ(from_utf8("M\xfcller", Charset::utf8).problem().code, Code::wrong_charset);
}

TEST(FromUtf8Lossy, LeavesAloneWhatFits) {
    const Lossy result = from_utf8_lossy("Müller", Charset::latin1);
    EXPECT_EQ(result.bytes, "M\xfcller");
    EXPECT_EQ(result.lost, 0U);
}

struct LossyRow {
    Charset charset;
    std::string_view utf8;
    std::string_view bytes;
    std::size_t lost;
};

class LossyTable : public testing::TestWithParam<LossyRow> {};

TEST_P(LossyTable, D19_TransliteratesThenAsks) {
    const Lossy result = from_utf8_lossy(GetParam().utf8, GetParam().charset);
    EXPECT_EQ(result.bytes, GetParam().bytes);
    EXPECT_EQ(result.lost, GetParam().lost);
}

constexpr LossyRow kLossyRows[] = {
    {Charset::ascii, "Müller-Weiß^Renée", "Muller-Weiss^Renee", 3},
    {Charset::ascii, "Łukasz Ørsted Œuvre", "Lukasz Orsted OEuvre", 3},
    {Charset::ascii, "“it’s” – 5 € …", "\"it's\" - 5 EUR ...", 6},
    {Charset::ascii, "山田^Taro", "??^Taro", 2},
    {Charset::ascii, "e\xcc\x81", "e", 1},  // a mark of its own
    {Charset::latin1, "Erdős Jérôme", "Erdos J\xe9r\xf4me", 1},
    {Charset::latin1,
     "a\xc2\x85"
     "b",
     "a?b", 1},                                          // a control becomes no control
    {Charset::latin1, "M\xfcller \xe9", "M?ller ?", 2},  // broken text
    {Charset::greek, "Αθήνα Ж", "\xc1\xe8\xde\xed\xe1 ?", 1},
    {Charset::utf8, "山田", "山田", 0},
};
INSTANTIATE_TEST_SUITE_P(Table, LossyTable, testing::ValuesIn(kLossyRows));

}  // namespace
}  // namespace mwl::text
