#pragma once
// Upkeep as time passes: tables for coming months are made and old ones dropped, open steps expire, test
// patients are removed. The work is cut into small transactions; those of months and of expiry wait no longer
// than a moment for a lock, so that nobody waits long behind them (faults.md F20). Any number of brokers may
// do it at the same time.

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

// Who does something that a person is responsible for; written down in the transaction of the act.
struct Act {
    std::string who;     // user
    std::string origin;  // host
    std::string why;
};

// How much belongs to a patient.
struct PatientContents {
    std::int64_t orders = 0;
    std::int64_t performed_steps = 0;
    std::int64_t messages = 0;
};

// Thread-safe; throws StoreError.
class Upkeep {
public:
    virtual ~Upkeep() = default;

    // Makes the tables of months that are missing: the present month, the three after it, and the oldest
    // month whose rows had no table. Returns how many; 0: none is missing.
    virtual int make_months() = 0;
    // Drops the oldest month of each table of this kind, if it ended at or before `until`; returns the names
    // of the dropped tables. Throws when the clocks of database and broker disagree by more than a day. `by`:
    // the person who asks for it; each table is an act on record.
    virtual std::vector<std::string> forget_months(Kept kept, Instant until,
                                                   const std::optional<Act>& by) = 0;
    // Some open steps that start before `before` expire, each with a timeline entry. Returns how many; 0:
    // none is left.
    virtual int expire_steps(Instant before) = 0;
    // Some expired steps that do not start before `before` are offered again (the setting was changed).
    // Returns how many; 0: none is left.
    virtual int offer_steps_again(Instant before) = 0;
    // Sums up the counts that are stored as single changes.
    virtual void sum_tallies(Instant now) = 0;

    virtual std::optional<PatientContents> contents_of(const PatientId& patient) = 0;
    // Removes the patient with everything that belongs to it, in many small transactions: if it is
    // interrupted, it may be done again. The first and the last of them write down who did it. False: there
    // is no such patient.
    virtual bool remove_patient(const PatientId& patient, const Act& act) = 0;
};

}  // namespace mwl::store
