#pragma once
// Dates and times of day as people and modalities write them: without a zone. They become an Instant only
// together with a Zone (zone.h), and only in `mapping` and `worklist`.

#include <chrono>
#include <compare>
#include <string>

#include "mwl/base/clock.h"

namespace mwl::time {

using LocalDate = std::chrono::year_month_day;  // always ok() when a function of this program returns one

// Since midnight, 0 <= value < 24 h. What clocks show, also on days with 23 or 25 hours.
using TimeOfDay = std::chrono::microseconds;

struct LocalDateTime {
    LocalDate date;
    TimeOfDay time{0};
    friend auto operator<=>(const LocalDateTime&, const LocalDateTime&) = default;
    friend bool operator==(const LocalDateTime&, const LocalDateTime&) = default;
};

LocalDate next_day(LocalDate date);
LocalDate previous_day(LocalDate date);

// False for what no instant in the program may be: years before 1900 or after 2200 (some senders write
// 99991231 for "none").
bool is_plausible(LocalDate date) noexcept;
bool is_plausible(Instant at) noexcept;  // its date in UTC

// False for years 1 and 9999, which some systems write for "no date", and for years that a DA cannot hold.
bool is_birth_date(LocalDate date) noexcept;

}  // namespace mwl::time

namespace mwl {
using namespace time;  // the vocabulary of every folder
}
