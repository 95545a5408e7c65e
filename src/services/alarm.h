#pragma once
// The log line of an alarm: "alarm raised", at warn. Written once, after the commit that stores what needs a
// person. Private to services.

#include <string>
#include <string_view>

#include "mwl/base/log.h"
#include "mwl/store/alarms.h"

namespace mwl::services {

// `record`: where a person finds it, "mpps 1.2.3", "receipt 4711", "outbox 17". `what` holds no name of a
// person.
void log_alarm(const Log& log, store::Alarm kind, std::string_view record, std::string_view what);
// For an alarm that ends by itself: "alarm over", at info.
void log_alarm_over(const Log& log, store::Alarm kind, std::string_view record);

}  // namespace mwl::services
