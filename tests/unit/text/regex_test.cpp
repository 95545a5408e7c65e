#include "mwl/text/regex.h"

#include <gtest/gtest.h>

namespace mwl::text {
namespace {

TEST(Regex, ReplacesEveryMatchAndKnowsItsGroups) {
    const auto regex = Regex::parse("(\\pL+)-(\\d+)");
    ASSERT_TRUE(regex.ok());
    EXPECT_EQ(regex->replaced("Ä-1, b-22", "\\2\\1"), "1Ä, 22b");
    EXPECT_EQ(regex->replaced("none", "x"), "none");
    EXPECT_EQ(*regex, *Regex::parse("(\\pL+)-(\\d+)"));
    EXPECT_FALSE(*regex == *Regex::parse("a"));
}

TEST(Regex, WhatCannotBeReadOrIsTooBigIsRefused) {
    for (const auto* const pattern : {"(a", "a**", "[z-a]", "(?=a)", "((((a{100}){100}){100}){100})"})
        EXPECT_EQ(Regex::parse(pattern).problem().code, Code::malformed) << pattern;
    EXPECT_TRUE(Regex::parse("a(b)")->has_groups_of("\\1"));
    EXPECT_FALSE(Regex::parse("ab")->has_groups_of("\\1"));
    EXPECT_FALSE(Regex::parse("ab")->has_groups_of("\\n"));
}

}  // namespace
}  // namespace mwl::text
