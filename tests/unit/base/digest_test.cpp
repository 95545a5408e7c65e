#include "mwl/base/digest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace mwl {
namespace {

// FIPS 180-4 examples.
TEST(Sha256, GivesThePublishedVectors) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, CountsBytesBehindANul) {
    EXPECT_NE(sha256_hex(std::string_view("a\0b", 3)), sha256_hex(std::string_view("a\0c", 3)));
}

// BA7816BF8F… in base32 (RFC 4648): five bits a character.
TEST(ShortId, IsTheBeginningOfTheDigestInBase32) {
    EXPECT_EQ(short_id("abc"), "XJ4BNP4PAHH6");
    EXPECT_EQ(short_id("abc", 4), "XJ4B");
    EXPECT_EQ(short_id("abc", 51).substr(0, 12), short_id("abc"));
    EXPECT_EQ(short_id("abc", 51).size(), 51U);
}

TEST(ShortId, FitsAShortStringAndDiffersByOneCharacterOfItsSource) {
    EXPECT_EQ(short_id("HOSP|A1|XR-CHEST|1").size(), 12U);
    EXPECT_NE(short_id("HOSP|A1|XR-CHEST|1"), short_id("HOSP|A1|XR-CHEST|2"));
}

bool is_valid_uid(const std::string& uid) {
    if (uid.size() > 64 || !uid.starts_with("2.25.")) return false;
    const std::string number = uid.substr(5);
    return !number.empty() && (number == "0" || number.front() != '0') &&
           std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

// Stored orders carry these UIDs: a change of this value would give a resent order a second study.
TEST(UidFromName, NeverChanges) {
    EXPECT_EQ(uid_from_name("HOSP|4711|A1"), "2.25.186681749455648732128763487506420303243");
}

TEST(UidFromName, IsAValidUidForEveryName) {
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
        const std::string uid = uid_from_name("order " + std::to_string(i));
        EXPECT_TRUE(is_valid_uid(uid)) << uid;
        seen.insert(uid);
    }
    EXPECT_EQ(seen.size(), 2000U);
}

}  // namespace
}  // namespace mwl
