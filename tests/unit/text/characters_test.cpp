#include <gtest/gtest.h>

#include "mwl/text/charset.h"

namespace mwl::text {
namespace {

TEST(IsUtf8, KnowsWellFormedText) {
    for (const std::string_view good : {"", "DOE", "Müller", "山田", "😀", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const std::string_view bad :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
          "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "a\xe2\x82", "\xff"})
        EXPECT_FALSE(is_utf8(bad));
}

TEST(Length, CountsCharactersNotBytes) {
    EXPECT_EQ(length_in_characters(""), 0U);
    EXPECT_EQ(length_in_characters("Müller"), 6U);
    EXPECT_EQ(length_in_characters("山田^太郎"), 5U);
    EXPECT_EQ(length_in_characters("a\xff\xfe"), 3U);
}

TEST(Cut, NeverHalvesACharacter) {
    EXPECT_EQ(cut("Müller", 2), "Mü");
    EXPECT_EQ(cut("山田", 1), "山");
    EXPECT_EQ(cut("山田", 0), "");
    EXPECT_EQ(cut("山田", 2), "山田");
    EXPECT_EQ(cut("山田", 99), "山田");
}

struct CharactersRow {
    std::string_view text;
    std::string_view cleaned;
};

class WithoutControls : public testing::TestWithParam<CharactersRow> {};

TEST_P(WithoutControls, C14_LeavesInertText) {
    EXPECT_EQ(without_controls(GetParam().text), GetParam().cleaned);
}

using namespace std::string_view_literals;

constexpr CharactersRow kCharactersRows[] = {
    {"Müller 山田 😀", "Müller 山田 😀"},
    {"two\r\nlines\tand a tab", "two\r\nlines\tand a tab"},
    {"a\0b\x07"
     "c\x7f"sv,
     "abc"},
    {"\x1b$B;3ED\x1b(B", "$B;3ED(B"},  // no escape sequence is left for a reader of ISO 2022
    {"a\xc2\x85\xc2\x9b", "a"},        // C1
    {"a\xe2\x80\xae"
     "b\xe2\x81\xa6\xd8\x9c",
     "ab"},  // bidi
    {"\xef\xbb\xbf"
     "DOE",
     "DOE"},                       // BOM
    {"a\xff\xe2\x82", "a"},        // broken bytes
    {"\xc2\xe2\x80\x8e\x85", ""},  // whose removal makes no control out of the rest
};
INSTANTIATE_TEST_SUITE_P(Table, WithoutControls, testing::ValuesIn(kCharactersRows));

}  // namespace
}  // namespace mwl::text
