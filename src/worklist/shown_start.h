#pragma once
// When a step starts, as the asking device reads it (interop.md 5, Zone). Pure.

#include <optional>

#include "mwl/domain/model.h"
#include "mwl/time/zone.h"

namespace mwl::worklist {

struct ShownStart {
    LocalDateTime local;   // in the asker's zone
    Instant at;            // whose offset from UTC is the answer's
    bool all_day = false;  // fits every time of local.date
};

// An all-day step belongs to its date at the performing site, wherever it is asked for from, and is shown at
// 00:00. Without a start: nothing.
std::optional<ShownStart> shown_start(const Step& step, const Zone& zone);

}  // namespace mwl::worklist
