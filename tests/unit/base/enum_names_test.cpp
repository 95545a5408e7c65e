// Names of enumerations: one table, both directions.
#include "mwl/base/enum_names.h"

#include <gtest/gtest.h>

namespace mwl::base {
namespace {

enum class Light { red = 2, amber, green };

constexpr auto kLights = enum_names<Light>({
    {Light::red, "red"},
    {Light::amber, "amber"},
    {Light::green, "green"},
});
static_assert(kLights.named("amber") == Light::amber);

TEST(EnumNames, EachValueHasItsNameAndEachNameItsValue) {
    for (const auto light : kLights.values()) EXPECT_EQ(kLights.named(kLights.of(light)), light);
    EXPECT_STREQ(kLights.of(Light::green), "green");
    EXPECT_EQ(kLights.named("blue"), std::nullopt);
    EXPECT_EQ(kLights.named(""), std::nullopt);
}

TEST(EnumNames, AValueWithoutARowHasNoName) {
    EXPECT_STREQ(kLights.of(static_cast<Light>(1)), "");
    EXPECT_STREQ(kLights.of(static_cast<Light>(5)), "");
}

TEST(EnumNames, ATableWithAGapOrOutOfOrderIsRefused) {
    EXPECT_THROW((void)enum_names<Light>({{Light::red, "red"}, {Light::green, "green"}}), std::logic_error);
    EXPECT_THROW((void)enum_names<Light>({{Light::amber, "amber"}, {Light::red, "red"}}), std::logic_error);
}

}  // namespace
}  // namespace mwl::base
