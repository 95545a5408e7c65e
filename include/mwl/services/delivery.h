#pragma once
// Status messages out: claims from the outbox, has them sent, tries again with back-off across restarts.
// Order is kept per (destination, order) by the outbox; unrelated orders never wait.

#include <chrono>
#include <memory>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/services/destination_state.h"
#include "mwl/services/sender.h"
#include "mwl/store/outbox.h"

namespace mwl::services {

enum class OnRefusal { retry, park };

struct DeliveryRoute {
    DestinationName destination;
    std::unique_ptr<Sender> sender;
    OnRefusal on_refusal = OnRefusal::retry;
    std::chrono::seconds give_up_after{std::chrono::hours(24 * 7)};
    std::chrono::seconds claim_time{90};  // longer than one exchange with the receiver
    std::chrono::minutes alarm_after{5};  // a status that waits so long raises the alarm
};

struct BackOff {
    std::chrono::milliseconds first{5000};
    std::chrono::milliseconds most{300'000};
};
// first * 2^(attempts-1), at most `most`, +/- 10 % by `random`.
std::chrono::milliseconds wait_before_retry(int attempts, const BackOff& back_off, Random& random);

// Thread-safe. One thread per route.
//
// A message is written only after the connection stands, the outbox was asked whether lock and claim are
// still ours, and that question is younger than store::kClaimAnswerLasts by the boot clock: a broker that was
// slow to connect, or frozen since it asked, writes nothing. What remains: a broker that is frozen between
// the look at the clock and the write (a few instructions), or while a receiver takes a message in pieces;
// bytes that the network still holds; a lock whose session somebody ends in the moment between the answer and
// the write.
class Delivery {
public:
    Delivery(store::Outbox& outbox, std::vector<DeliveryRoute> routes, BackOff back_off, const Clock& clock,
             Random& random, Log log, const BootClock& boot_clock = system_boot_clock());
    ~Delivery();

    void start();
    // Finishes the message that is being sent (or cuts it after `grace`) and joins; one whose connection does
    // not stand yet is given back. May be called twice.
    void stop(std::chrono::milliseconds grace);
    // What becomes of this destination's failures from now on. Unknown destinations are passed over.
    void use(const DestinationName& destination, OnRefusal on_refusal, std::chrono::seconds give_up_after);
    // From when on a status for this destination has waited too long.
    void alarm_after(const DestinationName& destination, std::chrono::minutes time);
    // How it stands with each destination. Asks the database with one statement; if it is away, says what is
    // known without it. Raises the alarm (Alarm::destination_overdue) and ends it, as the threads do when
    // they see a failure.
    std::vector<DestinationState> destinations();
    // The same without the database.
    std::vector<DestinationState> known_destinations();
    // Something was queued, or came due: a route that holds the lock and found nothing asks the database
    // nothing until it is told.
    void wake();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::services
