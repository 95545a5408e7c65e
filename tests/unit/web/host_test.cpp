#include "web/host.h"

#include <gtest/gtest.h>

namespace mwl::web {
namespace {

const auto kArrivedAt = IpAddress::v4({10, 0, 0, 7});

TEST(Host, J7_OurAddressesAndNamesAreOurs) {
    for (const auto* const host : {"localhost", "LocalHost:8080", "127.0.0.1", "127.3.2.1:9", "[::1]",
                                   "[::1]:8080", "10.0.0.7:8080", "broker.hospital:8080", "BROKER.hospital"})
        EXPECT_TRUE(is_our_host(host, kArrivedAt, {"broker.hospital"})) << host;
}

TEST(Host, J7_EverybodyElsesNamesAreNot) {
    for (const auto* const host :
         {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.8", "[::2]", "[",
          "0.0.0.0", "2130706433", "127.1", "localhost@evil.example", "evil.example:127.0.0.1", "[evil]:80"})
        EXPECT_FALSE(is_our_host(host, kArrivedAt, {"broker.hospital"})) << host;
}

TEST(Host, J7_AnAddressOfAForwardedPortIsOursOnceItIsNamed) {
    EXPECT_FALSE(is_our_host("192.0.2.5:8080", kArrivedAt, {}));
    EXPECT_TRUE(is_our_host("192.0.2.5:8080", kArrivedAt, {"192.0.2.5"}));
}

TEST(Host, AnUnknownArrivalAddressMatchesNothing) { EXPECT_FALSE(is_our_host("10.0.0.7", IpAddress(), {})); }

}  // namespace
}  // namespace mwl::web
