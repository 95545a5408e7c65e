#include "domain/finding.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <iterator>

#include "mwl/domain/derived_ids.h"

namespace mwl::domain {
namespace {

const Procedure& named(const OrderChange& change) { return change.order.procedures.front(); }

const Step& asked(const OrderChange& change) { return named(change).steps.front(); }

bool names_study(const OrderChange& change) {
    return !named(change).study.empty() && !named(change).study_was_generated;
}

// A step with the procedure it stands in.
struct Candidate {
    Procedure* procedure;
    Step* step;
};
using Candidates = std::vector<Candidate>;

using Fits = bool (*)(const Procedure&, const Step&, const OrderChange&);
bool has_study(const Procedure& p, const Step& /*s*/, const OrderChange& c) {
    return names_study(c) && p.study == named(c).study;
}
bool has_filler(const Procedure& /*p*/, const Step& s, const OrderChange& c) {
    return !asked(c).filler.empty() && s.filler == asked(c).filler;
}
bool has_placer(const Procedure& /*p*/, const Step& s, const OrderChange& c) {
    return !asked(c).placer.empty() && s.placer == asked(c).placer;
}
bool has_id(const Procedure& p, const Step& /*s*/, const OrderChange& c) {
    return !named(c).id.empty() && p.id == named(c).id;
}

// A number that the message states is of another order than the step's.
bool contradicts(const Step& step, const OrderChange& change) {
    const auto differ = [](const OrderNumber& stored, const OrderNumber& stated) {
        return !stored.empty() && !stated.empty() && stored != stated;
    };
    return differ(step.filler, asked(change).filler) || differ(step.placer, asked(change).placer);
}

bool has_number(const Candidate& c, const OrderChange& change) {
    return has_filler(*c.procedure, *c.step, change) || has_placer(*c.procedure, *c.step, change);
}

Candidates steps_of(Procedure& procedure) {
    Candidates out;
    for (auto& step : procedure.steps) out.push_back({&procedure, &step});
    return out;
}

Candidates steps_of(Order& order) {
    Candidates out;
    for (auto& procedure : order.procedures) std::ranges::copy(steps_of(procedure), std::back_inserter(out));
    return out;
}

// The steps that fit every number of the message which fits any.
struct Narrowed {
    Candidates steps;
    bool fits_any = false;
};
Narrowed narrowed(const Candidates& all, std::initializer_list<Fits> ways, const OrderChange& change) {
    Narrowed out{all};
    for (const auto way : ways) {
        const auto fits = [&](const Candidate& c) { return way(*c.procedure, *c.step, change); };
        if (std::ranges::none_of(all, fits)) continue;
        out.fits_any = true;
        std::erase_if(out.steps, std::not_fn(fits));
    }
    return out;
}

void drop_contradicted(Candidates& steps, const OrderChange& change) {
    std::erase_if(steps, [&](const Candidate& c) { return contradicts(*c.step, change); });
}

std::vector<Order*> orders_where(std::deque<Order>& orders, Fits fits, const OrderChange& change) {
    std::vector<Order*> out;
    for (auto& order : orders)
        if (narrowed(steps_of(order), {fits}, change).fits_any) out.push_back(&order);
    return out;
}

Order* with_accession(std::deque<Order>& orders, const AccessionNumber& accession) {
    const auto at = std::ranges::find(orders, accession, &Order::accession);
    return accession.empty() || at == orders.end() ? nullptr : &*at;
}

void drop_claimed(Candidates& steps, const Claimed& claimed) {
    std::erase_if(steps, [&](const Candidate& c) { return claimed.contains(c.step->id); });
}

// Procedures with a step that fits and stands for no earlier group.
std::vector<Procedure*> procedures_where(Order& order, Fits fits, const OrderChange& change,
                                         const Claimed& claimed = {}) {
    std::vector<Procedure*> out;
    for (auto& procedure : order.procedures) {
        auto steps = steps_of(procedure);
        drop_claimed(steps, claimed);
        if (narrowed(steps, {fits}, change).fits_any) out.push_back(&procedure);
    }
    return out;
}

bool is_named_step(const Order& order, const Procedure& procedure, const Step& step, const StepId& stated) {
    return step.id == stated || step.id == alias_of_step_id(order.accession, procedure.id, stated);
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
        const auto found = procedures_where(order, way, change);
        if (way == Fits{has_study} && found.size() == 1) return found.front();
        const auto free = procedures_where(order, way, change, claimed);
        if (free.size() == 1) return free.front();
    }
    const bool may_guess = change.action != OrderAction::create && order.procedures.size() == 1;
    return may_guess ? &order.procedures.front() : nullptr;
}

bool names_procedure(const OrderChange& change) {
    return !named(change).id.empty() || !asked(change).filler.empty() || !asked(change).placer.empty() ||
           names_study(change);
}

bool was_begun(const Step& step) {
    return step.status == StepStatus::started || step.status == StepStatus::completed ||
           step.status == StepStatus::discontinued;
}

// The step with the id of the message. Where another one stands for it by an alias, the later one.
Step* named_step(const Order& order, Procedure& procedure, const OrderChange& change) {
    const auto& id = asked(change).id;
    Step* out = nullptr;
    for (auto& step : procedure.steps)
        if (is_named_step(order, procedure, step, id)) out = &step;
    return out;
}

// A step id that was derived from the place in the message gives way to the numbers of the order: its groups
// may have changed places, gone or come.
bool is_anothers(const Step& by_derived_id, const Procedure& procedure, const OrderChange& change,
                 const Claimed& claimed) {
    return claimed.contains(by_derived_id.id) ||
           (procedure.steps.size() > 1 && contradicts(by_derived_id, change));
}

}  // namespace

Result<Order*> find_order(std::deque<Order>& orders, const OrderChange& change) {
    Order* const by_accession = with_accession(orders, change.order.accession);
    if (change.states_accession && by_accession != nullptr) return by_accession;
    for (const auto way : {Fits{has_study}, Fits{has_filler}, Fits{has_placer}}) {
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
    auto unclaimed = steps_of(procedure);
    drop_claimed(unclaimed, claimed);
    auto [free, fits_any] = narrowed(unclaimed, {has_filler, has_placer}, change);
    if (procedure.steps.size() > 1 && !fits_any) drop_contradicted(free, change);
    const auto& id = asked(change).id;
    if (!id.empty()) {  // stated, or derived as before
        place.step = named_step(order, procedure, change);
        const bool is_kept = place.step != nullptr && was_begun(*place.step) && place.step->id == id &&
                             change.replacement == Replacement::replacement;
        if (is_kept) place.step = nullptr;
        if (is_kept || change.states_step) return place;
        const bool is_taken = place.step != nullptr && is_anothers(*place.step, procedure, change, claimed);
        if (place.step != nullptr && !is_taken) return place;
        place.step = nullptr;
        const bool is_known =
            std::ranges::any_of(free, [&](const Candidate& c) { return has_number(c, change); });
        if (is_taken && !is_known && change.action == OrderAction::create) return place;  // an order more
    }
    if (free.size() > 1 || (free.empty() && !unclaimed.empty()))
        return Problem{Code::conflict, "OBR-20",
                       "the procedure has several steps; OBR-20 must tell which one is meant"};
    place.step = free.empty() ? nullptr : free.front().step;
    return place;
}

std::vector<Step*> find_steps(Order& order, const OrderChange& change) {
    auto [steps, fits_any] = narrowed(steps_of(order), {has_id, has_filler, has_placer, has_study}, change);
    // Numbers that fit nothing count as another order's, unless only one procedure, or a step named by its
    // own id, can be meant.
    const bool is_clear =
        fits_any || !names_procedure(change) || order.procedures.size() == 1 || change.states_step;
    const auto is_sure = [&](const Candidate& c) {
        return has_id(*c.procedure, *c.step, change) || has_filler(*c.procedure, *c.step, change) ||
               has_study(*c.procedure, *c.step, change);
    };
    if (!is_clear || (change.states_procedure && std::ranges::none_of(steps, is_sure))) return {};
    if (change.states_step)
        std::erase_if(steps, [&](const Candidate& c) {
            return !is_named_step(order, *c.procedure, *c.step, asked(change).id);
        });
    else if (steps.size() > 1)
        drop_contradicted(steps, change);
    std::vector<Step*> out;
    for (const auto& candidate : steps) out.push_back(candidate.step);
    return out;
}

}  // namespace mwl::domain
