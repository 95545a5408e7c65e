#include "mwl/time/local.h"

namespace mwl::time {

LocalDate next_day(LocalDate date) { return std::chrono::sys_days{date} + std::chrono::days{1}; }
LocalDate previous_day(LocalDate date) { return std::chrono::sys_days{date} - std::chrono::days{1}; }

}  // namespace mwl::time
