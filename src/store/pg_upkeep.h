#pragma once
// Upkeep by SQL; the functions that it calls are in the migrations. Private to store.

#include "mwl/base/clock.h"
#include "mwl/store/store.h"
#include "mwl/store/upkeep.h"
#include "store/pg_outbox.h"
#include "store/runner.h"

namespace mwl::store {

// Thread-safe.
class PgUpkeep final : public Upkeep {
public:
    PgUpkeep(const Runner& runner, const Clock& clock) : runner_(runner), clock_(clock) {}

    int make_months() override;
    std::vector<std::string> forget_months(Kept kept, Instant until, const std::optional<Act>& by) override;
    int expire_steps(Instant before) override;
    int offer_steps_again(Instant before) override;
    void sum_tallies(Instant now) override;
    std::optional<PatientContents> contents_of(const PatientId& patient) override;
    bool remove_patient(const PatientId& patient, const Act& act) override;

private:
    bool make_month(const std::string& table, Instant month) const;
    std::optional<std::string> forget_month(const std::string& table, Instant until,
                                            const std::optional<Act>& by) const;
    // One statement that waits only a moment for locks.
    Rows ask_quickly(const Sql& sql, const Params& params) const;

    const Runner& runner_;
    const Clock& clock_;
};

// The one statement of an idle broker.
Pulse take_pulse(const Runner& runner, const std::vector<DestinationName>& destinations,
                 const OutboxEyes& eyes, Instant now);

}  // namespace mwl::store
