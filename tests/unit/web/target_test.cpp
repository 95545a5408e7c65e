#include "web/target.h"

#include <gtest/gtest.h>

namespace mwl::web {
namespace {

using Segments = std::vector<std::string>;

TEST(Target, SegmentsAreDecodedAfterThePathWasSplit) {
    const auto target = parse_target("/orders/A%2F1%20b?issuer=R%26S&names=1&names=2");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->segments, (Segments{"orders", "A/1 b"}));
    EXPECT_EQ(target->parameter("issuer"), "R&S");
    EXPECT_EQ(target->parameter("names"), "1");
    EXPECT_EQ(target->parameter("absent"), "");
}

TEST(Target, TheRootHasNoSegments) {
    ASSERT_TRUE(parse_target("/"));
    EXPECT_TRUE(parse_target("/")->segments.empty());
    EXPECT_TRUE(parse_target("/?day=20261120"));
}

class RefusedTarget : public ::testing::TestWithParam<const char*> {};
TEST_P(RefusedTarget, J3_LeadsNowhere) { EXPECT_FALSE(parse_target(GetParam())); }
INSTANTIATE_TEST_SUITE_P(Paths, RefusedTarget,
                         ::testing::Values("", "*", "orders", "http://evil.example/", "/../../etc/passwd",
                                           "/%2e%2e/%2e%2e/etc/passwd", "/assets/..", "/assets/.",
                                           "/assets/%2e", "/assets/page.css%00.txt", "/a\\b", "/a%5Cb", "//",
                                           "//evil.example/x", "/messages/", "/a%", "/a%4", "/a%zz",
                                           "/a%0d%0ab", "/?names=%0d%0aX:1", "/?names=%"));

}  // namespace
}  // namespace mwl::web
