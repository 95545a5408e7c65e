#include "services/alarm.h"

namespace mwl::services {

void log_alarm(const Log& log, store::Alarm kind, std::string_view record, std::string_view what) {
    log.warn("alarm raised", {{"kind", store::name_of(kind)}, {"record", record}, {"what", what}});
}

void log_alarm_over(const Log& log, store::Alarm kind, std::string_view record) {
    log.info("alarm over", {{"kind", store::name_of(kind)}, {"record", record}});
}

}  // namespace mwl::services
