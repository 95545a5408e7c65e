#include "mwl/base/access_list.h"

#include <gtest/gtest.h>

namespace mwl::base {
namespace {

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }
Network network(std::string_view text) { return *Network::parse(text); }

TEST(IpAddress, MappedIpv4IsTheIpv4AddressSoThatOneHostHasOneValue) {
    EXPECT_EQ(ip("::ffff:10.0.0.7"), ip("10.0.0.7"));
    EXPECT_TRUE(ip("::ffff:10.0.0.7").is_v4());
    EXPECT_EQ(ip("::ffff:10.0.0.7").str(), "10.0.0.7");
}

TEST(IpAddress, OnlyNumericAddressesAreRead) {
    EXPECT_TRUE(IpAddress::parse("fe80::1").ok());
    for (const auto* text : {"", "localhost", "10.0.0", "10.0.0.256", "1.2.3.4 ", "::g"})
        EXPECT_FALSE(IpAddress::parse(text).ok()) << text;
    EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0x", 9)).ok());
}

TEST(IpAddress, UnknownEqualsOnlyItself) {
    EXPECT_FALSE(IpAddress{}.is_known());
    EXPECT_NE(IpAddress{}, ip("0.0.0.0"));
    EXPECT_EQ(IpAddress{}.str(), "unknown");
}

TEST(Network, ContainsExactlyTheAddressesUnderItsPrefix) {
    EXPECT_TRUE(network("10.1.0.0/16").contains(ip("10.1.255.255")));
    EXPECT_FALSE(network("10.1.0.0/16").contains(ip("10.2.0.0")));
    EXPECT_TRUE(network("10.1.2.3").contains(ip("10.1.2.3")));
    EXPECT_FALSE(network("10.1.2.3").contains(ip("10.1.2.2")));
    EXPECT_TRUE(network("192.168.8.0/21").contains(ip("192.168.15.1")));
    EXPECT_FALSE(network("192.168.8.0/21").contains(ip("192.168.16.1")));
    EXPECT_TRUE(network("fd00::/8").contains(ip("fdff::1")));
}

TEST(Network, FamiliesDoNotContainEachOtherAndUnknownIsNowhere) {
    EXPECT_FALSE(network("::/0").contains(ip("10.0.0.1")));
    EXPECT_FALSE(network("0.0.0.0/0").contains(ip("::1")));
    EXPECT_FALSE(network("0.0.0.0/0").contains(IpAddress{}));
}

TEST(Network, MappedNetworkIsTheIpv4Network) {
    EXPECT_EQ(network("::ffff:10.0.0.0/104"), network("10.0.0.0/8"));
}

TEST(Network, BitsAfterThePrefixAreRefusedWithTheNetworkMeant) {
    const auto result = Network::parse("10.1.2.3/16");
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.problem().what.find("10.1.0.0/16"), std::string::npos);
}

TEST(Network, PrefixMustBeANumberInRange) {
    for (const auto* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "::/129"})
        EXPECT_FALSE(Network::parse(text).ok()) << text;
}

TEST(AccessList, SaysWhichEntryIsWrong) {
    const auto list = AccessList::parse({"10.0.0.0/8", "nonsense"});
    ASSERT_FALSE(list.ok());
    EXPECT_EQ(list.problem().where, "[1]");
}

TEST(AccessList, EmptyListContainsNobody) {
    EXPECT_FALSE(AccessList{}.contains(ip("127.0.0.1")));
    EXPECT_TRUE(AccessList::parse({"10.0.0.0/8", "127.0.0.1"})->contains(ip("127.0.0.1")));
}

}  // namespace
}  // namespace mwl::base
