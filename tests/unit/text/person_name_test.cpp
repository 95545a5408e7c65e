#include "mwl/text/person_name.h"

#include <gtest/gtest.h>

namespace mwl::text {
namespace {

TEST(ParsePn, ReadsTheFiveComponents) {
    const PersonName name = parse_pn("Adams^John Robert Quincy^^Rev.^B.A. M.Div.");  // PS3.5 6.2.1.1
    EXPECT_EQ(name.alphabetic, (NameGroup{"Adams", "John Robert Quincy", "", "Rev.", "B.A. M.Div."}));
    EXPECT_TRUE(name.ideographic.empty());
    EXPECT_TRUE(name.phonetic.empty());
}

TEST(ParsePn, ReadsTheThreeGroups) {
    const PersonName name = parse_pn("Yamada^Tarou=山田^太郎=やまだ^たろう");  // PS3.5 Annex H
    EXPECT_EQ(name.alphabetic.family, "Yamada");
    EXPECT_EQ(name.ideographic, (NameGroup{"山田", "太郎", "", "", ""}));
    EXPECT_EQ(name.phonetic.given, "たろう");
}

TEST(ParsePn, AGroupMayStandAlone) {
    const PersonName name = parse_pn("=山田^太郎");
    EXPECT_TRUE(name.alphabetic.empty());
    EXPECT_EQ(name.ideographic.family, "山田");
    EXPECT_EQ(print_pn(name), "=山田^太郎");
}

TEST(ParsePn, KeepsWhatIsTooMuchInTheLastPart) {
    EXPECT_EQ(parse_pn("a^b^c^d^e^f^g").alphabetic.suffix, "e f g");
    EXPECT_EQ(print_pn(parse_pn("a=b=c=d")), "a=b=c d");
}

TEST(ParsePn, SpacesAroundComponentsMeanNothing) {
    EXPECT_EQ(parse_pn(" DOE ^ JANE MARY ").alphabetic, (NameGroup{"DOE", "JANE MARY", "", "", ""}));
    EXPECT_TRUE(parse_pn(" ^ = ").empty());
    EXPECT_TRUE(parse_pn("").empty());
}

TEST(PrintPn, LeavesTrailingDelimitersOut) {
    EXPECT_EQ(print_pn({{"DOE", "JANE", "", "", ""}, {}, {}}), "DOE^JANE");
    EXPECT_EQ(print_pn({{"DOE", "", "", "", "MD"}, {}, {}}), "DOE^^^^MD");
    EXPECT_EQ(print_pn({{"DOE", "", "", "", ""}, {}, {"ドウ", "", "", "", ""}}), "DOE==ドウ");
    EXPECT_EQ(print_pn({}), "");
}

TEST(PrintPn, ADelimiterInsideAPartMovesNothing) {
    EXPECT_EQ(print_pn({{R"(DOE^EVIL=X\Y)", "JANE", "", "", ""}, {}, {}}), "DOE EVIL X Y^JANE");
    EXPECT_EQ(print_group({"^DOE^", "=", "", "", ""}), "DOE");
}

TEST(PrintPn, ReadsBackAsItself) {
    for (const char* name : {"DOE^JANE", "DOE", "^JANE", "A^B^C^D^E=F^G=H", "Wang^XiaoDong=王^小东="})
        EXPECT_EQ(parse_pn(print_pn(parse_pn(name))), parse_pn(name)) << name;
}

}  // namespace
}  // namespace mwl::text
