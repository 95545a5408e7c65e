#include "mwl/base/thrown.h"

#include <gtest/gtest.h>

#include <new>
#include <vector>

namespace mwl {
namespace {

template <typename Thrown>
std::string told(const Thrown& thrown) {
    try {
        throw thrown;
    } catch (...) {
        return what_was_thrown();
    }
}

TEST(WhatWasThrown, IsTheTextOfOurOwnErrors) {
    EXPECT_EQ(told(StoreError("no session left")), "no session left");
    EXPECT_EQ(told(NetworkError("no route")), "no route");
    EXPECT_EQ(told(ConfigError("line 3")), "line 3");
}

TEST(WhatWasThrown, OfAnyOtherTypeNamesTheType) {
    EXPECT_EQ(told(std::out_of_range("at 7")), "std::out_of_range: at 7");
    EXPECT_EQ(told(std::bad_alloc()), "std::bad_alloc: std::bad_alloc");
    EXPECT_EQ(told(42), "an exception of type int");
}

TEST(StoreErrors, AboutContentAreThoseThatEveryRepeatMeets) {
    for (const char* state : {"22001", "22021", "23505", "23514", "54000"})
        EXPECT_TRUE(is_about_content(StoreError("", state))) << state;
    for (const char* state : {"", "08006", "40001", "40P01", "53100", "53200", "57014", "57P01"})
        EXPECT_FALSE(is_about_content(StoreError("", state))) << state;
}

}  // namespace
}  // namespace mwl
