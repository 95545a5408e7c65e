#include "mwl/base/trimmed.h"

#include <gtest/gtest.h>

namespace mwl::base {
namespace {

using namespace std::string_literals;

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

}  // namespace
}  // namespace mwl::base
