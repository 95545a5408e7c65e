#pragma once
// HL7 order and ADT messages -> changes, with a note for every value that did not come from its own field
// (interop.md 2 to 4). Pure functions of (message, profile, time of receipt).

#include <functional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"
#include "mwl/domain/change.h"
#include "mwl/hl7/message.h"
#include "mwl/mapping/profile.h"

namespace mwl::mapping {

// Whether the broker has a device of this AE title: a station of another name would hide the step from every
// device. Empty: not asked.
using KnownStations = std::function<bool(const AeTitle&)>;

// Problems: unsupported_type / _event / _processing / _version (the message is not taken: AR), or what is
// wrong with its content and where (AE). Nothing is invented silently.
Result<MessageChanges> changes_from_hl7(const hl7::Message& message, const SiteProfile& profile,
                                        Instant received_at, const KnownStations& knows = {});

// "ORM^O01" … and, for all events of a type, "ADT": what a profile may name.
std::vector<std::string> message_types_taken();

}  // namespace mwl::mapping
