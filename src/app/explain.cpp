// explain: what messages in files would do, without a database.
#include <cstdio>

#include "app/commands.h"
#include "mwl/base/clock.h"
#include "mwl/report/explanation.h"
#include "mwl/services/explanation.h"
#include "sim/replay.h"

namespace mwl::app {
int explain(const ExplainCommand& command) {
    const auto profiles = profiles_of(command.profile, zone_named(command.zone), command.config);
    const auto now = system_clock().now();
    bool is_refused = false;
    for (const auto& file : command.files)
        for (const auto& bytes : sim::read_messages(file, zone_named(command.zone), now)) {
            const auto explained = services::explain(bytes, profiles, now);
            is_refused = is_refused || explained.refused.has_value();
            const auto text = command.as_json ? report::explanation_json(explained) + "\n"
                                              : report::explanation_text(explained);
            std::fputs(text.c_str(), stdout);
        }
    return is_refused ? kFailed : kDone;
}

}  // namespace mwl::app
