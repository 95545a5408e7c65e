#include "mwl/domain/decide.h"

#include <algorithm>
#include <array>

#include "domain/content.h"
#include "domain/draft.h"
#include "domain/finding.h"

namespace mwl::domain {
namespace {

// What an action does to each step it concerns, and how the timeline says so.
struct ActionRow {
    OrderAction action;
    StepEvent event;
    StepStatus aim;  // a step that is there already is left alone
    const char* done;
    const char* refused;
};
constexpr std::array kActions{
    ActionRow{OrderAction::cancel, StepEvent::cancel, StepStatus::cancelled, "step cancelled",
              "cancel not applied"},
    // What is not begun is cancelled; a started step stays (interop.md 3).
    ActionRow{OrderAction::discontinue, StepEvent::cancel, StepStatus::cancelled, "step cancelled",
              "discontinue not applied"},
    ActionRow{OrderAction::hold, StepEvent::hold, StepStatus::on_hold, "step on hold", "hold not applied"},
    ActionRow{OrderAction::release, StepEvent::release, StepStatus::scheduled, "step released",
              "release not applied"},
    ActionRow{OrderAction::set_started, StepEvent::start, StepStatus::started, "step started",
              "start not applied"},
    ActionRow{OrderAction::set_completed, StepEvent::complete, StepStatus::completed, "step completed",
              "completion not applied"},
};

const ActionRow* row_of(OrderAction action) {
    const auto* const at = std::ranges::find(kActions, action, &ActionRow::action);
    return at == kActions.end() ? nullptr : at;
}

std::string by(const OrderChange& change) { return " by ORC-1 " + change.order_control; }

void apply_event(Draft& draft, const Order& order, Step& step, const ActionRow& row,
                 const OrderChange& change) {
    if (step.status == row.aim) return;
    const auto status = next(step.status, row.event);
    const auto detail = "step " + step.id.str() + by(change);
    if (!status) {
        draft.tell(order.accession, row.refused, detail + ": it is " + std::string(name_of(step.status)));
        return;
    }
    step.status = *status;
    draft.tell(order.accession, row.done, detail);
}

Result<void> apply_to_steps(Draft& draft, Order* order, const ActionRow& row, const OrderChange& change) {
    // A new order that is over already, and that nobody knows, never becomes an open step.
    if (order == nullptr && change.order_control == "NW") {
        draft.tell(change.order.accession, "closed order not created", "new, but over already" + by(change));
        return {};
    }
    if (order == nullptr)
        return Problem{Code::unknown_key, "ORC",
                       "no order has these numbers; nothing to " + std::string(name_of(change.action))};
    const auto steps = find_steps(*order, change);
    if (steps.empty())
        return Problem{Code::unknown_key, "OBR",
                       "accession " + order->accession.number + " has no such step"};
    for (auto* const step : steps) apply_event(draft, *order, *step, row, change);
    return {};
}

// The accession numbers of orders that a message names for another patient, each once.
using Doubtful = std::vector<AccessionNumber>;

void collect_doubtful(Doubtful& doubtful, std::deque<Order>& orders, const OrderChange& change) {
    for (const auto* const order : orders_in_doubt(orders, change))
        if (std::ranges::find(doubtful, order->accession) == doubtful.end())
            doubtful.push_back(order->accession);
}

// Withheld until a person or a consistent message settles it. A step on hold too: a release does not settle.
Decision withhold(const Known& known, const Doubtful& doubtful, const std::string& order_control) {
    Draft draft(known);
    std::string numbers;
    for (auto& order : draft.orders()) {
        if (std::ranges::find(doubtful, order.accession) == doubtful.end()) continue;
        for (auto& procedure : order.procedures)
            for (auto& step : procedure.steps) step.withheld = step.withheld || !is_over(step.status);
        draft.tell(order.accession, "order withheld",
                   "a message names it for another patient by ORC-1 " + order_control);
        numbers += (numbers.empty() ? "" : ", ") + order.accession.number;
    }
    Decision out;
    out.effects = std::move(draft).effects();
    out.conflict = Problem{Code::conflict, "PID-3",
                           "accession " + numbers + " belongs to another patient; open steps withheld"};
    return out;
}

void settle(Draft& draft, Order& order, const OrderChange& change) {
    bool was_withheld = false;
    for (auto& procedure : order.procedures)
        for (auto& step : procedure.steps) was_withheld = std::exchange(step.withheld, false) || was_withheld;
    if (was_withheld)
        draft.tell(order.accession, "order shown again", "a consistent message came" + by(change));
}

// The old and the new order name each other in their timelines.
void link_replaced(Draft& draft, const std::vector<AccessionNumber>& replaced, const Order& order) {
    for (const auto& old : replaced) {
        if (old == order.accession) continue;
        draft.tell(old, "order replaced", "by accession " + order.accession.number);
        draft.tell(order.accession, "order replaces another", "accession " + old.number);
    }
}

Result<void> apply_content(Draft& draft, Order* order, const OrderChange& change, Claimed& claimed) {
    const bool is_new = order == nullptr;
    if (is_new) {
        if (auto lacking = what_a_new_order_lacks(change, draft.patient(change.patient.id)); !lacking.empty())
            return Problem{Code::unknown_key, "ORC",
                           "no order has these numbers, and to create one " + lacking};
        draft.orders().push_back(new_order(change));
        order = &draft.orders().back();
    } else {
        settle(draft, *order, change);
    }
    const auto place = find_place(*order, change, claimed);
    if (!place) return place.problem();
    const auto written = write_content(draft, *order, *place, change);
    claimed.insert(written.step);
    if (is_new) draft.tell(order->accession, "order created", "step " + written.step.str() + by(change));
    return {};
}

void apply_people(Draft& draft, const OrderChange& change, const Order& order) {
    const bool is_known = draft.patient(change.patient.id) != nullptr;
    if (draft.put(change.patient) && is_known)
        draft.tell(order.accession, "patient data updated", "by an order message" + by(change));
    if (!says_something(change.visit)) return;
    // Without a number, news of the visit concern the one the order has already.
    auto visit = change.visit;
    if (visit.number.empty()) {
        visit.number = order.visit_number;
        visit.issuer = order.visit_issuer;
    }
    draft.put(change.patient.id, visit);
}

void apply_patient(Draft& draft, const PatientChange& change) {
    const bool is_known = draft.patient(change.patient.id) != nullptr;
    const bool changed = draft.put(change.patient);
    bool moved = false;
    if (change.has_visit) {
        moved = draft.put(change.patient.id, change.visit);
        // "Where the patient is now" follows, for orders that name no visit.
        if (draft.has_visit(change.patient.id, {}, {})) {
            auto now = change.visit;
            now.number.clear();
            now.issuer = {};
            moved = draft.put(change.patient.id, now) || moved;
        }
    }
    if (changed || moved)
        draft.tell({}, is_known ? "patient updated" : "patient registered",
                   "patient id " + change.patient.id.id);
}

// Safety information is added up, never replaced: it stays.
bool take_out_people(OrderChange& change, const Known& known) {
    if (known.patient(change.patient.id) == nullptr) return false;
    Patient left;
    left.id = change.patient.id;
    left.allergies = change.patient.allergies;
    left.medical_alerts = change.patient.medical_alerts;
    change.patient = std::move(left);
    if (known.visit(change.patient.id, change.visit.number, change.visit.issuer) != nullptr) {
        Visit visit;
        visit.number = change.visit.number;
        visit.issuer = change.visit.issuer;
        change.visit = std::move(visit);
    }
    return true;
}

// What the groups of one message have done so far.
struct Applied {
    explicit Applied(const Known& known) : draft(known) {}
    Draft draft;
    Claimed claimed;
    std::vector<AccessionNumber> replaced;
    std::vector<AccessionNumber> told_of;
};

Result<void> apply_order(Applied& applied, const OrderChange& change) {
    auto& draft = applied.draft;
    const auto found = find_order(draft.orders(), change);
    if (!found) return found.problem();
    Order* order = *found;
    if (order != nullptr) applied.told_of.push_back(order->accession);
    if (const auto* const row = row_of(change.action); row != nullptr) {
        if (auto done = apply_to_steps(draft, order, *row, change); !done) return done;
        if (order != nullptr && change.replacement == Replacement::replaced)
            applied.replaced.push_back(order->accession);
        return {};
    }
    if (auto done = apply_content(draft, order, change, applied.claimed); !done) return done;
    if (order == nullptr) {
        order = &draft.orders().back();
        applied.told_of.push_back(order->accession);
    }
    apply_people(draft, change, *order);
    if (change.replacement == Replacement::replacement) link_replaced(draft, applied.replaced, *order);
    return {};
}

}  // namespace

MessageChanges without_known_people(MessageChanges changes, const Known& known) {
    for (auto& change : changes.orders)
        if (take_out_people(change, known))
            change.notes.push_back({NoteKind::ignored, "PatientName", "PID",
                                    "older than the same sender's last news of the patient; left as it was"});
    return changes;
}

Keys keys_of(const MessageChanges& changes) {
    Keys keys;
    for (const auto& change : changes.patients) keys.patients.push_back(change.patient.id);
    for (const auto& change : changes.orders) {
        if (change.action == OrderAction::ignore) continue;
        keys.patients.push_back(change.patient.id);
        if (!change.order.accession.empty()) keys.accessions.push_back(change.order.accession);
        for (const auto& procedure : change.order.procedures) {
            if (!procedure.study.empty()) keys.studies.push_back(procedure.study);
            for (const auto& step : procedure.steps) {
                if (!step.placer.empty()) keys.placers.push_back(step.placer);
                if (!step.filler.empty()) keys.fillers.push_back(step.filler);
                if (!step.id.empty()) keys.steps.push_back(step.id);
            }
        }
    }
    return keys;
}

Result<Decision> decide(const MessageChanges& changes, const Known& known) {
    Applied applied(known);
    for (const auto& change : changes.patients) apply_patient(applied.draft, change);
    Doubtful doubtful;
    std::optional<Problem> problem;
    std::string doubted_by;
    for (const auto& change : changes.orders) {
        if (change.action == OrderAction::ignore) continue;
        collect_doubtful(doubtful, applied.draft.orders(), change);
        if (!doubtful.empty() && doubted_by.empty()) doubted_by = change.order_control;
        if (!doubtful.empty() || problem) continue;  // only further doubts are of interest now
        if (auto done = apply_order(applied, change); !done) problem = done.problem();
    }
    if (!doubtful.empty()) return withhold(known, doubtful, doubted_by);
    if (problem) return *problem;
    Decision out{std::move(applied.draft).effects(), std::nullopt};
    for (const auto& change : changes.patients) out.effects.patients_told_of.push_back(change.patient.id);
    out.effects.orders_told_of = std::move(applied.told_of);
    return out;
}

}  // namespace mwl::domain
