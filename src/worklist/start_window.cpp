#include "worklist/start_window.h"

#include <algorithm>

namespace mwl::worklist {
namespace {

using Verdict = StartWindow::Verdict;

constexpr TimeOfDay kEndOfDay = std::chrono::hours{24} - std::chrono::microseconds{1};

TimeOfDay first_of(const TimeRange& range) noexcept {
    return range.first ? range.first->first : TimeOfDay{0};
}
TimeOfDay last_of(const TimeRange& range) noexcept { return range.last ? range.last->last : kEndOfDay; }
bool is_reversed(const TimeRange& range) noexcept { return last_of(range) < first_of(range); }

// Only the bounds' own days look at the time; a bound without a date has no day to look at.
Verdict in_interval(const DateRange& date, const TimeRange& time, const ShownStart& start) noexcept {
    if (!fits(date, start.local.date)) return {false, true};
    if (start.all_day) {
        const bool is_empty = date.first && date.first == date.last && is_reversed(time);
        return {true, !is_empty};
    }
    const bool before = date.first && start.local < LocalDateTime{*date.first, first_of(time)};
    const bool after = date.last && LocalDateTime{*date.last, last_of(time)} < start.local;
    return {true, !before && !after};
}

Verdict check_pair(const DateRange* date, const TimeRange* time, const ShownStart& start) noexcept {
    if (date != nullptr && time != nullptr && date->is_range && time->is_range)
        return in_interval(*date, *time, start);
    Verdict verdict;
    if (date != nullptr) verdict.date_fits = fits(*date, start.local.date);
    if (time != nullptr) {
        const bool is_empty = date != nullptr && is_reversed(*time);
        verdict.time_fits = !is_empty && (start.all_day || fits(*time, start.local.time));
    }
    return verdict;
}

int failures(const Verdict& verdict) noexcept {
    return (verdict.date_fits ? 0 : 1) + (verdict.time_fits ? 0 : 1);
}

// The alternatives of a key, or one nullptr for a key that is universal.
template <typename Range>
std::size_t count(const std::vector<Range>& alternatives) noexcept {
    return std::max<std::size_t>(alternatives.size(), 1);
}
template <typename Range>
const Range* at(const std::vector<Range>& alternatives, std::size_t n) noexcept {
    return alternatives.empty() ? nullptr : &alternatives[n];
}

}  // namespace

bool fits(const DateRange& range, LocalDate date) noexcept {
    return (!range.first || *range.first <= date) && (!range.last || date <= *range.last);
}

bool fits(const TimeRange& range, TimeOfDay time) noexcept {
    const bool from = first_of(range) <= time;
    const bool to = time <= last_of(range);
    return is_reversed(range) ? from || to : from && to;
}

StartWindow::Verdict StartWindow::check(const ShownStart& start) const noexcept {
    Verdict best{false, false};
    for (std::size_t d = 0; d < count(dates); ++d)
        for (std::size_t t = 0; t < count(times); ++t) {
            const Verdict verdict = check_pair(at(dates, d), at(times, t), start);
            if (failures(verdict) < failures(best)) best = verdict;
            if (failures(best) == 0) return best;
        }
    // A universal key never fails.
    return {best.date_fits || dates.empty(), best.time_fits || times.empty()};
}

StartWindow::Dates StartWindow::span() const noexcept {
    if (dates.empty()) return {};
    Dates out{dates.front().first, dates.front().last};
    for (const auto& range : dates) {
        out.first =
            range.first && out.first ? std::optional{std::min(*range.first, *out.first)} : std::nullopt;
        out.last = range.last && out.last ? std::optional{std::max(*range.last, *out.last)} : std::nullopt;
    }
    return out;
}

}  // namespace mwl::worklist
