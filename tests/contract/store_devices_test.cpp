// Devices.
#include <gtest/gtest.h>

#include "contract/store_samples.h"

namespace mwl::test {
namespace {

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

class Devices : public ::testing::Test {
protected:
    StoreFixture fixture_;
};

TEST_F(Devices, AnImportComesBackAsItWas) {
    Device other = a_device("MR1");
    other.networks.clear();
    other.enabled = other.own_worklist_only = other.strict_mpps = false;
    other.hide_started = other.always_ff00 = true;
    EXPECT_EQ(fixture_.store->import_devices({other, a_device("CT1")}, an_act()), 2);
    EXPECT_EQ(without_rows(fixture_.store->devices()), (std::vector<Device>{a_device("CT1"), other}));
}

TEST_F(Devices, TheVersionRisesWithEveryChangeAndOnlyThen) {
    const auto before = fixture_.store->devices_version();
    (void)fixture_.store->import_devices({a_device("CT1")}, an_act());
    const auto after_import = fixture_.store->devices_version();
    EXPECT_GT(after_import, before);
    EXPECT_EQ(fixture_.store->import_devices({a_device("CT1")}, an_act()), 0);
    EXPECT_EQ(fixture_.store->devices_version(), after_import);
    Device changed = a_device("CT1");
    changed.description = "moved";
    EXPECT_EQ(fixture_.store->import_devices({changed}, an_act()), 1);
    EXPECT_GT(fixture_.store->devices_version(), after_import);
    EXPECT_EQ(fixture_.store->devices().size(), 1U);
}

TEST_F(Devices, AnImportIsOnRecordAndOneThatFailsIsNot) {
    (void)fixture_.store->import_devices({a_device("CT1"), a_device("CT2")}, an_act());
    EXPECT_EQ(fixture_.database.psql("select concat_ws('|', who, origin, act, why, detail) from audit"),
              "somebody|here|device import|a test|CT1, CT2");
    EXPECT_ANY_THROW((void)fixture_.store->import_devices({a_device("SEVENTEEN_LETTERS")}, an_act()));
    EXPECT_EQ(fixture_.database.psql("select count(*) from audit"), "1");
}

TEST_F(Devices, AChangeAtAPromptRaisesTheVersionToo) {
    (void)fixture_.store->import_devices({a_device("CT1")}, an_act());
    const auto before = fixture_.store->devices_version();
    (void)fixture_.database.psql("delete from device");
    EXPECT_GT(fixture_.store->devices_version(), before);
}

TEST_F(Devices, AnImportIsAllOrNothing) {
    const auto before = fixture_.store->devices_version();
    EXPECT_THROW(
        (void)fixture_.store->import_devices({a_device("CT1"), a_device("SEVENTEEN_LETTERS")}, an_act()),
        StoreError);
    EXPECT_TRUE(fixture_.store->devices().empty());
    EXPECT_EQ(fixture_.store->devices_version(), before);
}

}  // namespace
}  // namespace mwl::test
