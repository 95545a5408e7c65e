#pragma once
// Worklist items by SQL. Private to store.

#include "mwl/store/candidates.h"
#include "store/runner.h"

namespace mwl::store {

// Thread-safe.
class PgCandidates final : public CandidateSource {
public:
    explicit PgCandidates(const Runner& runner) : runner_(runner) {}

    void for_each(const CandidateFilter& filter, const std::function<bool(WorklistItem&&)>& take) override;

    // Every step that starts in [from, to), in order of start.
    std::vector<WorklistItem> steps_between(Instant from, Instant to, int limit);
    // Every step of one order, in order of start.
    std::vector<WorklistItem> steps_of(const AccessionNumber& order);

private:
    const Runner& runner_;
};

}  // namespace mwl::store
