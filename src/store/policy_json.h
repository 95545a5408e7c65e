#pragma once
// Policies in the form of a jsonb column. Private to store.

#include <string>
#include <vector>

#include "mwl/domain/device_policies.h"

namespace mwl::store {

// One for each key, with its value as PostgreSQL prints it. If that cannot be parsed, WrittenPolicy::value is
// empty, as for JSON of a kind that no policy has.
std::vector<WrittenPolicy> written_policies(const std::vector<std::string>& keys,
                                            const std::vector<std::string>& values);

// The object: what differs from the defaults, and the faults as they were found.
std::string json_of_policies(const Device& device);

}  // namespace mwl::store
