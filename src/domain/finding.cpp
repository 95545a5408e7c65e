#include "domain/finding.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "mwl/domain/derived_ids.h"

namespace mwl::domain {
namespace {

const Procedure& named(const OrderChange& change) { return change.order.procedures.front(); }

bool names_study(const OrderChange& change) {
    return !named(change).study.empty() && !named(change).study_was_generated;
}

bool has_study(const Procedure& p, const OrderChange& c) {
    return names_study(c) && p.study == named(c).study;
}
bool has_filler(const Procedure& p, const OrderChange& c) {
    return !named(c).filler.empty() && p.filler == named(c).filler;
}
bool has_placer(const Procedure& p, const OrderChange& c) {
    return !named(c).placer.empty() && p.placer == named(c).placer;
}
bool has_id(const Procedure& p, const OrderChange& c) { return !named(c).id.empty() && p.id == named(c).id; }

using Fits = bool (*)(const Procedure&, const OrderChange&);
constexpr std::array<Fits, 3> kWays{has_study, has_filler, has_placer};

std::vector<Order*> orders_where(std::deque<Order>& orders, Fits fits, const OrderChange& change) {
    std::vector<Order*> out;
    for (auto& order : orders)
        if (std::ranges::any_of(order.procedures, [&](const Procedure& p) { return fits(p, change); }))
            out.push_back(&order);
    return out;
}

Order* with_accession(std::deque<Order>& orders, const AccessionNumber& accession) {
    const auto at = std::ranges::find(orders, accession, &Order::accession);
    return accession.empty() || at == orders.end() ? nullptr : &*at;
}

std::vector<Procedure*> procedures_where(Order& order, Fits fits, const OrderChange& change) {
    std::vector<Procedure*> out;
    for (auto& procedure : order.procedures)
        if (fits(procedure, change)) out.push_back(&procedure);
    return out;
}

bool is_named_step(const Order& order, const Procedure& procedure, const Step& step, const StepId& stated) {
    return step.id == stated || step.id == alias_of_step_id(order.accession, procedure.id, stated);
}

bool is_free(const Procedure& procedure, const Claimed& claimed) {
    return std::ranges::any_of(procedure.steps, [&](const Step& s) { return !claimed.contains(s.id); });
}

// The ways a group of a message names its procedure, the surest first. `has_id` comes last where the id was
// derived by us: it hangs on position and code.
Procedure* find_procedure(Order& order, const OrderChange& change, const Claimed& claimed) {
    if (change.states_procedure) {
        const auto exact = procedures_where(order, has_id, change);
        if (!exact.empty()) return exact.front();
        if (change.action == OrderAction::create) return nullptr;
    }
    for (const auto way : {Fits{has_study}, Fits{has_filler}, Fits{has_placer}, Fits{has_id}}) {
        auto found = procedures_where(order, way, change);
        if (way == Fits{has_study} && found.size() == 1) return found.front();
        std::erase_if(found, [&](const Procedure* p) { return !is_free(*p, claimed); });
        if (found.size() == 1) return found.front();
    }
    const bool may_guess = change.action != OrderAction::create && order.procedures.size() == 1;
    return may_guess ? &order.procedures.front() : nullptr;
}

bool names_procedure(const OrderChange& change) {
    const auto& procedure = named(change);
    return !procedure.id.empty() || !procedure.filler.empty() || !procedure.placer.empty() ||
           names_study(change);
}

// Procedures that fit every number of the message which fits any, the surest number first. Numbers that fit
// none count as another order's, unless only one procedure, or a step named by its own id, can be meant.
std::vector<Procedure*> named_procedures(Order& order, const OrderChange& change) {
    std::vector<Procedure*> out;
    for (auto& procedure : order.procedures) out.push_back(&procedure);
    bool fits_any = false;
    for (const Fits way : {Fits{has_id}, Fits{has_filler}, Fits{has_placer}, Fits{has_study}}) {
        std::vector<Procedure*> fitting;
        std::ranges::copy_if(out, std::back_inserter(fitting),
                             [&](const Procedure* p) { return way(*p, change); });
        if (fitting.empty()) continue;
        out = std::move(fitting);
        fits_any = true;
    }
    const bool is_clear = fits_any || !names_procedure(change) || out.size() == 1 || change.states_step;
    return is_clear ? out : std::vector<Procedure*>{};
}

std::vector<Step*> unclaimed(Procedure& procedure, const Claimed& claimed) {
    std::vector<Step*> out;
    for (auto& step : procedure.steps)
        if (!claimed.contains(step.id)) out.push_back(&step);
    return out;
}

bool was_begun(const Step& step) {
    return step.status == StepStatus::started || step.status == StepStatus::completed ||
           step.status == StepStatus::discontinued;
}

// The step with the id of the message. Where another one stands for it by an alias, the later one.
Step* named_step(const Order& order, Procedure& procedure, const OrderChange& change) {
    const auto& id = named(change).steps.front().id;
    Step* out = nullptr;
    for (auto& step : procedure.steps)
        if (is_named_step(order, procedure, step, id)) out = &step;
    return out;
}

}  // namespace

Result<Order*> find_order(std::deque<Order>& orders, const OrderChange& change) {
    Order* const by_accession = with_accession(orders, change.order.accession);
    if (change.states_accession && by_accession != nullptr) return by_accession;
    for (const auto way : kWays) {
        const auto found = orders_where(orders, way, change);
        if (found.empty()) continue;
        if (change.states_accession) {
            if (change.action == OrderAction::create) continue;
            return Problem{
                Code::conflict, "accession " + change.order.accession.number,
                "the message's other numbers belong to accession " + found.front()->accession.number};
        }
        if (found.size() > 1)
            return Problem{Code::conflict, "ORC",
                           "several orders have this number; the accession number is needed"};
        return found.front();
    }
    return by_accession;
}

std::vector<const Order*> orders_in_doubt(std::deque<Order>& orders, const OrderChange& change) {
    std::vector<const Order*> out;
    if (const auto found = find_order(orders, change); found) out.push_back(*found);
    if (change.action == OrderAction::create || change.action == OrderAction::update) {
        for (const Fits way : {Fits{has_study}, Fits{has_filler}})
            std::ranges::copy(orders_where(orders, way, change), std::back_inserter(out));
        out.push_back(with_accession(orders, change.order.accession));
    }
    std::erase_if(
        out, [&](const Order* order) { return order == nullptr || order->patient == change.patient.id; });
    return out;
}

Result<Place> find_place(Order& order, const OrderChange& change, const Claimed& claimed) {
    Place place;
    place.procedure = find_procedure(order, change, claimed);
    if (place.procedure == nullptr) return place;
    auto& procedure = *place.procedure;
    const auto& id = named(change).steps.front().id;
    if (!id.empty()) {  // stated, or derived as before
        place.step = named_step(order, procedure, change);
        const bool is_kept = place.step != nullptr && was_begun(*place.step) && place.step->id == id &&
                             change.replacement == Replacement::replacement;
        if (is_kept) place.step = nullptr;
        if (place.step != nullptr || is_kept || change.states_step) return place;
    }
    const auto free = unclaimed(procedure, claimed);
    if (free.size() > 1)
        return Problem{Code::conflict, "OBR-20",
                       "the procedure has several steps; OBR-20 must tell which one is meant"};
    if (!free.empty()) place.step = free.front();
    return place;
}

std::vector<Step*> find_steps(Order& order, const OrderChange& change) {
    const auto procedures = named_procedures(order, change);
    if (change.states_procedure && std::ranges::none_of(procedures, [&](const Procedure* p) {
            return has_id(*p, change) || has_filler(*p, change) || has_study(*p, change);
        }))
        return {};
    std::vector<Step*> out;
    for (auto* const procedure : procedures)
        for (auto& step : procedure->steps)
            if (!change.states_step || is_named_step(order, *procedure, step, named(change).steps.front().id))
                out.push_back(&step);
    return out;
}

}  // namespace mwl::domain
