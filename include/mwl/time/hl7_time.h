#pragma once
// HL7 v2 time stamps: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] with the precision they were written in.
// Pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"
#include "mwl/time/local.h"
#include "mwl/time/zone.h"

namespace mwl::time {

enum class Precision { year, month, day, hour, minute, second, fraction };

struct Hl7Time {
    LocalDateTime local;  // missing parts are 1 January, 00:00
    Precision precision = Precision::year;
    std::optional<std::chrono::minutes> offset;  // as written, else unknown

    bool has_date() const noexcept { return precision >= Precision::day; }
    bool has_time() const noexcept { return precision >= Precision::hour; }
    // The instant meant: the value's own offset wins over the sender's zone.
    Zone::Resolved to_instant(const Zone& sender_zone) const;
};

// Accepts surrounding spaces, up to six digits of a fraction, and -0000 as UTC. The caller cuts off the
// second component of the old TS type. Anything else is Problem wrong_data_type, also 20260230, an hour 24
// and an offset outside -1200…+1400.
Result<Hl7Time> parse_hl7_time(std::string_view text);

std::string print_hl7_date(LocalDate date);                // "20260702"
std::string print_hl7_time(Instant at, const Zone& zone);  // "20260702103000+0200"

}  // namespace mwl::time

namespace mwl {
using namespace time;  // the vocabulary of every folder
}
