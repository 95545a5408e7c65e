#include "store/paging.h"

#include <algorithm>
#include <array>

namespace mwl::store {
namespace {

// So a page of ten years of rows opens three months' tables, not a hundred, unless it must.
constexpr std::array kBackInTime{std::chrono::hours(24 * 62), std::chrono::hours(24 * 500)};

struct Seen {
    ListPlace place;
    bool fits = false;
};

// Takes rows until the page is full or enough were looked at.
class Walker {
public:
    Walker(const Runner& runner, const Walk& walk) : runner_(runner), walk_(walk), at_(walk.after) {
        looks_ = walk.is_filtered ? kMostLooks : walk.limit + 1;
    }

    // True when there is nothing more to look for. Most filters fit many rows: few are looked at first.
    bool look_since(Instant since) {
        for (int wanted = std::min(looks_, walk_.limit + 1); looks_ > 0; wanted = looks_) {
            const auto rows = ask(since, wanted);
            for (const auto& values : rows) {
                Row row(values);
                const ListPlace place{row.instant(), row.number()};
                if (take({place, row.flag()})) return true;
            }
            if (rows.size() < static_cast<std::size_t>(wanted)) {
                at_ = {since, 0};
                return since <= walk_.from;
            }
        }
        found_.next = at_;
        return true;
    }
    Places found() && { return std::move(found_); }

private:
    Rows ask(Instant since, int rows) const {
        Params params = Params().instant(since).instant(at_.at).number(at_.row).number(rows);
        return ask_for_values(runner_, walk_.places, params.all_of(walk_.filter));
    }

    bool take(const Seen& seen) {
        if (seen.fits && found_.found.size() == static_cast<std::size_t>(walk_.limit)) {
            found_.next = found_.found.back();
            return true;
        }
        at_ = seen.place;
        --looks_;
        if (seen.fits) found_.found.push_back(seen.place);
        return false;
    }

    const Runner& runner_;
    const Walk& walk_;
    ListPlace at_;
    int looks_ = 0;
    Places found_;
};

}  // namespace

Places walk(const Runner& runner, const Walk& walk, Instant now) {
    Walker walker(runner, walk);
    const Instant newest = std::min(walk.after.at, now);
    if (walk.is_monthly)
        for (const auto back : kBackInTime)
            if (const auto since = newest - back; since > walk.from && walker.look_since(since))
                return std::move(walker).found();
    (void)walker.look_since(walk.from);
    return std::move(walker).found();
}

void keep_within(Walk& walk, const TimeWindow& window) {
    if (window.from) walk.from = *window.from;
    if (window.to) walk.after = std::min(walk.after, {*window.to, 0});
}

std::string places_in(const Keyset& list, std::string_view from) {
    std::string sql = R"sql(
    select (extract(epoch from {at}) * 1e6)::bigint, {row}, {fits}
    {from}
      and {at} between to_timestamp($1::bigint / 1e6) and to_timestamp($2::bigint / 1e6)
      and ({at}, {row}) < (to_timestamp($2::bigint / 1e6), $3::bigint)
    order by {at} desc, {row} desc
    limit $4::bigint)sql";
    for (const auto& [place, text] : {std::pair<std::string_view, std::string_view>{"{from}", from},
                                      {"{fits}", list.fits},
                                      {"{at}", list.at},
                                      {"{row}", list.row}})
        for (auto at = sql.find(place); at != std::string::npos; at = sql.find(place, at + text.size()))
            sql.replace(at, place.size(), text);
    return sql;
}

Rows ask_for_values(const Runner& runner, const Sql& sql, const Params& params) {
    return std::move(runner.transact({kPlanForValues, {sql, params}}).at(1).rows);
}

Params params_of(const std::vector<ListPlace>& places) {
    std::vector<std::int64_t> instants;
    std::vector<std::int64_t> rows;
    for (const auto& place : places) {
        instants.push_back(micros(place.at));
        rows.push_back(place.row);
    }
    const auto [first, last] = std::ranges::minmax(instants);
    return Params().numbers(instants).numbers(rows).number(first).number(last);
}

}  // namespace mwl::store
