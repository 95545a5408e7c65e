#pragma once
// What becomes of a message after each outcome of a sending, as one table. Pure.

#include <array>
#include <cstdint>

#include "mwl/services/delivery.h"

namespace mwl::services {

// What becomes of the message in the outbox.
enum class Fate : std::uint8_t {
    delivered,
    again,      // after a wait
    parked,     // a person decides; its order waits
    given_up,   // its order goes on
    untouched,  // as before the claim
};

struct OutcomeRule {
    SendOutcome::Kind outcome;
    Fate where_retried;  // OnRefusal::retry
    Fate where_parked;   // OnRefusal::park
    bool drops_connection = false;
};

inline constexpr std::array kOutcomeRules{
    OutcomeRule{SendOutcome::Kind::accepted, Fate::delivered, Fate::delivered},
    OutcomeRule{SendOutcome::Kind::refused, Fate::again, Fate::parked},
    OutcomeRule{SendOutcome::Kind::unrelated, Fate::again, Fate::again, true},
    OutcomeRule{SendOutcome::Kind::failed, Fate::again, Fate::again},
    OutcomeRule{SendOutcome::Kind::not_written, Fate::untouched, Fate::untouched},
};

constexpr const OutcomeRule& rule_of(SendOutcome::Kind outcome) noexcept {
    return kOutcomeRules[static_cast<std::size_t>(outcome)];
}
static_assert(rule_of(SendOutcome::Kind::accepted).outcome == SendOutcome::Kind::accepted);
static_assert(rule_of(SendOutcome::Kind::not_written).outcome == SendOutcome::Kind::not_written);

// A message past its time is not tried again.
constexpr Fate fate_of(SendOutcome::Kind outcome, OnRefusal on_refusal, bool is_past_its_time) noexcept {
    const auto& rule = rule_of(outcome);
    const auto fate = on_refusal == OnRefusal::park ? rule.where_parked : rule.where_retried;
    return fate == Fate::again && is_past_its_time ? Fate::given_up : fate;
}

}  // namespace mwl::services
