#pragma once
// The state of one receiver of status messages: for health, metrics and the alarm.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"

namespace mwl::services {

// The last attempt to send to it failed.
struct DeliveryTrouble {
    std::string why;  // words_for() of the last error
    Instant since;    // the first failure after the last success that this process knows of
};

struct DestinationState {
    DestinationName destination;
    std::optional<DeliveryTrouble> trouble;  // as this process saw it
    bool is_counted = true;  // false: the database could not be asked, what follows is not known
    std::int64_t waiting = 0;
    std::optional<Instant> oldest;  // when the oldest waiting status was queued
    std::string last_error;         // of the oldest one, in words, whichever process had it; empty: none yet
    bool is_overdue = false;        // the alarm: the oldest waits longer than the destination's alarm_minutes

    bool is_good() const noexcept { return !trouble && !is_overdue; }
};

// The last error that the outbox keeps, in words for hospital staff: "connection refused by 10.0.0.7 port
// 2575", "no answer", "refuses with AE \"unknown patient class\"". An error that it does not know is returned
// unchanged.
std::string words_for(std::string_view error);

}  // namespace mwl::services
