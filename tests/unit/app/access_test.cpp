// Who may open an association, and what a refusal says must be done (faults.md 3.2).

#include "app/access.h"

#include <gtest/gtest.h>

#include "support/fake_store.h"

namespace mwl::app {
namespace {

struct Devices final : test::FakeStore {
    std::vector<domain::Device> all;
    std::int64_t version = 1;

    std::vector<domain::Device> devices() override { return presence.unless_away(all); }
    std::int64_t devices_version() override { return presence.unless_away(version); }
};

AccessList network(const std::string& text) { return *AccessList::parse({text}); }

dicom::Caller caller(const std::string& ae, const std::string& ip) {
    dicom::Caller who;
    who.calling = AeTitle(ae);
    who.called = AeTitle("MWLBROKER");
    who.address.ip = *IpAddress::parse(ip);
    who.abstract_syntaxes = {dicom::kWorklistSopClass};
    return who;
}

class AccessTest : public ::testing::Test {
protected:
    AccessTest() {
        domain::Device xray;
        xray.ae = AeTitle("XRAY1");
        xray.networks = {"10.1.2.0/24"};
        store_.all = {xray};
    }
    // "" if it may come in, else why not.
    std::string refusal(const dicom::Caller& who) {
        const auto rejection = access_.admit(who);
        return rejection ? rejection->why : "";
    }
    void change(const std::function<void(domain::Device&)>& how) {
        how(store_.all.front());
        ++store_.version;
    }

    Devices store_;
    services::DeviceDirectory directory_{store_};
    Access access_{directory_, network("10.9.0.0/16")};
};

TEST_F(AccessTest, ADeviceComesInFromItsNetworkOnly) {
    EXPECT_EQ(refusal(caller("XRAY1", "10.1.2.3")), "");
    const auto elsewhere = refusal(caller("XRAY1", "10.1.3.3"));
    EXPECT_NE(elsewhere.find("device set 'XRAY1' networks=10.1.2.0/24,10.1.3.3"), std::string::npos)
        << elsewhere;
}

TEST_F(AccessTest, AStrangerIsToldTheTableToImport) {
    const auto rejection = access_.admit(caller("US9", "10.1.2.9"));
    ASSERT_TRUE(rejection);
    EXPECT_EQ(rejection->result, 1);
    EXPECT_EQ(rejection->source, 1);
    EXPECT_EQ(rejection->reason, 3) << "calling AE title not recognized, PS3.8 Table 9-21";
    EXPECT_NE(rejection->why.find("device = [{ae = 'US9', networks = ['10.1.2.9']}]"), std::string::npos)
        << rejection->why;
}

TEST_F(AccessTest, ADeviceThatWasLetInAMomentAgoIsLetInWithoutAQuestion) {
    EXPECT_EQ(refusal(caller("XRAY1", "10.1.2.3")), "");
    store_.presence.is_away = true;
    EXPECT_EQ(refusal(caller("XRAY1", "10.1.2.3")), "");
}

TEST_F(AccessTest, NobodyIsTurnedAwayForWhatWasReadBefore) {
    EXPECT_EQ(refusal(caller("XRAY1", "10.1.2.3")), "");
    EXPECT_NE(refusal(caller("XRAY1", "10.7.0.1")), "");
    change([](auto& device) { device.networks = {"10.7.0.0/16"}; });
    EXPECT_EQ(refusal(caller("XRAY1", "10.7.0.1")), "");
}

TEST_F(AccessTest, ADisabledDeviceStaysOutWhenItIsLookedUpAgain) {
    change([](auto& device) { device.enabled = false; });
    EXPECT_NE(refusal(caller("XRAY1", "10.1.2.3")).find("not enabled"), std::string::npos);
}

TEST_F(AccessTest, WithoutDatabaseAnUnreadDeviceIsAskedToComeAgain) {
    store_.presence.is_away = true;
    const auto rejection = access_.admit(caller("XRAY1", "10.1.2.3"));
    ASSERT_TRUE(rejection);
    EXPECT_EQ(rejection->result, 2) << "transient: the modality may try again";
}

TEST_F(AccessTest, APingNeedsNoDeviceFromAnEchoNetwork) {
    auto ping = caller("ANYBODY", "10.9.1.1");
    ping.abstract_syntaxes = {dicom::kVerificationSopClass};
    EXPECT_EQ(refusal(ping), "");
    ping.abstract_syntaxes.emplace_back(dicom::kWorklistSopClass);
    EXPECT_NE(refusal(ping), "") << "whoever asks for more than an echo is no ping";
}

TEST_F(AccessTest, EchoNetworksCanBeReplaced) {
    auto ping = caller("ANYBODY", "10.9.1.1");
    ping.abstract_syntaxes = {dicom::kVerificationSopClass};
    access_.use(network("192.0.2.0/24"));
    EXPECT_NE(refusal(ping), "");
    ping.address.ip = *IpAddress::parse("192.0.2.7");
    EXPECT_EQ(refusal(ping), "");
}

}  // namespace
}  // namespace mwl::app
