#include "mapping/message_zone.h"

#include "mwl/time/dicom_time.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {

AssumedZone assumed_zone(const SiteProfile& profile, const hl7::Message& message) {
    AssumedZone senders{profile.zone, "profile zone",
                        "times without an offset are read in " + profile.zone.name()};
    const auto field = field_of(message.segment("MSH"), 7);
    const auto sent = parse_hl7_time(field.part.component(1).text());
    if (!sent || !sent->offset || profile.msh7_offset == Msh7Offset::ignore) return senders;
    const auto at = sent->to_instant(profile.zone).at;
    if (!is_plausible(sent->local.date) || profile.zone.offset_at(at) == *sent->offset) return senders;
    return {Zone::fixed(*sent->offset), field.where,
            "times without an offset are read with the offset of MSH-7, " + print_utc_offset(*sent->offset) +
                ", which the sender's zone " + profile.zone.name() + " did not have then"};
}

}  // namespace mwl::mapping
