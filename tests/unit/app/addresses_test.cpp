// Addresses on the command line.

#include <gtest/gtest.h>

#include "app/commands.h"
#include "mwl/base/error.h"

namespace mwl::app {
namespace {

TEST(HostAndPort, IsReadInEverySpellingOfAHost) {
    EXPECT_EQ(host_and_port("127.0.0.1:2575").host, "127.0.0.1");
    EXPECT_EQ(host_and_port("ris.example:2575").host, "ris.example");
    EXPECT_EQ(host_and_port("[::1]:65535").host, "::1");
    EXPECT_EQ(host_and_port("[::1]:65535").port, 65535);
}

TEST(HostAndPort, WhatIsNoAddressIsQuoted) {
    for (const std::string text :
         {"", "host", "host:", ":2575", "host:0", "host:65536", "host:25x", "host:-1"})
        try {
            (void)host_and_port(text);
            ADD_FAILURE() << text << " was taken";
        } catch (const ConfigError& error) {
            EXPECT_NE(std::string(error.what()).find('"' + text + '"'), std::string::npos) << error.what();
        }
}

}  // namespace
}  // namespace mwl::app
