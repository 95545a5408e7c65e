#pragma once
// Status messages out: claims them from the outbox, has them sent, tries again with back-off across restarts.
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
    std::chrono::minutes alarm_after{5};  // a status that waits longer raises the alarm
};

struct BackOff {
    std::chrono::milliseconds first{5000};
    std::chrono::milliseconds most{300'000};
};
// first * 2^(attempts-1), at most `most`, +/- 10 % by `random`.
std::chrono::milliseconds wait_before_retry(int attempts, const BackOff& back_off, Random& random);

// Thread-safe, except start() and stop(), which are the owner's. One thread per route. Borrows the outbox,
// the clocks and `random`, which must outlive it.
//
// A message is written only if the connection is established, the outbox has said that this process holds
// lock and claim (Outbox::keep_claim), and that question is younger than store::kClaimAnswerLasts by the boot
// clock: a broker that was slow to connect, or frozen since it asked, writes nothing. A message can still
// overlap with another broker's in these cases: the broker is frozen between the look at the clock and the
// write (a few instructions), or while a receiver takes a message in pieces; the network still holds bytes;
// somebody ends the lock's session between the answer and the write.
class Delivery {
public:
    Delivery(store::Outbox& outbox, std::vector<DeliveryRoute> routes, BackOff back_off, const Clock& clock,
             Random& random, Log log, const BootClock& boot_clock = system_boot_clock());
    ~Delivery();

    void start();
    // Finishes the message that is being sent (or cuts it after `grace`), joins the threads and releases the
    // delivery lock; a message whose connection is not established yet is given back. May be called twice. A
    // stopped Delivery is not started again: its senders are cut.
    void stop(std::chrono::milliseconds grace);
    // How this destination's failures are treated from now on. Unknown destinations are ignored.
    void use(const DestinationName& destination, OnRefusal on_refusal, std::chrono::seconds give_up_after);
    // After what time a status for this destination has waited too long.
    void alarm_after(const DestinationName& destination, std::chrono::minutes time);
    // The state of each destination. Asks the database with one statement; if it is away, returns what is
    // known without it. Raises the alarm (Alarm::destination_overdue) and ends it, as the threads do when
    // they see a failure.
    std::vector<DestinationState> destinations();
    // The same without the database.
    std::vector<DestinationState> known_destinations();
    // Says that something was queued or came due: a route that holds the lock and found nothing does not ask
    // the database again before this call.
    void wake();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::services
