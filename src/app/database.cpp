#include <cstdio>

#include "app/commands.h"
#include "app/options.h"
#include "mwl/store/migrate.h"

namespace mwl::app {

int migrate(const ConfigOptions& options) {
    const auto settings = settings_of(options);
    const auto report = store::migrate(store_options(settings), log_to_stderr(settings.log_level));
    for (const auto& file : report.applied) std::printf("applied %s\n", file.c_str());
    std::printf("schema version %d\n", report.version);
    return kDone;
}

}  // namespace mwl::app
