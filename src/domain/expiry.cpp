#include "mwl/domain/expiry.h"

#include "domain/naming.h"

namespace mwl::domain {
namespace {

bool is_too_old(const Step& step, Instant before) {
    return is_open(step.status) && step.start.is_stated() && *step.start && **step.start < before;
}

TimelineEntry what_happens(OrderRow order, const Step& step) {
    if (step.expired)
        return {order, "step expired", step.id.str() + ", its day is too long past (worklist.expire_days)"};
    return {order, "step offered again", step.id.str() + ", it is not too old any more"};
}

}  // namespace

void settle_expiry(Effects& effects, Instant before) {
    for (auto& order : effects.orders) {
        for (auto& procedure : order.procedures)
            for (auto& step : procedure.steps) {
                const bool expires = is_too_old(step, before);
                if (step.expired == expires) continue;
                step.expired = expires;
                // The other order of its study need not be known here: the alarm looks for it.
                order.shares_study = order.shares_study || !expires;
                if (is_open(step.status)) effects.timeline.push_back(what_happens(order.row, step));
            }
        order.shares_study = order.shares_study && has_offered_step(order);
    }
}

}  // namespace mwl::domain
