#pragma once
// How it stands with one receiver of status messages: for health, metrics and the alarm.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"

namespace mwl::services {

// The last attempt to tell it failed.
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
    std::string last_error;         // of the oldest one, in words, whichever process met it; empty: none yet
    bool is_overdue = false;        // the alarm: the oldest waits longer than the destination's alarm_minutes

    bool is_good() const noexcept { return !trouble && !is_overdue; }
};

// What the outbox keeps as last error, as a hospital says it: "connection refused by 10.0.0.7 port 2575",
// "no answer", "refuses with AE \"unknown patient class\"". What it does not know stays as it is.
std::string words_for(std::string_view error);

}  // namespace mwl::services
