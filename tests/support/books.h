#pragma once
// The books of received messages (faults.md, oracle BAL): received = applied + duplicate + stale + ignored +
// rejected
// + quarantined, and those left unanswered, which have no row.

#include <cstdint>
#include <map>
#include <string>

#include "support/broker.h"

namespace mwl::test {

struct Books {
    std::map<std::string, std::int64_t> kept;  // rows of the message log, by disposition
    // Since the broker's start, from its metrics:
    std::map<std::string, std::int64_t> settled;  // by disposition
    std::int64_t received = 0;
    std::int64_t unanswered = 0;

    std::int64_t rows() const;
};

// The books of a broker that has nothing in hand, after asserting that they balance: its metrics in
// themselves, its view of the message log with SQL's, and no more settled than kept.
Books balanced_books(const RunningBroker& broker, const std::string& connection);

}  // namespace mwl::test
