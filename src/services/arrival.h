#pragma once
// Order of arrival (interop.md 1): what a message does, unless its sender has already said something clearly
// newer about the same order or patient. Private to services.

#include <chrono>
#include <optional>

#include "mwl/domain/decide.h"

namespace mwl::services {

struct Arrival {
    std::optional<Instant> sent_at;  // none: cannot be compared, never stale
    std::chrono::seconds tolerance;
    Instant expires_before;  // steps that start before it are too old to be offered
};

struct OrderedDecision {
    Effects effects;
    std::optional<Problem> conflict;
    bool is_stale = false;  // then there are no effects
};

// Decides from what was loaded with keys_for(); writes nothing. A cancel is never stale. A stale message
// raises no doubt about an order's patient and settles none. An order that is older than its sender's last
// news about the patient is applied without what it says about the patient.
Result<OrderedDecision> decide_in_order_of_arrival(const Known& known, const Arrival& arrival,
                                                   const MessageChanges& changes);
Keys keys_for(const MessageChanges& changes, const SenderName& sender);

}  // namespace mwl::services
