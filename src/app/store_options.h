#pragma once
// What each part takes from the settings, where a command needs it too.

#include "mwl/config/settings.h"
#include "mwl/services/chores.h"
#include "mwl/store/store.h"

namespace mwl::app {

store::StoreOptions store_options(const config::Settings& settings);
services::ChoreOptions chore_options(const config::Settings& settings);

}  // namespace mwl::app
