// Text cut at a separator.
#include "mwl/base/parts.h"

#include <gtest/gtest.h>

namespace mwl::base {
namespace {

using Parts = std::vector<std::string_view>;

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

}  // namespace
}  // namespace mwl::base
