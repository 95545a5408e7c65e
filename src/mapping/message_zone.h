#pragma once
// In which zone a message writes the times that have no offset (interop.md 1, Times). Private to mapping.

#include "mapping/reading.h"

namespace mwl::mapping {

// The offset of MSH-7 is that of the day of sending. Where the sender's zone had it then, the zone is meant,
// so that an order sent in summer for a day in winter is not an hour off; else it is a fixed offset for
// the whole message, unless the profile ignores it.
AssumedZone assumed_zone(const SiteProfile& profile, const hl7::Message& message);

}  // namespace mwl::mapping
