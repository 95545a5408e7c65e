#include "mwl/services/chores.h"

namespace mwl::services {
namespace {

void forget(store::Upkeep& upkeep, const ChoreOptions& options, Instant now, ChoreReport& report) {
    for (const auto& [kept, months] : options.months_kept)
        for (auto& table : upkeep.forget_months(kept, month_before(now, months)))
            report.months_forgotten.push_back(std::move(table));
}

void expire(store::Upkeep& upkeep, const ChoreOptions& options, Instant now, ChoreReport& report) {
    const auto before = expires_before(options.expire_after, now);
    if (!before) return;
    while (const int some = upkeep.expire_steps(*before)) report.steps_expired += some;
}

void offer_again(store::Upkeep& upkeep, const ChoreOptions& options, Instant now, ChoreReport& report) {
    const auto before = expires_before(options.expire_after, now);
    if (!before) return;
    while (const int some = upkeep.offer_steps_again(*before)) report.steps_offered_again += some;
}

}  // namespace

std::optional<Instant> expires_before(const std::optional<std::chrono::days>& expire_after, Instant now) {
    if (!expire_after) return std::nullopt;
    return now - *expire_after - std::chrono::days(1);
}

Instant month_before(Instant now, int months) {
    const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
    const auto month = std::chrono::year_month(today.year(), today.month()) - std::chrono::months(months);
    return std::chrono::sys_days(month / 1);
}

std::string_view name_of(Chore chore) noexcept {
    switch (chore) {
        case Chore::make_months:
            return "make months";
        case Chore::forget_months:
            return "forget months";
        case Chore::expire_steps:
            return "expire steps";
        case Chore::offer_steps_again:
            return "offer steps again";
    }
    return "";
}

void do_chore(Chore chore, store::Upkeep& upkeep, const ChoreOptions& options, Instant now,
              ChoreReport& report) {
    switch (chore) {
        case Chore::make_months:
            report.months_made += upkeep.make_months();
            return;
        case Chore::forget_months:
            return forget(upkeep, options, now, report);
        case Chore::expire_steps:
            return expire(upkeep, options, now, report);
        case Chore::offer_steps_again:
            return offer_again(upkeep, options, now, report);
    }
}

}  // namespace mwl::services
