#pragma once
// SPS Start Date and Start Time of a query as one condition (PS3.4 C.2.2.2.5, K.6.1.2.2; interop.md 5). Pure.
// What is compared is what the asking device would be shown: date and time in its zone.
//
//   date range and time range    one interval, from (first date, first time) to (last date, last time); a
//                                missing bound is the start or the end of that day; reversed: empty
//   time range without a date    the same on every day; one that crosses midnight means both sides of
//   midnight anything else                date and time each by itself; a reversed time range is empty

#include <optional>
#include <vector>

#include "mwl/time/dicom_time.h"
#include "worklist/shown_start.h"

namespace mwl::worklist {

// Immutable once built. No alternatives: universal. Several: any of them (a known deviation of devices).
struct StartWindow {
    std::vector<DateRange> dates;
    std::vector<TimeRange> times;

    struct Verdict {
        bool date_fits = true;
        bool time_fits = true;
    };
    // The best that any pair of alternatives gives.
    Verdict check(const ShownStart& start) const noexcept;

    // From the earliest first date to the latest last date; a missing bound is open.
    struct Dates {
        std::optional<LocalDate> first;
        std::optional<LocalDate> last;
    };
    Dates span() const noexcept;
};

bool fits(const DateRange& range, LocalDate date) noexcept;
// A range that crosses midnight holds both sides of it.
bool fits(const TimeRange& range, TimeOfDay time) noexcept;

}  // namespace mwl::worklist
