#include "worklist/shown_start.h"

namespace mwl::worklist {

std::optional<ShownStart> shown_start(const Step& step, const Zone& zone) {
    if (!step.start.get()) return std::nullopt;
    const Instant start = *step.start.get();
    const LocalDateTime local = zone.to_local(start);
    if (!step.all_day.get()) return ShownStart{local, start, false};
    const LocalDateTime midnight{step.local_date.get().value_or(local.date), TimeOfDay{0}};
    return ShownStart{midnight, zone.to_instant(midnight).at, true};
}

}  // namespace mwl::worklist
