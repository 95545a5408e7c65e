#include "mwl/domain/decide.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "domain/appointments.h"
#include "domain/content.h"
#include "domain/draft.h"
#include "domain/finding.h"
#include "domain/naming.h"
#include "domain/people.h"

#include "mwl/base/parts.h"

namespace mwl::domain {
namespace {

// What an action does to each step it concerns, and how the timeline says so.
struct ActionRow {
    OrderAction action;
    StepEvent event;
    StepStatus aim;  // a step that has this status already is left alone
    const char* done;
    const char* refused;
};
constexpr std::array kActions{
    ActionRow{OrderAction::cancel, StepEvent::cancel, StepStatus::cancelled, "step cancelled",
              "cancel not applied"},
    // A step that has not begun is cancelled; a started step stays (interop.md 3).
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

std::string by(const OrderChange& change) { return " by " + asked_by(change); }

// An order may be named with an accession number that is not its own.
std::string with_other_number(const Order& order, const OrderChange& change) {
    const auto& stated = change.order.accession;
    if (!change.states_accession || stated == order.accession) return {};
    return ", which states accession " + stated.number;
}

void apply_event(Draft& draft, const Order& order, Step& step, const ActionRow& row,
                 const OrderChange& change) {
    if (step.status == row.aim) return;
    const auto status = next(step.status, row.event);
    const auto detail = "step " + step.id.str() + by(change) + with_other_number(order, change);
    if (!status) {
        draft.tell(order.row, row.refused, detail + ": it is " + std::string(name_of(step.status)));
        return;
    }
    step.status = *status;
    draft.tell(order.row, row.done, detail);
}

// The steps that were meant are added to `named`.
Result<void> apply_to_steps(Draft& draft, Order* order, const ActionRow& row, const OrderChange& change,
                            Claimed& named) {
    // An unknown new order that is over already never becomes an open step.
    if (order == nullptr && change.order_control == "NW") {
        draft.tell({}, "closed order not created",
                   "accession " + change.order.accession.number + " is new, but over already" + by(change));
        return {};
    }
    if (order == nullptr)
        return Problem{Code::unknown_key, place_of_numbers(change),
                       "no order has these numbers; nothing to " + std::string(name_of(change.action))};
    const auto steps = change.service ? find_appointed_steps(*order, change) : find_steps(*order, change);
    if (steps.empty())
        return Problem{Code::unknown_key,
                       change.states_step ? place_of_step(change) : place_of_numbers(change),
                       "accession " + order->accession.number + " has no such step"};
    for (auto* const step : steps) {
        named.insert(step->id);
        apply_event(draft, *order, *step, row, change);
    }
    return {};
}

// Orders that a message names for another patient, each once.
using Doubtful = std::vector<OrderRow>;

void collect_doubtful(Doubtful& doubtful, std::deque<Order>& orders, const OrderChange& change,
                      NumberClaims& claims) {
    for (const auto* const order : orders_in_doubt(orders, change, claims))
        if (std::ranges::find(doubtful, order->row) == doubtful.end()) doubtful.push_back(order->row);
}

// Withholds steps until a person or a consistent message settles the doubt; steps on hold too, because a
// release does not settle it. A message that is older than what its sender said about the order withholds
// nothing.
Decision withhold(const Known& known, const Doubtful& doubtful, const Lateness& late,
                  const std::string& asked) {
    Draft draft(known);
    std::vector<OrderRow> told_of;
    std::string numbers;
    bool withholds = false;
    for (auto& order : draft.orders()) {
        if (std::ranges::find(doubtful, order.row) == doubtful.end()) continue;
        append_part(numbers, order.accession.number, ", ");
        if (late.stale.contains(order.row)) continue;
        for (auto& procedure : order.procedures)
            for (auto& step : procedure.steps) step.withheld = step.withheld || !is_over(step.status);
        withholds = withholds || is_withheld(order);
        draft.tell(order.row, is_withheld(order) ? "order withheld" : "order named for another patient",
                   "a message names it for another patient by " + asked +
                       (is_withheld(order) ? "" : "; no step of it is open"));
        told_of.push_back(order.row);
    }
    Decision out;
    out.effects = std::move(draft).effects();
    out.conflict = Problem{
        Code::conflict, "PID-3",
        "accession " + numbers + " belongs to another patient" + (withholds ? "; open steps withheld" : "")};
    out.effects.orders_told_of = std::move(told_of);
    return out;
}

void settle(Draft& draft, Order& order, const OrderChange& change, const Lateness& late) {
    if (!is_withheld(order)) return;
    if (late.older.contains(order.row)) {
        draft.tell(order.row, "order stays withheld", "the message is older than the doubt" + by(change));
        return;
    }
    for (auto& procedure : order.procedures)
        for (auto& step : procedure.steps) step.withheld = false;
    draft.tell(order.row, "order shown again", "a consistent message came" + by(change));
}

// The old and the new order name each other in their timelines.
void link_replaced(Draft& draft, const std::vector<const Order*>& replaced, const Order& order) {
    for (const auto* const old : replaced) {
        if (old->row == order.row) continue;
        draft.tell(old->row, "order replaced", "by accession " + order.accession.number);
        draft.tell(order.row, "order replaces another", "accession " + old->accession.number);
    }
}

// An update that lists all steps of an order, or of one of its procedures.
struct List {
    OrderRow order;
    ProcedureId procedure;
    const OrderChange* change;
};

// What the groups of one message have done so far.
struct Applied {
    Applied(const MessageChanges& changes, const Known& known) : draft(known), claims(changes, known) {}
    Draft draft;
    NumberClaims claims;
    Claimed claimed;
    Claimed named;  // steps whose status a group changed
    std::vector<const Order*> replaced;
    std::vector<OrderRow> told_of;
    std::vector<List> lists;
};

// In an order whose accession number has changed, ids that were derived from the number, or changed with it,
// match nothing: the order numbers then say which step is meant.
OrderChange without_new_ids(Order& order, OrderChange change, bool takes_number) {
    const bool is_of_it = takes_number || fits_any(order, has_filler, change) || !contradicts(order, change);
    if (order.earlier_accessions.empty() || !is_of_it) return change;
    auto& procedure = change.order.procedures.front();
    auto& step = procedure.steps.front();
    const auto has_step = [&](Procedure& known) { return find_step(order.row, known, step.id) != nullptr; };
    const bool is_known =
        std::ranges::find(order.procedures, procedure.id, &Procedure::id) != order.procedures.end();
    if (!is_known && (takes_number || !change.states_procedure)) {
        procedure.id = {};
        change.states_procedure = false;
    }
    if (std::ranges::none_of(order.procedures, has_step) && (takes_number || !change.states_step)) {
        step.id = {};
        change.states_step = false;
    }
    return change;
}

Order& make_order(Draft& draft, const OrderChange& change, const Order* beside) {
    Order& order = draft.add_order(new_order(change));
    if (beside != nullptr) {
        draft.tell(order.row, "order stands beside another",
                   "its numbers are also those of accession " + beside->accession.number);
        draft.tell(beside->row, "order stands beside another",
                   "accession " + order.accession.number + " came with its numbers" + by(change));
    }
    return order;
}

Result<Place> place_of(Order& order, const OrderChange& change, bool takes_number, const Claimed& claimed) {
    if (change.service) return find_appointed(order, change, claimed);
    return find_place(order, without_new_ids(order, change, takes_number), claimed);
}

Result<Order*> apply_content(Applied& applied, const FoundOrder& found, const OrderChange& change,
                             const Lateness& late) {
    auto& draft = applied.draft;
    Order* order = found.order;
    const bool is_new = order == nullptr;
    if (is_new) {
        if (change.action == OrderAction::update && !change.may_create)
            return Problem{Code::unknown_key, place_of_numbers(change),
                           "no order has these numbers, and an update does not create one (profile "
                           "intake.update_of_unknown)"};
        if (auto lacking = what_a_new_order_lacks(change, draft.patient(change.patient.id)); !lacking.empty())
            return Problem{Code::unknown_key, place_of_numbers(change),
                           "no order has these numbers, and to create one " + lacking};
        order = &make_order(draft, change, found.beside);
    } else {
        settle(draft, *order, change, late);
    }
    if (found.takes_number) take_accession(draft, *order, change);
    const auto place = place_of(*order, change, found.takes_number, applied.claimed);
    if (!place) return place.problem();
    if (place->step == nullptr && !is_new) {
        if (change.service && !change.service->may_add) {
            draft.tell(order->row, "update not applied",
                       "no step of the order is for service " + named(change).code->value + by(change));
            return order;
        }
        if (auto lacking = what_a_new_step_lacks(change, place->procedure); !lacking.empty())
            return Problem{Code::unknown_key, place_of_numbers(change),
                           "no step of the order is meant, and to add one " + lacking};
    }
    const bool is_moved = change.service && !change.service->may_add && !is_new;
    const auto written = write_content(draft, *order, *place, is_moved ? without_procedure(change) : change);
    applied.claimed.insert(written.step);
    if (change.action == OrderAction::update && change.listing != Listing::some)
        applied.lists.push_back({order->row, written.procedure, &change});
    if (is_new) draft.tell(order->row, "order created", "step " + written.step.str() + by(change));
    return order;
}

// True for a group of an older message for an order; but groups that take an order away, or put another in
// its place, are applied all the same.
bool is_too_late(const FoundOrder& found, const OrderChange& change, const Lateness& late) {
    const bool is_never_late = change.action == OrderAction::cancel ||
                               change.action == OrderAction::discontinue ||
                               change.replacement != Replacement::none;
    return !is_never_late && found.order != nullptr && late.stale.contains(found.order->row);
}

Result<void> apply_order(Applied& applied, const OrderChange& change, const Lateness& late) {
    auto& draft = applied.draft;
    const auto found = find_order(draft.orders(), change, applied.claims);
    if (!found) return found.problem();
    Order* order = found->order;
    if (order != nullptr) applied.told_of.push_back(order->row);
    if (is_too_late(*found, change, late)) {
        draft.tell(order->row, "update not applied", "older than the same sender's last news" + by(change));
        return {};
    }
    if (const auto* const row = row_of(change.action); row != nullptr) {
        if (auto done = apply_to_steps(draft, order, *row, change, applied.named); !done) return done;
        if (order != nullptr && change.replacement == Replacement::replaced)
            applied.replaced.push_back(order);
        return {};
    }
    const auto written = apply_content(applied, *found, change, late);
    if (!written) return written.problem();
    if (order == nullptr) applied.told_of.push_back((*written)->row);
    apply_people(draft, change, **written);
    if (change.replacement == Replacement::replacement) link_replaced(draft, applied.replaced, **written);
    return {};
}

bool is_on(const List& list, const Procedure& procedure, const Step& step) {
    if (list.change->listing == Listing::of_order) return true;
    const bool has_its_number =
        has_filler(procedure, step, *list.change) || has_placer(procedure, step, *list.change);
    return procedure.id == list.procedure && has_its_number && !contradicts(step, *list.change);
}

// What an update that lists all steps does not list is not wanted any more.
void cancel_unlisted(Applied& applied) {
    const auto& row = *row_of(OrderAction::cancel);
    for (const auto& list : applied.lists) {
        auto& order = *std::ranges::find(applied.draft.orders(), list.order, &Order::row);
        for (auto& procedure : order.procedures)
            for (auto& step : procedure.steps) {
                const bool is_listed = applied.claimed.contains(step.id) || applied.named.contains(step.id);
                if (is_listed || is_over(step.status) || !is_on(list, procedure, step)) continue;
                applied.draft.tell(order.row, "step not listed any more",
                                   "step " + step.id.str() + by(*list.change));
                apply_event(applied.draft, order, step, row, *list.change);
            }
    }
}

// Two orders with one Study Instance UID: their images would be in one study. A person must know.
void tell_shared_studies(Draft& draft) {
    std::map<StudyUid, std::vector<Order*>> orders_of;
    for (auto& order : draft.orders())
        for (const auto& procedure : order.procedures) {
            auto& orders = orders_of[procedure.study];
            if (orders.empty() || orders.back() != &order) orders.push_back(&order);
        }
    for (const auto& [study, orders] : orders_of) {
        if (orders.size() < 2 || study.empty()) continue;
        for (auto* const order : orders) {
            if (!has_offered_step(*order) || std::exchange(order->shares_study, true)) continue;
            const auto* const other = order == orders.front() ? orders.back() : orders.front();
            draft.tell(order->row, "Study Instance UID shared",
                       study.str() + " also stands for accession " + other->accession.number);
        }
    }
}

}  // namespace

Keys keys_of(const MessageChanges& changes) {
    Keys keys;
    for (const auto& change : changes.patients) keys.patients.push_back(change.patient.id);
    for (const auto& change : changes.orders) {
        if (change.action == OrderAction::ignore) continue;
        if (takes_content(change.action)) ++keys.new_orders;
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

Result<Decision> decide(const MessageChanges& changes, const Known& known, const Lateness& late) {
    Applied applied(changes, known);
    for (const auto& change : changes.patients) apply_patient(applied.draft, change);
    Doubtful doubtful;
    std::optional<Problem> problem;
    std::string doubted_by;
    for (const auto& change : changes.orders) {
        if (change.action == OrderAction::ignore) continue;
        collect_doubtful(doubtful, applied.draft.orders(), change, applied.claims);
        if (!doubtful.empty() && doubted_by.empty()) doubted_by = asked_by(change);
        if (!doubtful.empty() || problem) continue;  // only further doubts are of interest now
        if (auto done = apply_order(applied, change, late); !done) problem = done.problem();
    }
    if (!doubtful.empty()) return withhold(known, doubtful, late, doubted_by);
    if (problem) return *problem;
    // What an ignored group names is not known.
    const bool is_all_known = std::ranges::none_of(
        changes.orders, [](const OrderChange& c) { return c.action == OrderAction::ignore; });
    if (is_all_known) cancel_unlisted(applied);
    tell_shared_studies(applied.draft);
    Decision out{std::move(applied.draft).effects(), std::nullopt};
    for (const auto& change : changes.patients) out.effects.patients_told_of.push_back(change.patient.id);
    out.effects.orders_told_of = std::move(applied.told_of);
    return out;
}

}  // namespace mwl::domain
