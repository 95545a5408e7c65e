#pragma once
// Status messages out: claims from the outbox, sends, checks the acknowledgement, tries again with back-off
// across restarts. Order is kept per (destination, order) by the outbox; unrelated orders never wait.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/base/result.h"
#include "mwl/store/outbox.h"

namespace mwl::services {

// The way to one receiver (a seam). One thread at a time. After a Problem the connection is closed, so that a
// late acknowledgement is never taken for the next message's.
class Sender {
public:
    virtual ~Sender() = default;
    // Sends one message and returns the acknowledgement that came back, unframed.
    virtual Result<std::string> send(const std::string& payload) = 0;
    // The last reply was not what it should be: whatever still comes on this connection belongs to nobody.
    virtual void drop_connection() noexcept = 0;
    // Ends a send in progress, from another thread; later sends fail at once.
    virtual void cut() noexcept = 0;
};

enum class OnNegativeAck { retry, park };

struct DeliveryRoute {
    DestinationName destination;
    std::unique_ptr<Sender> sender;
    OnNegativeAck on_negative_ack = OnNegativeAck::retry;
    std::chrono::seconds give_up_after{std::chrono::hours(24 * 7)};
    std::chrono::seconds claim_time{90};  // longer than the sender's own time-outs together
};

struct BackOff {
    std::chrono::milliseconds first{5000};
    std::chrono::milliseconds most{300'000};
};
// first * 2^(attempts-1), at most `most`, +/- 10 % by `random`.
std::chrono::milliseconds wait_before_retry(int attempts, const BackOff& back_off, Random& random);

// Thread-safe. One thread per route.
class Delivery {
public:
    Delivery(store::Outbox& outbox, std::vector<DeliveryRoute> routes, BackOff back_off, const Clock& clock,
             Random& random, Log log);
    ~Delivery();

    void start();
    // Finishes the message in hand (or cuts it after `grace`) and joins. May be called twice.
    void stop(std::chrono::milliseconds grace);
    // What becomes of this destination's failures from now on. Unknown destinations are passed over.
    void use(const DestinationName& destination, OnNegativeAck on_negative_ack,
             std::chrono::seconds give_up_after);
    // Something was queued: look now instead of at the next tick.
    void wake();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::services
