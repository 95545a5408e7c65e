#pragma once
// What modalities asked and what they were answered: observations, written outside the answer path. They hold
// no names and no ids of patients.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/dataset/query_outcome.h"

namespace mwl::store {

// One worklist query (C-FIND).
struct QueryRecord {
    std::int64_t row = 0;
    std::string association;  // its id in the log lines
    Instant asked_at;
    Instant answered_at;
    std::string calling_ae;
    int status = 0;                        // of the last response (PS3.7 C, PS3.4 K.4.1.1.4)
    std::int64_t answers = 0;              // items sent
    std::int64_t characters_replaced = 0;  // that the answer's character set could not hold
    std::vector<dataset::AskedKey> keys;
    std::optional<dataset::WhyEmpty> why_empty;  // of an empty list that could be explained
    std::string comment;                         // the Error Comment sent
    std::string note;                            // what was unusual about the query
};

struct AssociationRecord {
    std::int64_t row = 0;
    std::string id;  // as in the log lines
    Instant opened_at;
    Instant closed_at;
    std::string peer;
    std::string calling_ae;
    std::string called_ae;
    std::string outcome;     // "released", "aborted by peer", "rejected 1/1/7 …", …
    std::string contexts;    // offered, accepted, rejected and why, one per line
    std::string operations;  // one line for each DIMSE operation but C-FIND: asked, answered, status
    std::vector<QueryRecord> queries;  // in the order asked; read back: the first kQueriesShown
    std::int64_t queries_in_all = 0;   // of those that were kept; set when read
};
inline constexpr int kQueriesShown = 20;

}  // namespace mwl::store
