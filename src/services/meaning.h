#pragma once
// What the bytes of a message mean under the profile of its sender. Private to services.

#include <functional>
#include <string>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"
#include "mwl/domain/change.h"
#include "mwl/hl7/message.h"
#include "mwl/mapping/orders.h"

namespace mwl::services {

// mapping::changes_from_hl7, or what a test puts in its place.
using ReadChanges = std::function<Result<MessageChanges>(const hl7::Message&, const mapping::SiteProfile&,
                                                         Instant, const mapping::KnownStations&)>;

// `profile`: of the sender, or why there is none. An acknowledgement is ignored, whoever sent it.
Result<MessageChanges> changes_in(const std::string& bytes, const hl7::RawHeader& header,
                                  const Result<const mapping::SiteProfile*>& profile, Instant received_at,
                                  const ReadChanges& read, const mapping::KnownStations& knows = {});

}  // namespace mwl::services
