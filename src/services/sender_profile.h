#pragma once
// Which profile reads the messages of a sender. Private to services.

#include <vector>

#include "mwl/hl7/message.h"
#include "mwl/mapping/profile.h"

namespace mwl::services {

// The first that fits MSH-3 and MSH-4, whatever their case; nullptr: none.
const mapping::SiteProfile* profile_for(const std::vector<mapping::SiteProfile>& profiles,
                                        const hl7::RawHeader& header);

}  // namespace mwl::services
