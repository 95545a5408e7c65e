// How often a use case waits for the database, counted on the wire: an order at most three times, a C-ECHO
// never, a C-FIND four times; an idle broker at most once a second.
#include <thread>

#include "contract/services_samples.h"
#include "contract/trip_counter.h"
#include "mwl/services/devices.h"
#include "mwl/services/housekeeper.h"

namespace mwl::test {
namespace services_round_trips_test {

class RoundTrips : public ::testing::Test {
protected:
    void SetUp() override {
        domain::Device device = device_named("CT1");
        device.networks = {"10.0.0.0/8"};
        import_devices(*store_, {device});
        take(order_message(1));  // connects, and prepares what is asked for
        (void)find();
    }

    void take(const OrderMessage& message) {
        const auto answers = intake_.accept({message.str(), "10.0.0.9"});
        ASSERT_EQ(answers.size(), 1U);
        ASSERT_EQ(hl7::parse_ack(answers.front())->code, hl7::AckCode::AA) << answers.front();
    }
    // As the broker answers: the device, as it stands now, and its worklist.
    std::size_t find() {
        const auto device = devices_.find(AeTitle("CT1"));
        return answers_.find(worklist_query(), device.value()).items.size();
    }

    MigratedDatabase database_;
    TripCounter counter_{folder_of(database_.connection())};
    FixedClock clock_;
    std::unique_ptr<store::Store> store_ =
        store::open_store(options_for(through(database_.connection(), counter_.folder())), clock_, Log());
    services::Intake intake_{*store_, {{{}}}, clock_, system_random(), Log()};
    services::Answers answers_{*store_, {}, clock_};
    services::DeviceDirectory devices_{*store_};
};

TEST_F(RoundTrips, AnOrderCostsTwo) {
    EXPECT_EQ(counter_.of([&] { take(order_message(2)); }), 2);
    EXPECT_EQ(counter_.of([&] { take(order_message(2, "XO", "20260701090000")); }), 2) << "an update";
    EXPECT_EQ(counter_.of([&] { take(order_message(2, "XO", "20260701080001")); }), 2) << "a stale one";
    EXPECT_EQ(counter_.of([&] { take(patient_message(2, "20260701110000")); }), 2) << "ADT";
    EXPECT_EQ(counter_.of([&] { take(order_message(2, "CA", "20260701120000")); }), 2) << "a cancel";
    EXPECT_EQ(counter_.of([&] { take(order_message(2)); }), 2) << "a repeat";
}

TEST_F(RoundTrips, AWorklistQueryCostsFour) {
    for (int n = 2; n <= 30; ++n) take(order_message(n));
    std::size_t items = 0;
    EXPECT_EQ(counter_.of([&] { items = find(); }), 4);
    EXPECT_EQ(items, 30U);
}

TEST_F(RoundTrips, ToLetADeviceInCostsNothing) {
    EXPECT_EQ(counter_.of([&] { EXPECT_TRUE(devices_.known(AeTitle("CT1"))); }), 0);
    const auto version = store_->devices_version();
    EXPECT_EQ(counter_.of([&] { devices_.notice(version); }), 0) << "nothing is new";
    domain::Device other = device_named("CT2");
    import_devices(*store_, {other});
    EXPECT_FALSE(devices_.known(AeTitle("CT2")));
    devices_.notice(store_->devices_version());
    EXPECT_TRUE(devices_.known(AeTitle("CT2")));
}

// Each turn of the housekeeper is one question; in the first few he does his chores.
TEST_F(RoundTrips, AnIdleBrokerAsksOnceATurn) {
    std::mutex mutex;
    std::condition_variable heard;
    std::vector<int> trips_at_pulse;
    services::Housekeeper housekeeper(
        *store_, {DestinationName("ris")}, {std::chrono::days(7), {}}, clock_, Log(), [] { return true; },
        [&](const store::Pulse& pulse) {
            EXPECT_FALSE(pulse.outbox_is_due);
            const std::lock_guard lock(mutex);
            trips_at_pulse.push_back(counter_.trips());
            heard.notify_all();
        });
    housekeeper.start();
    {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(heard.wait_for(lock, kPatience, [&] { return trips_at_pulse.size() >= 4; }));
    }
    housekeeper.stop();
    EXPECT_TRUE(housekeeper.state().is_good) << housekeeper.state().detail;
    for (std::size_t i = 1; i < trips_at_pulse.size(); ++i)
        EXPECT_EQ(trips_at_pulse[i] - trips_at_pulse[i - 1], 1);
}

}  // namespace services_round_trips_test
}  // namespace mwl::test
