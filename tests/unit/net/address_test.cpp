#include "mwl/net/address.h"

#include <gtest/gtest.h>

namespace mwl::net {
namespace {

TEST(PeerAddress, PrintsIpv6InBracketsBeforeThePort) {
    EXPECT_EQ((PeerAddress{*IpAddress::parse("10.0.0.7"), 104}.str()), "10.0.0.7:104");
    EXPECT_EQ((PeerAddress{*IpAddress::parse("fe80::1"), 104}.str()), "[fe80::1]:104");
}

}  // namespace
}  // namespace mwl::net
