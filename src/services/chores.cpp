#include "mwl/services/chores.h"

#include "mwl/base/enum_names.h"

namespace mwl::services {
namespace {

constexpr int kBatchesAtOnce = 20;

bool forget(store::Upkeep& upkeep, const ChoreOptions& options, Instant now, ChoreReport& report) {
    bool has_forgotten = false;
    for (const auto& [kept, months] : options.months_kept)
        for (auto& table : upkeep.forget_months(kept, month_before(now, months), options.by)) {
            report.months_forgotten.push_back(std::move(table));
            has_forgotten = true;
        }
    return has_forgotten;
}

// True if the last batch found anything, so that there may be more.
template <typename Batch>
bool some_batches(int& counted, const Batch& batch) {
    for (int i = 0; i < kBatchesAtOnce; ++i) {
        const int done = batch();
        if (done == 0) return false;
        counted += done;
    }
    return true;
}

constexpr auto kChoreNames = enum_names<Chore>({
    {Chore::make_months, "make months"},
    {Chore::forget_months, "forget months"},
    {Chore::expire_steps, "expire steps"},
    {Chore::offer_steps_again, "offer steps again"},
});

}  // namespace

Instant expires_before(const std::optional<std::chrono::days>& expire_after, Instant now) {
    return expire_after ? now - *expire_after - std::chrono::days(1) : Instant{};
}

Instant month_before(Instant now, int months) {
    const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
    const auto month = std::chrono::year_month(today.year(), today.month()) - std::chrono::months(months);
    return std::chrono::sys_days(month / 1);
}

std::string_view name_of(Chore chore) noexcept { return kChoreNames.of(chore); }

bool do_chore(Chore chore, store::Upkeep& upkeep, const ChoreOptions& options, Instant now,
              ChoreReport& report) {
    const auto before = expires_before(options.expire_after, now);
    switch (chore) {
        case Chore::make_months:
            return some_batches(report.months_made, [&] { return upkeep.make_months(); });
        case Chore::forget_months:
            return forget(upkeep, options, now, report);
        case Chore::expire_steps:
            return some_batches(report.steps_expired, [&] { return upkeep.expire_steps(before); });
        case Chore::offer_steps_again:
            return some_batches(report.steps_offered_again, [&] { return upkeep.offer_steps_again(before); });
    }
    return false;
}

}  // namespace mwl::services
