#pragma once
// Delivery between an outbox and receivers in memory, with clocks that the test moves.

#include <gtest/gtest.h>

#include "unit/net/peers.h"
#include "unit/services/delivery_peers.h"

namespace mwl::services {

using store::OutboxState;
using namespace std::chrono_literals;
using Payloads = std::vector<std::string>;
using Answer = Result<std::string>;

class DeliveryTest : public ::testing::Test {
protected:
    void TearDown() override {
        if (delivery_) delivery_->stop(kPatience);
    }

    DeliveryRoute& route(const std::string& name, Receiver& receiver) {
        DeliveryRoute route;
        route.destination = DestinationName(name);
        route.sender = receiver.sender();
        routes_.push_back(std::move(route));
        return routes_.back();
    }
    DeliveryRoute& to_ris() { return route("ris", ris_); }
    void start() {
        if (routes_.empty()) to_ris();
        delivery_.emplace(outbox_, std::move(routes_), BackOff{}, clock_, chance_, Log(log_), boot_clock_);
        delivery_->start();
    }
    void pass(std::chrono::seconds time) {
        ASSERT_TRUE(outbox_.wait_until_quiet());
        clock_.advance(time);
        delivery_->wake();
    }
    bool wait_for_retry(const std::string& control_id, int attempts) {
        return outbox_.wait_until([&](const auto& rows) {
            return std::ranges::any_of(rows, [&](const auto& row) {
                return row.message.control_id == control_id && row.message.attempts == attempts &&
                       row.message.state == OutboxState::waiting;
            });
        });
    }

    ManualClock clock_;
    ManualBootClock boot_clock_;
    NoChance chance_;
    std::shared_ptr<test::KeptLog> log_ = std::make_shared<test::KeptLog>();
    MemoryOutbox outbox_{clock_};
    Receiver ris_;
    std::vector<DeliveryRoute> routes_;
    std::optional<Delivery> delivery_;  // last: its threads use everything above
};

}  // namespace mwl::services
