#pragma once
// Removing a patient with everything below him. Private to store.

#include <optional>

#include "mwl/store/upkeep.h"
#include "store/runner.h"

namespace mwl::store {

// In many small transactions, each of one order, one exam or some messages, in an order that leaves, after an
// interruption, a patient who leads to the rest. Locks as a message does: the patient, then the order. One
// thread.
class PatientRemoval {
public:
    PatientRemoval(const Runner& runner, const PatientId& patient);

    // None: there is no such patient.
    std::optional<PatientContents> contents() const;
    // `last` is done in the transaction that removes the patient himself.
    void run(const Command& last) const;

private:
    // One transaction: false if there was nothing to remove.
    bool remove_next_order() const;
    bool remove_next_exam() const;
    bool remove_some_messages() const;

    const Runner& runner_;
    std::optional<std::int64_t> row_;
};

}  // namespace mwl::store
