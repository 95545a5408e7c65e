#include "worklist/asked_zone.h"

#include <algorithm>

#include "mwl/base/parts.h"

namespace mwl::worklist {
namespace {

namespace tags = dataset::tags;
using std::chrono::minutes;

// On a day of change both offsets hold.
bool holds_on(const Zone& zone, LocalDate date, minutes offset) {
    const auto offset_at_midnight = [&zone](LocalDate day) {
        return zone.offset_at(zone.to_instant({day, TimeOfDay{0}}).at);
    };
    return offset_at_midnight(date) == offset || offset_at_midnight(next_day(date)) == offset;
}

bool holds_on_any(const Zone& zone, const std::vector<DateRange>& dates, minutes offset) {
    return std::ranges::any_of(dates, [&](const DateRange& range) {
        return (range.first && holds_on(zone, *range.first, offset)) ||
               (range.last && holds_on(zone, *range.last, offset));
    });
}

}  // namespace

Zone asked_zone(const dataset::Dataset& identifier, const std::vector<DateRange>& dates, const Asker& asker,
                Remarks& remarks) {
    const auto text = trimmed(identifier.value(tags::TimezoneOffsetFromUTC), kDicomPadding);
    if (text.empty()) return asker.zone;
    const auto offset = parse_utc_offset(text);
    if (!offset) {
        remarks.add(describe(tags::TimezoneOffsetFromUTC) + " cannot be read; the device's zone was taken");
        return asker.zone;
    }
    if (asker.zone.offset_at(asker.now) == *offset || holds_on_any(asker.zone, dates, *offset))
        return asker.zone;
    remarks.add(describe(tags::TimezoneOffsetFromUTC) + " is not an offset of the device's zone " +
                asker.zone.name() + "; dates are read at that fixed offset");
    return Zone::fixed(*offset);
}

}  // namespace mwl::worklist
