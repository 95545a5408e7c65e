#include "domain/naming.h"

#include <algorithm>

namespace mwl::domain {
namespace {

template <typename Claim>
bool any_step(const Order& order, Claim claim) {
    return std::ranges::any_of(order.procedures, [&](const Procedure& procedure) {
        return std::ranges::any_of(procedure.steps, [&](const Step& step) { return claim(procedure, step); });
    });
}

bool differ(const OrderNumber& stored, const OrderNumber& stated) {
    return !stored.empty() && !stated.empty() && stored != stated;
}

}  // namespace

bool has_study(const Procedure& procedure, const Step& /*step*/, const OrderChange& change) {
    return names_study(change) && procedure.study == named(change).study;
}
bool has_filler(const Procedure& /*procedure*/, const Step& step, const OrderChange& change) {
    return !asked(change).filler.empty() && step.filler == asked(change).filler;
}
bool has_placer(const Procedure& /*procedure*/, const Step& step, const OrderChange& change) {
    return !asked(change).placer.empty() && step.placer == asked(change).placer;
}
bool has_id(const Procedure& procedure, const Step& /*step*/, const OrderChange& change) {
    return !named(change).id.empty() && procedure.id == named(change).id;
}
bool has_code(const Procedure& procedure, const Step& step, const OrderChange& change) {
    const auto& code = named(change).code;
    return !code->empty() && code->value == procedure.code->value && code->scheme == procedure.code->scheme &&
           !contradicts(step, change);
}

bool contradicts(const Step& step, const OrderChange& change) {
    return differ(step.filler, asked(change).filler) || differ(step.placer, asked(change).placer);
}

bool contradicts(const Order& order, const OrderChange& change) {
    return !any_step(order, [&](const Procedure&, const Step& step) { return !contradicts(step, change); });
}

bool fits_any(const Order& order, Fits way, const OrderChange& change) {
    return any_step(
        order, [&](const Procedure& procedure, const Step& step) { return way(procedure, step, change); });
}

bool is_open(const Order& order) {
    return any_step(order, [](const Procedure&, const Step& step) { return is_open(step.status); });
}

bool has_offered_step(const Order& order) {
    return any_step(order,
                    [](const Procedure&, const Step& step) { return is_open(step.status) && !step.expired; });
}

bool is_withheld(const Order& order) {
    return any_step(order, [](const Procedure&, const Step& step) { return step.withheld; });
}

bool is_finished(const Order& order) {
    return !any_step(order, [](const Procedure&, const Step& step) { return !is_over(step.status); });
}

}  // namespace mwl::domain
