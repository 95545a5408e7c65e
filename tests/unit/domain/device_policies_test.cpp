// How a device is answered, as the database holds it.
#include "mwl/domain/device_policies.h"

#include <gtest/gtest.h>

namespace mwl::domain {
namespace {

Device with(const std::string& key, const std::optional<PolicyValue>& value, const std::string& json) {
    Device device;
    device.ae = AeTitle("CT1");
    take_policies(device, {{key, value, json}});
    return device;
}

TEST(DevicePolicies, TheDefaultsOfTheTableAreThoseOfADevice) {
    EXPECT_TRUE(policies_of(Device{}).empty());
    for (const auto& row : device_policies()) {
        EXPECT_EQ(row.standard, text_of(row.write(Device{}))) << row.key;
        EXPECT_FALSE(row.takes.empty() || row.meaning.empty()) << row.key;
        Device device;
        EXPECT_TRUE(take(row, device, row.key, row.write(Device{})).errors.empty()) << row.key;
    }
}

TEST(DevicePolicies, AValueThatIsWrongIsNeverAnsweredUnderADefaultInstead) {
    for (const auto& device :
         {with("zone", policy_value(std::string("Mars")), "\"Mars\""), with("charset", policy_value(7), "7"),
          with("answer_limit", std::nullopt, "1.5"), with("answer_limit", policy_value(-1), "-1")}) {
        ASSERT_NE(refusing_fault(device), nullptr);
        EXPECT_FALSE(refusing_fault(device)->is_unknown);
    }
}

TEST(DevicePolicies, OneThatAnotherVersionKnowsStopsNothingAndIsTold) {
    const auto device = with("answr_limit", policy_value(7), "7");
    EXPECT_EQ(refusing_fault(device), nullptr);
    ASSERT_EQ(device.faults.size(), 1U);
    EXPECT_EQ(to_string(device, device.faults.front()),
              "device CT1: policy answr_limit is 7 in the database: this program has no such policy; did you "
              "mean answer_limit?; mwlbroker device set 'CT1' answr_limit= removes it");
}

}  // namespace
}  // namespace mwl::domain
