#include "mwl/base/snapshot.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace mwl {
namespace {

TEST(Snapshot, AReaderKeepsTheValueItBeganWith) {
    Snapshot<std::string> text("old");
    const auto begun = text.get();
    text.set("new");
    EXPECT_EQ(*begun, "old");
    EXPECT_EQ(*text.get(), "new");
}

TEST(Snapshot, NobodySeesHalfAValue) {
    Snapshot<std::vector<int>> numbers({0, 0, 0});
    std::jthread writer([&] {
        for (int i = 1; i <= 2000; ++i) numbers.set({i, i, i});
    });
    for (int last = 0; last < 2000;) {
        const auto seen = numbers.get();
        ASSERT_EQ(*seen, std::vector<int>(3, seen->front()));
        ASSERT_GE(seen->front(), last);
        last = seen->front();
    }
}

}  // namespace
}  // namespace mwl
