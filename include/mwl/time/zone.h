#pragma once
// A time zone as an opaque, immutable, cheaply copied value. Thread-safe.
// Known limit: with Debian's "fat" zone files daylight saving is lost from 2038 on (field-notes.md, Time
// zones).

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "mwl/base/clock.h"
#include "mwl/base/result.h"
#include "mwl/time/local.h"

namespace mwl::time {

class Zone {
public:
    Zone();  // UTC

    // By IANA name ("Europe/Berlin", "UTC"). Unknown: Problem value_not_in_table. Never guesses (`TZ` is not
    // read).
    static Result<Zone> named(std::string_view iana_name);
    // A fixed offset east of UTC, for (0008,0201) and HL7's +/-ZZZZ; -16 h <= offset <= +16 h is the caller's
    // duty.
    static Zone fixed(std::chrono::minutes east_of_utc);

    // IANA name, or "+0530" for a fixed offset.
    const std::string& name() const noexcept;

    LocalDateTime to_local(Instant at) const;

    // How a local time meets the zone's changes of clocks. In a gap (no clock showed 02:30) the instant is
    // the one that 02:30 would be with the offset before the change; in an overlap (clocks showed 02:30
    // twice) it is the first of the two.
    enum class Fit { unique, gap, overlap };
    struct Resolved {
        Instant at;
        Fit fit = Fit::unique;
    };
    Resolved to_instant(const LocalDateTime& local) const;

    // East of UTC, as valid at `at`. Seconds of historic offsets are cut to minutes.
    std::chrono::minutes offset_at(Instant at) const;

    // Equal names mean equal zones.
    friend bool operator==(const Zone& a, const Zone& b) noexcept { return a.name() == b.name(); }

private:
    struct Rules;
    explicit Zone(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}
    std::shared_ptr<const Rules> rules_;  // shared: immutable, many copies
};

}  // namespace mwl::time

namespace mwl {
using namespace time;  // the vocabulary of every folder
}
