#include "domain/people.h"

#include <utility>

#include "mwl/domain/decide.h"

namespace mwl::domain {
namespace {

// Safety information is only added to, never replaced, so it stays.
bool take_out_people(OrderChange& change, const Known& known) {
    if (known.patient(change.patient.id) == nullptr) return false;
    Patient left;
    left.id = change.patient.id;
    left.allergies = change.patient.allergies;
    left.medical_alerts = change.patient.medical_alerts;
    change.patient = std::move(left);
    std::erase_if(change.origins, [](const Origin& origin) {
        return origin.of == OriginOf::patient && origin.target != targets::kAllergies &&
               origin.target != targets::kAlerts;
    });
    if (known.visit(change.patient.id, change.visit.number, change.visit.issuer) != nullptr) {
        std::erase_if(change.origins, [](const Origin& origin) { return origin.of == OriginOf::visit; });
        Visit visit;
        visit.number = change.visit.number;
        visit.issuer = change.visit.issuer;
        change.visit = std::move(visit);
    }
    return true;
}

}  // namespace

void apply_people(Draft& draft, const OrderChange& change, const Order& order) {
    const bool is_known = draft.patient(change.patient.id) != nullptr;
    if (draft.put(change.patient)) {
        draft.keep(change.patient.id, change.origins);
        if (is_known)
            draft.tell(order.row, "patient data updated", "by an order message by " + asked_by(change));
    }
    if (!says_something(change.visit)) return;
    // Without a number, news of the visit apply to the visit that the order has already.
    auto visit = change.visit;
    if (visit.number.empty()) {
        visit.number = order.visit_number;
        visit.issuer = order.visit_issuer;
    }
    if (draft.put(change.patient.id, visit)) draft.keep(change.patient.id, visit, change.origins);
}

void apply_patient(Draft& draft, const PatientChange& change) {
    const bool is_known = draft.patient(change.patient.id) != nullptr;
    const bool changed = draft.put(change.patient);
    if (changed) draft.keep(change.patient.id, change.origins);
    bool moved = false;
    const auto put = [&](const Visit& visit) {
        if (!draft.put(change.patient.id, visit)) return;
        draft.keep(change.patient.id, visit, change.origins);
        moved = true;
    };
    if (change.has_visit) {
        put(change.visit);
        // "Where the patient is now" follows, for orders that name no visit.
        if (draft.has_visit(change.patient.id, {}, {})) {
            auto now = change.visit;
            now.number.clear();
            now.issuer = {};
            put(now);
        }
    }
    if (changed || moved)
        draft.tell({}, is_known ? "patient updated" : "patient registered",
                   "patient id " + change.patient.id.id);
}

MessageChanges without_known_people(MessageChanges changes, const Known& known) {
    for (auto& change : changes.orders)
        if (take_out_people(change, known))
            change.notes.push_back({NoteKind::ignored, "PatientName", "PID",
                                    "older than the same sender's last news of the patient; left as it was"});
    return changes;
}

}  // namespace mwl::domain
