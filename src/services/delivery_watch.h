#pragma once
// Watches whether each receiver gets its statuses in time, and raises the alarm if not. Private to services.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/services/destination_state.h"
#include "mwl/store/outbox.h"

namespace mwl::services {

// Thread-safe. Never asks the database or logs while holding mutex_.
class DeliveryWatch {
public:
    DeliveryWatch(store::Outbox& outbox, const Clock& clock, Log log)
        : outbox_(outbox), clock_(clock), log_(std::move(log)) {}

    // From now on the alarm is raised when a status for the destination waits this long.
    void alarm_after(const DestinationName& destination, std::chrono::minutes time);

    void failed(const DestinationName& destination, const std::string& error, Instant queued_at);
    void delivered(const DestinationName& destination);

    // For the delivery's threads, as often as they like: asks the database only if what they saw says that
    // the alarm is due, or (`is_idle`: nothing is left to send now) that it may be over. Throws StoreError.
    void look(const DestinationName& destination, bool is_idle);

    // One statement; raises and ends alarms. If the database is away: as known(). Includes destinations that
    // are not configured here and for which statuses wait: they were queued under a name that is no longer in
    // use.
    std::vector<DestinationState> states();
    // Without the database.
    std::vector<DestinationState> known();

private:
    struct Watched {
        bool is_set = false;  // alarm_after() was called for it
        std::chrono::minutes alarm_after{5};
        std::optional<DeliveryTrouble> trouble;
        std::optional<Instant> oldest_failed;  // may have been delivered since
        bool is_raised = false;
        bool may_be_over = false;
    };

    bool is_to_be_asked(const DestinationName& destination, bool is_idle);
    std::vector<DestinationState> ask();
    DestinationState state_of(const DestinationName& destination, const Watched& watched,
                              const std::vector<store::WaitingStatuses>& waiting) const;
    static void take(Watched& watched, const DestinationState& state);
    std::uint64_t next_question();
    void log_change(const DestinationState& state) const;

    store::Outbox& outbox_;
    const Clock& clock_;
    const Log log_;
    Mutex mutex_;
    std::map<DestinationName, Watched> watched_ GUARDED_BY(mutex_);
    std::uint64_t questions_ GUARDED_BY(mutex_) = 0;
    std::uint64_t answered_ GUARDED_BY(mutex_) = 0;  // the last question whose answer was taken
};

}  // namespace mwl::services
