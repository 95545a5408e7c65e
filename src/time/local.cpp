#include "mwl/time/local.h"

namespace mwl::time {

LocalDate next_day(LocalDate date) { return std::chrono::sys_days{date} + std::chrono::days{1}; }
LocalDate previous_day(LocalDate date) { return std::chrono::sys_days{date} - std::chrono::days{1}; }

bool is_plausible(LocalDate date) noexcept {
    return date.year() >= std::chrono::year{1900} && date.year() <= std::chrono::year{2200};
}

bool is_plausible(Instant at) noexcept {
    return is_plausible(LocalDate{std::chrono::floor<std::chrono::days>(at)});
}

bool is_birth_date(LocalDate date) noexcept {
    return date.year() > std::chrono::year{1} && date.year() < std::chrono::year{9999};
}

}  // namespace mwl::time
