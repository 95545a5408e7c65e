#include <gtest/gtest.h>

#include "mwl/text/charset.h"

namespace mwl::text {
namespace {

constexpr Charset kAll[] = {Charset::ascii,  Charset::latin1,   Charset::latin2, Charset::latin3,
                            Charset::latin4, Charset::cyrillic, Charset::arabic, Charset::greek,
                            Charset::hebrew, Charset::latin5,   Charset::latin9, Charset::windows_1252,
                            Charset::utf8,   Charset::gb18030,  Charset::big5};

TEST(Hl7CharsetNames, ReadBackWhatWeWrite) {
    for (const Charset charset : kAll) {
        const auto named = charset_of_hl7(hl7_name(charset));
        ASSERT_TRUE(named) << hl7_name(charset);
        EXPECT_EQ(named->charset, charset) << hl7_name(charset);
        EXPECT_EQ(named->is_alias, charset == Charset::windows_1252) << hl7_name(charset);
    }
}

struct AliasRow {
    std::string_view name;
    Charset charset;
    bool is_alias;
};

class Hl7CharsetName : public testing::TestWithParam<AliasRow> {};

TEST_P(Hl7CharsetName, IsKnownAndAnAliasIsTold) {
    const auto named = charset_of_hl7(GetParam().name);
    ASSERT_TRUE(named) << GetParam().name;
    EXPECT_EQ(named->charset, GetParam().charset) << GetParam().name;
    EXPECT_EQ(named->is_alias, GetParam().is_alias) << GetParam().name;
}

constexpr AliasRow kAliasRows[] = {
    {"", Charset::ascii, false},
    {"ASCII", Charset::ascii, false},
    {"US-ASCII", Charset::ascii, true},
    {"8859/1", Charset::latin1, false},
    {" 8859/1 ", Charset::latin1, false},
    {"8859-1", Charset::latin1, true},
    {"ISO-8859-1", Charset::latin1, true},
    {"iso_8859-1", Charset::latin1, true},
    {"ISO8859-1", Charset::latin1, true},
    {"ISO_IR 100", Charset::latin1, true},
    {"8859/15", Charset::latin9, false},
    {"ISO 8859-15", Charset::latin9, true},
    {"WINDOWS-1252", Charset::windows_1252, true},
    {"cp1252", Charset::windows_1252, true},
    {"UNICODE UTF-8", Charset::utf8, false},
    {"UTF-8", Charset::utf8, true},
    {"utf8", Charset::utf8, true},
    {"UNICODE", Charset::utf8, true},
    {"ISO_IR 192", Charset::utf8, true},
    {"GB 18030-2000", Charset::gb18030, false},
    {"GB18030", Charset::gb18030, true},
    {"BIG-5", Charset::big5, false},
    {"Big5", Charset::big5, true},
};
INSTANTIATE_TEST_SUITE_P(Table, Hl7CharsetName, testing::ValuesIn(kAliasRows));

TEST(Hl7CharsetNames, C3_WhatWeCannotReadIsRefusedByName) {
    for (const char* name :
         {"UNICODE UTF-16", "UNICODE UTF-32", "UTF-16", "ISO IR87", "8859/10", "8859/16", "EBCDIC", "///"}) {
        const auto named = charset_of_hl7(name);
        ASSERT_FALSE(named) << name;
        EXPECT_EQ(named.problem().code, Code::wrong_charset);
        EXPECT_NE(named.problem().what.find(name), std::string::npos) << named.problem().what;
    }
}

TEST(Hl7CharsetNames, AForeignNameIsBoundedAndInertInTheProblem) {
    const auto named = charset_of_hl7(std::string("\x1b[2J") + std::string(10'000, 'x'));
    ASSERT_FALSE(named);
    EXPECT_LT(named.problem().what.size(), 300U);
    EXPECT_EQ(named.problem().what.find('\x1b'), std::string::npos);
}

TEST(DicomCharsetTerms, ReadBackWhatWeWrite) {
    for (const Charset charset : kAll) {
        if (charset == Charset::windows_1252 || charset == Charset::big5) {
            EXPECT_EQ(dicom_term(charset), "");
            continue;
        }
        const auto read = charset_of_dicom(dicom_term(charset));
        ASSERT_TRUE(read) << dicom_term(charset);
        EXPECT_EQ(*read, charset);
    }
}

TEST(DicomCharsetTerms, AreTheStandards) {
    EXPECT_EQ(*charset_of_dicom("ISO_IR 192"), Charset::utf8);
    EXPECT_EQ(*charset_of_dicom("ISO_IR 100 "), Charset::latin1);
    EXPECT_EQ(*charset_of_dicom("ISO_IR 6"), Charset::ascii);
    EXPECT_EQ(*charset_of_dicom("GBK"), Charset::gb18030);
    for (const char* term : {"ISO 2022 IR 87", "iso_ir 100", "UTF-8", "ISO_IR", "ISO_IR 13"})
        EXPECT_EQ(charset_of_dicom(term).problem().code, Code::wrong_charset) << term;
}

TEST(CharsetKinds, TwoHaveTrailBytesThatLookLikeDelimiters) {
    for (const Charset charset : kAll)
        EXPECT_EQ(needs_decoding_before_splitting(charset),
                  charset == Charset::gb18030 || charset == Charset::big5)
            << hl7_name(charset);
}

}  // namespace
}  // namespace mwl::text
