#pragma once
// Loading of what a unit of work names: statements for one pipeline, and the model put together from their
// answers. Private to store.

#include <optional>
#include <vector>

#include "mwl/domain/known.h"
#include "store/raw_connection.h"

namespace mwl::store {

// Locks the names themselves, then patients, then orders, each in order of rows; then reads what belongs to
// them.
std::vector<Command> load_commands(const Keys& keys);

// `answers` as given for load_commands(). None: an order went to another patient while its lock was waited
// for; the unit of work has to run again.
std::optional<Known> known_from(const std::vector<Answer>& answers);

}  // namespace mwl::store
