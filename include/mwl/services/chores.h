#pragma once
// The regular work of a broker as time passes, as a list of chores, each of a few statements.

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/store/upkeep.h"

namespace mwl::services {

struct ChoreOptions {
    // How long after its day an open step is too old to be offered; none: never.
    std::optional<std::chrono::days> expire_after;
    // How many whole months are kept besides the present one; a kind that is left out is kept for ever.
    std::map<store::Kept, int> months_kept;
    // Who asks for it; none: the broker itself.
    std::optional<store::Act> by;
};

// An open step that starts before this has expired: its day is over a day after its start, whatever its zone.
// Without `expire_after`: 1970-01-01.
Instant expires_before(const std::optional<std::chrono::days>& expire_after, Instant now);
// The beginning (UTC) of the month `months` before that of `now`.
Instant month_before(Instant now, int months);

struct ChoreReport {
    int months_made = 0;
    std::vector<std::string> months_forgotten;  // tables
    int steps_expired = 0;
    int steps_offered_again = 0;
};

enum class Chore { make_months, forget_months, expire_steps, offer_steps_again };
inline constexpr std::array kChores{Chore::make_months, Chore::forget_months, Chore::expire_steps,
                                    Chore::offer_steps_again};
std::string_view name_of(Chore chore) noexcept;

// Does a bounded part of a chore, and adds to the report what was done, also if it then fails. True: there
// may be more to do. Forgetting drops at most one month of each table. Throws StoreError, also if a table
// cannot be locked at once.
bool do_chore(Chore chore, store::Upkeep& upkeep, const ChoreOptions& options, Instant now,
              ChoreReport& report);

}  // namespace mwl::services
