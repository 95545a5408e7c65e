// Text cut at a separator, and without the padding around it.
#include "mwl/base/parts.h"

#include <gtest/gtest.h>

namespace mwl::base {
namespace {

using Parts = std::vector<std::string_view>;
using namespace std::string_literals;

TEST(Parts, ThereIsOneMoreThanSeparators) {
    EXPECT_EQ(parts_at("a^b^c", '^'), (Parts{"a", "b", "c"}));
    EXPECT_EQ(parts_at("^a^^", '^'), (Parts{"", "a", "", ""}));
    EXPECT_EQ(parts_at("whole", '^'), Parts{"whole"});
    EXPECT_EQ(parts_at("", '^'), Parts{""});
}

TEST(Parts, TakenOneAfterTheOtherTheyEndWithNothing) {
    std::string_view rest = "a^^b";
    EXPECT_EQ(take_part(rest, '^'), "a");
    EXPECT_EQ(take_part(rest, '^'), "");
    EXPECT_EQ(take_part(rest, '^'), "b");
    EXPECT_EQ(rest, "");
    EXPECT_EQ(take_part(rest, '^'), "");
}

TEST(Trimmed, TakesSpacesFromBothEndsAndLeavesThoseBetween) {
    const std::string text = "  A B ";
    EXPECT_EQ(trimmed(text), "A B");
    EXPECT_EQ(trimmed(text).data(), text.data() + 2) << "a view";
    EXPECT_EQ(trimmed(std::string_view("   ")), "");
    EXPECT_EQ(trimmed(std::string_view()), "");
}

TEST(Trimmed, NulsAreValuesUnlessTheyArePadding) {
    EXPECT_EQ(trimmed("A\0"s), "A\0"s);
    EXPECT_EQ(trimmed("\0 A \0\0"s, kDicomPadding), "A");
}

TEST(Joined, HasSeparatorsBetweenPartsOnly) {
    EXPECT_EQ(joined({}, ", "), "");
    EXPECT_EQ(joined({"a"}, ", "), "a");
    EXPECT_EQ(joined({"a", "b", "c"}, ", "), "a, b, c");
    std::string text;
    append_part(text, "a", "; ");
    append_part(text, "b", "; ");
    EXPECT_EQ(text, "a; b");
}

}  // namespace
}  // namespace mwl::base
