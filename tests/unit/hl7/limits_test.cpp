#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "mwl/hl7/message.h"
#include "sample_message.h"

namespace mwl::hl7 {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::string place_over_limit(std::string_view bytes, const ParseLimits& limits = {}) {
    const auto message = Message::parse(bytes, {.limits = limits});
    if (message) return "was read";
    return message.problem().code == Code::too_large ? message.problem().where
                                                     : name_of(message.problem().code);
}

TEST(Limits, C12_SegmentsUpToTheLimitAreRead) {
    EXPECT_EQ(place_over_limit(with_segments(repeated("NTE|1\r", 4999))), "was read");
    EXPECT_EQ(place_over_limit(with_segments(repeated("NTE|1\r", 5000))), "segment 5001");
    EXPECT_EQ(place_over_limit(with_segments(repeated("NTE|1\r", 10'000))), "segment 5001");
}

TEST(Limits, C12_FieldsUpToTheLimitAreRead) {
    EXPECT_EQ(place_over_limit(with_segments("OBR" + repeated("|", 1000) + "\r")), "was read");
    EXPECT_EQ(place_over_limit(with_segments("OBR" + repeated("|", 1001) + "\r")), "OBR[1]-1001");
    EXPECT_EQ(place_over_limit(with_segments("OBR|1\rOBR" + repeated("|x", 100'000) + "\r")), "OBR[2]-1001");
}

TEST(Limits, C12_RepetitionsUpToTheLimitAreRead) {
    EXPECT_EQ(place_over_limit(with_segments("PID|1||" + repeated("~", 999) + "\r")), "was read");
    EXPECT_EQ(place_over_limit(with_segments("PID|1||" + repeated("~", 1000) + "\r")), "PID[1]-3");
    EXPECT_EQ(place_over_limit(with_segments("PID|1||" + repeated("~", 1'000'000) + "\r")), "PID[1]-3");
}

TEST(Limits, C12_FieldBytesUpToTheLimitAreRead) {
    EXPECT_EQ(place_over_limit(with_segments("NTE|1||" + repeated("x", 65'536) + "\r")), "was read");
    EXPECT_EQ(place_over_limit(with_segments("NTE|1||" + repeated("x", 65'537) + "\r")), "NTE[1]-3");
    EXPECT_EQ(place_over_limit("MSH|^~\\&|" + repeated("x", 65'537)), "MSH[1]-3");
}

TEST(Limits, B8_MessageBytesUpToTheLimitAreRead) {
    const auto bytes = std::string(kOrder);
    EXPECT_EQ(place_over_limit(bytes, {.message_bytes = bytes.size()}), "was read");
    EXPECT_EQ(place_over_limit(bytes, {.message_bytes = bytes.size() - 1}), "");
}

TEST(Limits, C12_AFieldFullOfEscapesIsDecoded) {
    const auto value = repeated("\\", 60'000);
    EXPECT_EQ(parsed(with_segments("NTE|1||" + value + "\r")).at("NTE-3").text(), value);
    const auto hex = repeated("\\X41\\", 12'000);
    EXPECT_EQ(parsed(with_segments("NTE|1||" + hex + "\r")).at("NTE-3").text(), repeated("A", 12'000));
}

}  // namespace
}  // namespace mwl::hl7
