#pragma once
#include "mwl/config/settings.h"
#include "mwl/store/store.h"

namespace mwl::app {

store::StoreOptions store_options(const config::Settings& settings);

}  // namespace mwl::app
