#include "services/arrival.h"

#include <algorithm>

namespace mwl::services {
namespace {

bool holds_a_cancel(const MessageChanges& changes) {
    return std::any_of(changes.orders.begin(), changes.orders.end(), [](const auto& order) {
        return order.action == OrderAction::cancel || order.action == OrderAction::discontinue;
    });
}

bool said_newer(store::UnitOfWork& work, const Arrival& arrival, const store::MessageSubjects& subjects) {
    if (!arrival.sent_at || (subjects.orders.empty() && subjects.patients.empty())) return false;
    const auto newest = work.newest_applied(arrival.sender, subjects);
    return newest && *newest > *arrival.sent_at + arrival.tolerance;
}

// Patients whose stored data an order message would write.
std::vector<PatientId> written_by_orders(const MessageChanges& changes, const Effects& effects) {
    std::vector<PatientId> written;
    if (changes.orders.empty()) return written;
    for (const auto& patient : effects.patients) written.push_back(patient.id);
    for (const auto& visit : effects.visits) written.push_back(visit.patient);
    return written;
}

}  // namespace

Result<OrderedDecision> decide_in_order_of_arrival(store::UnitOfWork& work, const Arrival& arrival,
                                                   const MessageChanges& changes) {
    const Known known = work.load(keys_of(changes));
    auto decision = decide(changes, known);
    if (!decision) return decision.problem();
    if (decision->conflict) return OrderedDecision{std::move(decision->effects), decision->conflict, false};
    const Effects& effects = decision->effects;
    if (!holds_a_cancel(changes) &&
        said_newer(work, arrival, {effects.orders_told_of, effects.patients_told_of}))
        return OrderedDecision{{}, std::nullopt, true};
    if (said_newer(work, arrival, {{}, written_by_orders(changes, effects)}))
        decision = decide(without_known_people(changes, known), known);
    if (!decision) return decision.problem();
    return OrderedDecision{std::move(decision->effects), decision->conflict, false};
}

}  // namespace mwl::services
