// Delivery on the real outbox: in order, once each, through the loss of the database.
#include <gtest/gtest.h>

#include "contract/store_samples.h"
#include "unit/services/delivery_peers.h"

namespace mwl::test {
namespace services_delivery_test {

using services::Receiver;
using store::OutboxState;
using Payloads = std::vector<std::string>;

class DeliveryOnPostgres : public ::testing::Test {
protected:
    ~DeliveryOnPostgres() override {
        if (delivery_) delivery_->stop(services::kPatience);
    }

    void start() {
        std::vector<services::DeliveryRoute> routes(1);
        routes[0].destination = DestinationName("ris");
        routes[0].sender = ris_.sender();
        delivery_.emplace(store_->outbox(), std::move(routes), services::BackOff{}, clock_, chance_, Log());
        delivery_->start();
    }
    // The beginning and the end of the examination of order n, as an MPPS queues them.
    void examine(int n) {
        Effects effects = effects_of(n);
        effects.performed.push_back(a_performed_step(n));
        store_->run([&](store::UnitOfWork& work) {
            work.save(effects);
            for (const auto transition : {StatusTransition::in_progress, StatusTransition::completed}) {
                const auto id = std::to_string(n) + " " + std::string(name_of(transition));
                work.enqueue({DestinationName("ris"),
                              order_row(n),
                              {},
                              a_performed_step(n).uid,
                              transition,
                              id,
                              "bytes of " + id});
            }
        });
        if (delivery_) delivery_->wake();
    }
    std::int64_t count(OutboxState state) { return store_->records().status_counts().at(state); }
    static bool begins_before_it_ends(const Payloads& received, int n) {
        const auto place = [&](const std::string& what) {
            return std::ranges::find(received, "bytes of " + std::to_string(n) + " " + what);
        };
        return place("in progress") < place("completed") && place("completed") != received.end();
    }
    void terminate_sessions() {
        (void)database_.psql(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = "
            "current_database() and pid <> pg_backend_pid()");
    }

    MigratedDatabase database_;
    services::ManualClock clock_;
    services::NoChance chance_;
    std::unique_ptr<store::Store> store_ =
        store::open_store(options_for(database_.connection()), clock_, Log());
    Receiver ris_;
    std::optional<services::Delivery> delivery_;  // last: its threads use everything above
};

TEST_F(DeliveryOnPostgres, EachOrdersNewsArriveInOrderAndOnce) {
    for (int n = 1; n <= 10; ++n) examine(n);
    start();
    for (int n = 11; n <= 20; ++n) examine(n);
    ASSERT_TRUE(ris_.wait_for(40));
    delivery_->stop(services::kPatience);
    const auto received = ris_.received();
    EXPECT_EQ(received.size(), 40U);
    for (int n = 1; n <= 20; ++n) EXPECT_TRUE(begins_before_it_ends(received, n)) << n;
    EXPECT_EQ(count(OutboxState::sent), 40);
}

TEST_F(DeliveryOnPostgres, F6_WhenItsSessionsDieDeliveryGoesOnInOrder) {
    start();
    for (int n = 1; n <= 10; ++n) {
        examine(n);
        if (n % 3 == 0) terminate_sessions();
    }
    ASSERT_TRUE(ris_.wait_for(20));
    delivery_->stop(services::kPatience);
    const auto received = ris_.received();
    for (int n = 1; n <= 10; ++n) EXPECT_TRUE(begins_before_it_ends(received, n)) << n;
    EXPECT_EQ(count(OutboxState::sent), 20);
}

// The first broker's connection takes so long that its lock is lost meanwhile and the second broker tells the
// beginning and the end of the examination.
TEST_F(DeliveryOnPostgres, G14_TheLastStatusAtTheRisIsTheLastFactWhenTheLockIsLostDuringASlowConnect) {
    examine(1);
    const auto second = store::open_store(options_for(database_.connection()), clock_, Log());
    Payloads told_by_second;
    ris_.while_connecting([&] {
        if (!told_by_second.empty()) return;
        terminate_sessions();
        while (!second->outbox().hold_delivery_lock()) continue;
        for (int look = 0; look < 2; ++look)
            for (const auto& message :
                 second->outbox().claim(DestinationName("ris"), 8, std::chrono::seconds(60))) {
                told_by_second.push_back(message.payload);
                second->outbox().sent(message.row, "AA");
            }
        second->outbox().release_delivery_lock();
        examine(2);
    });
    start();
    ASSERT_TRUE(ris_.wait_for(2));
    delivery_->stop(services::kPatience);  // before what the hook uses goes
    EXPECT_EQ(told_by_second, (Payloads{"bytes of 1 in progress", "bytes of 1 completed"}));
    EXPECT_EQ(ris_.received(), (Payloads{"bytes of 2 in progress", "bytes of 2 completed"}));
    EXPECT_EQ(count(OutboxState::sent), 4);
}

TEST_F(DeliveryOnPostgres, AnotherBrokersDeliveryTakesOverWhatAStoppedOneLeft) {
    ris_.answers([](const auto&) { return Result<std::string>(Receiver::no_answer()); });
    examine(1);
    start();
    ASSERT_TRUE(ris_.wait_for(1));
    delivery_->stop(services::kPatience);
    EXPECT_EQ(count(OutboxState::waiting), 2) << "nothing stays claimed";
    ris_.answers([](const auto& id) { return Result<std::string>(Receiver::ack("AA", id)); });
    clock_.advance(std::chrono::minutes(10));
    store_ = store::open_store(options_for(database_.connection()), clock_, Log());
    start();
    ASSERT_TRUE(ris_.wait_for(3));
    delivery_->stop(services::kPatience);
    EXPECT_EQ(count(OutboxState::sent), 2);
}

}  // namespace services_delivery_test
}  // namespace mwl::test
