#pragma once
// Removing a patient with everything that belongs to it. Private to store.

#include <optional>

#include "mwl/store/upkeep.h"
#include "store/runner.h"

namespace mwl::store {

// In many small transactions, each of one order, one performed step or some messages; the patient's row goes
// last, so that after an interruption it still leads to the rest. Locks as a message does: the patient, then
// the order. One thread.
class PatientRemoval {
public:
    PatientRemoval(const Runner& runner, const PatientId& patient);

    // None: there is no such patient.
    std::optional<PatientContents> contents() const;
    // Until nothing is left, including what arrives meanwhile. Who did it is written down in the transaction
    // that removes the patient's row; `told`: the patient, `counted`: what belonged to it, as the audit
    // record shows them.
    void run(const Act& act, const std::string& told, const std::string& counted) const;

private:
    // One transaction: false if there was nothing to remove.
    bool remove_next_order() const;
    bool remove_next_performed_step() const;
    bool remove_some_messages() const;
    // False: something arrived for the patient in between.
    bool remove_himself(const Act& act, const std::string& told, const std::string& counted) const;

    const Runner& runner_;
    std::optional<std::int64_t> row_;
};

}  // namespace mwl::store
