#pragma once
// The seam between SQL and the matcher: SQL narrows and may return too much, never too little
// (architecture.md, decision 3). An in-memory view may replace it without touching a rule.

#include <cstdint>
#include <functional>

#include "mwl/domain/candidate_filter.h"
#include "mwl/domain/model.h"

namespace mwl::store {

// Thread-safe; throws StoreError. Steps that lack a Type 1 value are never candidates; withheld and expired
// ones are candidates only if the filter asks for them.
class CandidateSource {
public:
    virtual ~CandidateSource() = default;
    // Calls `take` for each candidate in answer order (open before started, start, priority, accession, step
    // id; with `soonest` by start alone) from one consistent snapshot until it returns false. The session is
    // given back before this returns; `take` must be quick and never wait for a peer.
    virtual void for_each(const CandidateFilter& filter, const std::function<bool(WorklistItem&&)>& take) = 0;
    // How often since the start a step was left out because its rows could not be read (changed by hand): the
    // others are still answered, and the log names it.
    virtual std::uint64_t unreadable() const noexcept { return 0; }
};

}  // namespace mwl::store
