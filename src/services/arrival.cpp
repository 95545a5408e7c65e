#include "services/arrival.h"

#include <algorithm>

#include "mwl/domain/expiry.h"

namespace mwl::services {
namespace {

bool holds_a_cancel(const MessageChanges& changes) {
    return std::any_of(changes.orders.begin(), changes.orders.end(), [](const auto& order) {
        return order.action == OrderAction::cancel || order.action == OrderAction::discontinue;
    });
}

struct Late {
    Lateness orders;
    bool has_stale_patient = false;
};

Late lateness(const NewestSaid& newest, const Arrival& arrival, const std::vector<OrderRow>& orders,
              const std::vector<PatientId>& patients) {
    Late late;
    if (!arrival.sent_at) return late;
    const auto is_stale = [&](Instant said) { return said > *arrival.sent_at + arrival.tolerance; };
    for (const auto& patient : patients) {
        const auto said = newest.of_patients.find(patient);
        if (said != newest.of_patients.end() && is_stale(said->second)) late.has_stale_patient = true;
    }
    for (const auto& order : orders) {
        const auto said = newest.of_orders.find(order);
        if (said == newest.of_orders.end()) continue;
        if (said->second > *arrival.sent_at) late.orders.older.insert(order);
        if (is_stale(said->second)) late.orders.stale.insert(order);
    }
    return late;
}

// Patients whose stored data the orders of a message would change.
std::vector<PatientId> written_by_orders(const MessageChanges& changes, const Effects& effects) {
    std::vector<PatientId> written;
    if (changes.orders.empty()) return written;
    for (const auto& patient : effects.patients) written.push_back(patient.id);
    for (const auto& visit : effects.visits) written.push_back(visit.patient);
    return written;
}

}  // namespace

Keys keys_for(const MessageChanges& changes, const SenderName& sender) {
    Keys keys = keys_of(changes);
    keys.sender = sender;
    return keys;
}

Result<OrderedDecision> decide_in_order_of_arrival(const Known& known, const Arrival& arrival,
                                                   const MessageChanges& changes) {
    auto decision = decide(changes, known);
    if (!decision) return decision.problem();
    const auto late =
        lateness(known.newest, arrival, decision->effects.orders_told_of, decision->effects.patients_told_of);
    const bool may_be_stale = !holds_a_cancel(changes);
    const bool is_stale = late.has_stale_patient || !late.orders.stale.empty();
    if (may_be_stale && is_stale && !decision->conflict) return OrderedDecision{{}, std::nullopt, true};
    if (!late.orders.older.empty()) decision = decide(changes, known, late.orders);
    if (!decision) return decision.problem();
    if (decision->conflict) {
        const bool raises_no_doubt = decision->effects.orders_told_of.empty();
        return OrderedDecision{std::move(decision->effects), decision->conflict,
                               may_be_stale && is_stale && raises_no_doubt};
    }
    const auto written = written_by_orders(changes, decision->effects);
    if (lateness(known.newest, arrival, {}, written).has_stale_patient)
        decision = decide(without_known_people(changes, known), known, late.orders);
    if (!decision) return decision.problem();
    settle_expiry(decision->effects, arrival.expires_before);
    return OrderedDecision{std::move(decision->effects), decision->conflict, false};
}

}  // namespace mwl::services
