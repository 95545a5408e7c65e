// Devices.
#include <gtest/gtest.h>

#include "contract/store_samples.h"
#include "mwl/domain/device_policies.h"
#include "support/device_values.h"

namespace mwl::test {
namespace store_devices_test {

Device a_device(const std::string& ae) {
    Device device;
    device.ae = AeTitle(ae);
    device.networks = {"10.0.0.0/8", "fd00::/8"};
    device.zone = "Asia/Kolkata";
    device.charset = "ISO_IR 192";
    device.modality = "CT";
    device.description = "room \"7\", {left}";
    device.own_worklist_only = device.strict_mpps = true;
    device.answer_limit = 20;
    return device;
}

std::vector<Device> without_rows(std::vector<Device> devices) {
    for (auto& device : devices) device.row = {};
    return devices;
}

// "zone strict_mpps", with a question mark behind a key that is unknown.
std::string keys_of_faults(const Device& device) {
    std::string keys;
    for (const auto& fault : device.faults)
        keys += (keys.empty() ? "" : " ") + fault.key + (fault.is_unknown ? "?" : "");
    return keys;
}

class Devices : public ::testing::Test {
protected:
    StoreFixture fixture_;
};

TEST_F(Devices, AnImportComesBackAsItWas) {
    Device other = a_device("MR1");
    other.networks.clear();
    other.enabled = other.own_worklist_only = other.strict_mpps = false;
    other.hide_started = other.always_ff00 = true;
    import_devices(*fixture_.store, {other, a_device("CT1")});
    EXPECT_EQ(without_rows(fixture_.store->devices()), (std::vector<Device>{a_device("CT1"), other}));
}

TEST_F(Devices, EveryPolicyOfTheTableComesBackFromTheDatabase) {
    for (const auto& row : device_policies()) {
        Device device = a_device("CT1");
        const auto plain = row.write(Device{});
        const auto other = another_value(row);
        ASSERT_TRUE(take(row, device, row.key, other).errors.empty()) << row.key;
        import_devices(*fixture_.store, {device});
        EXPECT_EQ(row.write(fixture_.store->devices().at(0)), other) << row.key;
        ASSERT_TRUE(take(row, device, row.key, plain).errors.empty()) << row.key;
        import_devices(*fixture_.store, {device});
        EXPECT_EQ(row.write(fixture_.store->devices().at(0)), plain) << row.key;
    }
}

TEST_F(Devices, OnlyWhatDiffersFromTheDefaultsIsKeptInOneColumn) {
    Device device = a_device("CT1");
    device.zone.clear();
    import_devices(*fixture_.store, {device});
    EXPECT_EQ(
        fixture_.database.psql("select policies from device"),
        R"({"charset": "ISO_IR 192", "strict_mpps": true, "answer_limit": 20, "own_worklist_only": true})");
}

TEST_F(Devices, TheVersionRisesWithEveryChangeAndOnlyThen) {
    const auto before = fixture_.store->devices_version();
    import_devices(*fixture_.store, {a_device("CT1")});
    const auto after_import = fixture_.store->devices_version();
    EXPECT_GT(after_import, before);
    import_devices(*fixture_.store, {a_device("CT1")});
    EXPECT_EQ(fixture_.store->devices_version(), after_import);
    Device changed = a_device("CT1");
    changed.always_ff00 = true;
    import_devices(*fixture_.store, {changed});
    EXPECT_GT(fixture_.store->devices_version(), after_import);
    EXPECT_EQ(fixture_.store->devices().size(), 1U);
}

TEST_F(Devices, AChangeIsOnRecordAndOneThatFailsIsNot) {
    import_devices(*fixture_.store, {a_device("CT1"), a_device("CT2")});
    const auto records = [&] {
        return fixture_.database.psql("select concat_ws('|', who, origin, act, why, detail) from audit");
    };
    EXPECT_EQ(records(), "somebody|here|device import|a test|a test's");
    EXPECT_ANY_THROW(import_devices(*fixture_.store, {a_device("SEVENTEEN_LETTERS")}));
    const auto refuse = [](const std::vector<Device>&) -> store::DeviceChanges { throw ConfigError("no"); };
    EXPECT_THROW(fixture_.store->edit_devices("device set", an_act(), refuse), ConfigError);
    fixture_.store->edit_devices("device set", an_act(), [](const auto&) { return store::DeviceChanges{}; });
    EXPECT_EQ(records(), "somebody|here|device import|a test|a test's");
}

TEST_F(Devices, ARemovedOneIsGoneAndTheVersionRises) {
    import_devices(*fixture_.store, {a_device("CT1"), a_device("CT2")});
    const auto before = fixture_.store->devices_version();
    fixture_.store->edit_devices("device remove", an_act(), [](const std::vector<Device>& all) {
        EXPECT_EQ(without_rows(all), (std::vector{a_device("CT1"), a_device("CT2")}));
        return store::DeviceChanges{{}, {AeTitle("CT1")}, "CT1"};
    });
    EXPECT_EQ(without_rows(fixture_.store->devices()), std::vector{a_device("CT2")});
    EXPECT_GT(fixture_.store->devices_version(), before);
}

TEST_F(Devices, AChangeAtAPromptRaisesTheVersionToo) {
    import_devices(*fixture_.store, {a_device("CT1")});
    const auto before = fixture_.store->devices_version();
    (void)fixture_.database.psql("delete from device");
    EXPECT_GT(fixture_.store->devices_version(), before);
}

TEST_F(Devices, AnImportIsAllOrNothing) {
    const auto before = fixture_.store->devices_version();
    EXPECT_THROW(import_devices(*fixture_.store, {a_device("CT1"), a_device("SEVENTEEN_LETTERS")}),
                 StoreError);
    EXPECT_TRUE(fixture_.store->devices().empty());
    EXPECT_EQ(fixture_.store->devices_version(), before);
}

TEST_F(Devices, WhatSomebodyWroteByHandStopsNoOtherDeviceAndIsKeptUntilItIsMended) {
    import_devices(*fixture_.store, {a_device("CT1"), a_device("CT2")});
    (void)fixture_.database.psql(
        R"(update device set policies = '{"zone": "Mars", "of_tomorrow": {"a": [1e999]}, "answer_limit": 1.5,
           "strict_mpps": null, "always_ff00": true}' where ae = 'CT1')");
    auto devices = without_rows(fixture_.store->devices());
    EXPECT_EQ(devices.at(1), a_device("CT2"));
    Device wrong = devices.at(0);
    EXPECT_TRUE(wrong.always_ff00) << "the others are read";
    EXPECT_EQ(keys_of_faults(wrong), "answer_limit of_tomorrow? strict_mpps zone");
    EXPECT_EQ(to_string(wrong, wrong.faults.at(3)),
              "device CT1: policy zone is \"Mars\" in the database: \"Mars\" is no time zone; write an IANA "
              "name such as \"Europe/Berlin\"; mwlbroker device set 'CT1' zone=VALUE mends it");
    const auto before = fixture_.database.psql("select policies from device where ae = 'CT1'");
    import_devices(*fixture_.store, {wrong});
    EXPECT_EQ(fixture_.database.psql("select policies from device where ae = 'CT1'"), before);
}

}  // namespace store_devices_test
}  // namespace mwl::test
