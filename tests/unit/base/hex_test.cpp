// Hexadecimal digits, as DICOM, HL7, digests and the database have them.
#include "mwl/base/hex.h"

#include <gtest/gtest.h>

namespace mwl::base {
namespace {

TEST(Hex, NumbersHaveAtLeastTheDigitsAskedFor) {
    EXPECT_EQ(upper_hex(0xA700, 4), "A700");
    EXPECT_EQ(upper_hex(0, 4), "0000");
    EXPECT_EQ(upper_hex(0x1F600, 4), "1F600");
    EXPECT_EQ(lower_hex(0xABC, 1), "abc");
    EXPECT_EQ(lower_hex(0, 1), "0");
    EXPECT_EQ(lower_hex(~std::uint64_t{0}, 16), "ffffffffffffffff");
}

TEST(Hex, BytesComeBackAsTheyWere) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    EXPECT_EQ(hex_of_bytes(std::string_view("\x00\x0d\xff", 3)), "000dff");
    EXPECT_EQ(hex_of_bytes({}), "");
    EXPECT_EQ(bytes_of_hex(hex_of_bytes(all)), all);
}

TEST(Hex, DigitsAreReadInEitherCaseAndNothingElse) {
    EXPECT_EQ(bytes_of_hex("0D0a"), "\r\n");
    for (const auto* const none : {"", "0", "0D0", "0G", "g0", "0x", " 0", "-1", "+1"})
        EXPECT_EQ(bytes_of_hex(none), std::nullopt) << none;
}

}  // namespace
}  // namespace mwl::base
