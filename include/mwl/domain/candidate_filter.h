#pragma once
// How `worklist` tells `store` which steps may match: it narrows, and may let through too many steps, never
// too few (architecture.md, decision 3).

#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/domain/model.h"

namespace mwl::domain {

// Every stated condition holds for every candidate. The maker of the filter has already widened the
// conditions as needed.
struct CandidateFilter {
    std::optional<Instant> from;          // start >= from
    std::optional<Instant> to;            // start < to
    std::vector<AeTitle> stations;        // any of them, or steps without a station; empty: all
    std::vector<std::string> modalities;  // any of them; empty: all
    std::string patient_id;               // exact; empty: all
    std::string accession;                // exact; empty: all
    std::vector<StudyUid> studies;        // any of them; empty: all
    std::string step_id;                  // exact; empty: all
    std::string procedure_id;             // exact; empty: all
    std::string folded_name_prefix;       // text::fold of the literal beginning of the alphabetic name
    std::vector<StepStatus> statuses;     // any of them; empty: the open ones
    bool hidden_too = false;              // to explain: withheld and expired steps, which no worklist shows
    // Only this many of those that fit: the ones that start first, in order of start. 0: all.
    int soonest = 0;
};

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
