#pragma once
// How a list is read page by page: first the places of its rows, bounded in work, then the rows. Private to
// store.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/store/records.h"
#include "store/runner.h"

namespace mwl::store {

// Later than any row.
inline constexpr Instant kEndOfTime = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);
inline constexpr ListPlace kBeginning{kEndOfTime, std::numeric_limits<std::int64_t>::max()};
inline constexpr int kMostLooks = 1000;  // rows that a search looks at for one page

// What one page wants of a list, newest first.
struct Walk {
    const Sql& places;  // made by places_in()
    Params filter;
    bool is_filtered = false;  // then more rows are looked at than shown
    ListPlace after = kBeginning;
    Instant from{};  // older rows are left out
    int limit = kUsualRows;
    bool is_monthly = true;  // read in two steps back in time: few months are opened for a page
};

struct Places {
    std::vector<ListPlace> found;
    std::optional<ListPlace> next;  // none: the list is at its end
};

// The columns of a row's place in a list, and the condition under which a row fits the filter, whose values
// are $5 and following.
struct Keyset {
    std::string_view at;
    std::string_view row;
    std::string_view fits;
};

// The statement that finds places: `from` is its "from … where …", which may narrow by the filter. It takes
// $1 since when, $2 and $3 the place after which to go on, $4 how many rows to look at; it returns instant,
// row and whether the row fits. All arguments must be constants.
std::string places_in(const Keyset& list, std::string_view from);

Places walk(const Runner& runner, const Walk& walk, Instant now);

// One statement in a transaction of its own, planned for its values: one round trip.
Rows ask_for_values(const Runner& runner, const Sql& sql, const Params& params);

// The places as two lists, $1 and $2, and the first and last instant, $3 and $4: the months to be opened.
Params params_of(const std::vector<ListPlace>& places);

// Nothing outside of the window is found.
void keep_within(Walk& walk, const TimeWindow& window);

inline int rows_of(int limit) noexcept { return std::clamp(limit, 1, kMostRows); }

// Finds the places of a page, and calls `read` with them for its rows if there are any.
template <typename Page, typename Read>
Page read_page(const Runner& runner, Walk wanted, const typename Page::Asked& asked, Instant now,
               const Read& read) {
    wanted.limit = rows_of(asked.limit);
    if (asked.after) wanted.after = std::min(wanted.after, asked.after->place());
    const auto places = walk(runner, wanted, now);
    Page page;
    if (!places.found.empty()) page.rows = read(places.found);
    if (places.next) page.next = typename Page::Cursor(*places.next);
    return page;
}

}  // namespace mwl::store
