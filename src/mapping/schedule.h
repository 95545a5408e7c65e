#pragma once
// When and on what kind of machine a step is to be done (interop.md 2). Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/model.h"

namespace mwl::mapping {

// What may replace a start that the message does not hold, and whether there must be one (`is_new`). A start
// that cannot be read is noted and the next field of the profile is tried; if none is left, the profile's
// policy for a missing start decides.
struct StandIns {
    bool is_new;
    Instant received_at;
    std::optional<Instant> ordered_at;  // ORC-9, ORC-15
};
void read_start(Reading& reading, const Group& order, const StandIns& stand_ins, Step& step);
// `is_new`: there must be one; otherwise an empty field leaves it as it is.
Stated<std::string> read_modality(Reading& reading, const Group& order, bool is_new);
Stated<std::string> read_priority(Reading& reading, const Group& order, bool is_new);

Stated<std::optional<Instant>> read_requested_at(Reading& reading, const Group& order, bool is_new);

}  // namespace mwl::mapping
