#pragma once
// How a device is answered: the table of its policies. To add a policy, add a row here, a member of Device
// and its use; store, files, documentation and commands read the table. Pure, thread-safe.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mwl/base/policy.h"
#include "mwl/domain/device.h"
#include "mwl/text/charset.h"
#include "mwl/time/zone.h"

namespace mwl::domain {

const std::vector<Policy<Device>>& device_policies();

// A policy as the database holds it.
struct WrittenPolicy {
    std::string key;
    std::optional<PolicyValue> value;  // none: JSON of a kind that no policy has
    std::string json;
};

// Reads them into `device`; what cannot be followed becomes one of its faults.
void take_policies(Device& device, const std::vector<WrittenPolicy>& written);

// The policies that differ from those of a Device{}, in the order of the table. Without the faults.
std::vector<std::pair<std::string, PolicyValue>> policies_of(const Device& device);

// The first fault because of which this device must not be answered: with another time zone or character set
// than the one meant, an answer would be wrong and nobody would see it. nullptr: the device may be answered.
const PolicyFault* refusing_fault(const Device& device) noexcept;

// For people: device, key, value, what is wrong and what to do.
std::string to_string(const Device& device, const PolicyFault& fault);

// Readers of kinds of values that devices share with settings and profiles.
Zone zone_of(const PolicyInput& input);  // IANA name
text::Charset dicom_charset_of(const PolicyInput& input);

}  // namespace mwl::domain
