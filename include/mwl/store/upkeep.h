#pragma once
// What time asks for: months come and are forgotten, open steps grow too old, test patients are removed. Each
// call is bounded work in one transaction; none waits longer than a moment for a lock, so that nobody waits
// long for it (faults.md F20). Any number of brokers may do it beside each other.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"

namespace mwl::store {

// What is kept for a time and then forgotten, month by month.
enum class Kept { messages, statuses, timeline, associations };
inline constexpr std::array kAllKept{Kept::messages, Kept::statuses, Kept::timeline, Kept::associations};
std::string_view name_of(Kept kept) noexcept;  // "messages", …

// Who does something that a person must answer for; written down in the same transaction.
struct Act {
    std::string who;     // user
    std::string origin;  // host
    std::string why;
};

// What hangs on a patient.
struct PatientContents {
    std::int64_t orders = 0;
    std::int64_t performed_steps = 0;
    std::int64_t messages = 0;
};

// Thread-safe; throws StoreError.
class Upkeep {
public:
    virtual ~Upkeep() = default;

    // Makes months that are missing: this one, three ahead, and the oldest of rows that found none. How many;
    // 0: none is left to be made.
    virtual int make_months() = 0;
    // Drops the oldest month of each table of this kind that ended at or before `until`; their names. Throws
    // when the clocks of database and broker disagree by more than a day.
    virtual std::vector<std::string> forget_months(Kept kept, Instant until) = 0;
    // Some open steps that start before `before` expire, each with a timeline entry; how many. 0: none is
    // left.
    virtual int expire_steps(Instant before) = 0;
    // Some expired steps that do not start before `before` are offered again (the setting was changed); how
    // many.
    virtual int offer_steps_again(Instant before) = 0;
    // Puts the numbers together that are kept change by change.
    virtual void sum_tallies(Instant now) = 0;

    virtual std::optional<PatientContents> contents_of(const PatientId& patient) = 0;
    // The patient with everything below him, in many small transactions: interrupted, it may be done again.
    // The first and the last of them write down who did it. False: there is no such patient.
    virtual bool remove_patient(const PatientId& patient, const Act& act) = 0;
    virtual void record(const Act& act, std::string_view what, std::string_view detail) = 0;
};

}  // namespace mwl::store
