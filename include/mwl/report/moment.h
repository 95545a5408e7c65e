#pragma once
// Instants as people read them, in a zone that the page names. Pure.

#include <string>

#include "mwl/base/clock.h"
#include "mwl/report/html.h"
#include "mwl/time/local.h"
#include "mwl/time/zone.h"

namespace mwl::report {

std::string clock_time(TimeOfDay time);                // "08:05"
std::string long_date(LocalDate date);                 // "Friday, 20 November 2026"
std::string iso_date(LocalDate date);                  // "2026-11-20"
std::string local_time(Instant at, const Zone& zone);  // "2026-11-20 08:05:09"
std::string utc_time(Instant at);                      // "2026-11-20T07:05:09Z"

// "8 s", "6 min", "2 h 5 min", "3 d 4 h"; a negative time is "0 s".
std::string age(std::chrono::microseconds time);

// <time datetime="…Z">…</time>; the text is local_time.
void add_time(Html& html, Instant at, const Zone& zone);

}  // namespace mwl::report
