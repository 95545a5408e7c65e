#pragma once
// Worklist items by SQL. Private to store.

#include <atomic>
#include <cstdint>
#include <optional>

#include "mwl/base/log.h"
#include "mwl/store/candidates.h"
#include "mwl/store/cursor.h"
#include "store/paging.h"
#include "store/runner.h"

namespace mwl::store {

// Thread-safe.
class PgCandidates final : public CandidateSource {
public:
    PgCandidates(const Runner& runner, const Log& log) : runner_(runner), log_(log) {}

    void for_each(const CandidateFilter& filter, const std::function<bool(WorklistItem&&)>& take) override;
    std::uint64_t unreadable() const noexcept override { return unreadable_; }

    // Steps after `after` that start before `to`, in order of start: up to `limit`, less those that cannot be
    // read.
    StepPage steps_between(const ListPlace& after, Instant to, int limit);
    // Steps of one order after `after`, the same; those without a start sort at kEndOfTime.
    StepPage steps_of(const AccessionNumber& order, const ListPlace& after, int limit);

private:
    void read_items(const Command& ids, const std::function<bool(WorklistItem&&)>& take);
    StepPage page_of(const Command& places, int limit);
    void give(Session& session, const std::vector<std::int64_t>& ids,
              const std::function<bool(WorklistItem&&)>& take);
    std::optional<WorklistItem> readable(const std::vector<Value>& values);

    const Runner& runner_;
    const Log log_;
    std::atomic<std::uint64_t> unreadable_{0};
};

}  // namespace mwl::store
