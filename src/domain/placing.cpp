#include "domain/placing.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <iterator>

#include "domain/finding.h"
#include "domain/naming.h"
#include "mwl/domain/derived_ids.h"

namespace mwl::domain {
namespace {

// A step with its procedure.
struct Candidate {
    Procedure* procedure;
    Step* step;
};
using Candidates = std::vector<Candidate>;

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

// The steps that fit all those numbers of the message that fit any step.
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

void drop_claimed(Candidates& steps, const Claimed& claimed) {
    std::erase_if(steps, [&](const Candidate& c) { return claimed.contains(c.step->id); });
}

// Procedures with a step that fits and is not claimed by an earlier group.
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

bool is_named_step(OrderRow order, const Procedure& procedure, const Step& step, const StepId& stated) {
    return step.id == stated || step.id == alias_of_step_id(order, procedure.id, stated);
}

// The ways in which a group of a message identifies its procedure, the most certain first. `has_id` comes
// last if the broker derived the id, because it then depends on position and code.
Procedure* find_procedure(Order& order, const OrderChange& change, const Claimed& claimed) {
    if (change.states_procedure) {
        const auto exact = procedures_where(order, has_id, change);
        if (!exact.empty()) return exact.front();
        if (change.action == OrderAction::create) return nullptr;
    }
    for (const Fits way : {has_study, has_filler, has_placer, has_id, has_code}) {
        const auto found = procedures_where(order, way, change);
        if (way == has_study && found.size() == 1) return found.front();
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

// A step id that was derived from the position in the message counts less than the order numbers: groups may
// have been moved, removed or added.
bool is_anothers(const Step& by_derived_id, const Procedure& procedure, const OrderChange& change,
                 const Claimed& claimed) {
    return claimed.contains(by_derived_id.id) ||
           (procedure.steps.size() > 1 && contradicts(by_derived_id, change));
}

}  // namespace

Step* find_step(OrderRow order, Procedure& procedure, const StepId& stated) {
    Step* out = nullptr;
    for (auto& step : procedure.steps)
        if (is_named_step(order, procedure, step, stated)) out = &step;
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
    if (!id.empty()) {  // stated, or derived as in an earlier message
        place.step = find_step(order.row, procedure, id);
        const bool is_kept = place.step != nullptr && was_begun(*place.step) && place.step->id == id &&
                             change.replacement == Replacement::replacement;
        if (is_kept) place.step = nullptr;
        if (is_kept || change.states_step) return place;
        const bool is_taken = place.step != nullptr && is_anothers(*place.step, procedure, change, claimed);
        if (place.step != nullptr && !is_taken) return place;
        place.step = nullptr;
        const bool is_known =
            std::ranges::any_of(free, [&](const Candidate& c) { return has_number(c, change); });
        if (is_taken && !is_known && change.action == OrderAction::create) return place;  // one more order
    }
    if (free.size() > 1 || (free.empty() && !unclaimed.empty()))
        return Problem{Code::conflict, place_of_step(change),
                       "the procedure has several steps; the step id must tell which one is meant"};
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
            return !is_named_step(order.row, *c.procedure, *c.step, asked(change).id);
        });
    else if (steps.size() > 1)
        drop_contradicted(steps, change);
    std::vector<Step*> out;
    for (const auto& candidate : steps) out.push_back(candidate.step);
    return out;
}

}  // namespace mwl::domain
