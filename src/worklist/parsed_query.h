#pragma once
// The inside of Query (mwl/worklist/query.h): the parsed keys, and what is done with them. Pure.

#include <string>
#include <vector>

#include "mwl/worklist/query.h"
#include "worklist/criterion.h"
#include "worklist/start_window.h"

namespace mwl::worklist {

struct KeyOfRow {
    std::size_t row = 0;
    Criterion criterion;
};

// An attribute asked for. Of a sequence only the members listed; none listed: all of them.
struct AskedRow {
    std::size_t row = 0;
    std::vector<dataset::Tag> members;
};

struct ParsedQuery {
    Asker asker;
    Zone zone;
    StartWindow window;
    std::vector<KeyOfRow> keys;  // universal ones left out; SPS start date and time are in `window`
    bool has_status_key = false;
    std::vector<AskedRow> asked_at_root;
    std::vector<AskedRow> asked_of_step;
    bool wants_step = false;        // Scheduled Procedure Step Sequence is to be answered
    bool wants_whole_step = false;  // it was asked for without naming its attributes
    std::vector<std::string> remarks;
    bool has_unsupported_key = false;

    View view() const noexcept { return {zone, asker.ae}; }
    // nullptr: universal, or no key at all.
    const Criterion* key_of(Place place, dataset::Tag tag) const noexcept;
};

Result<ParsedQuery> parse_query(const dataset::Dataset& identifier, const Asker& asker);
CandidateFilter filter_of(const ParsedQuery& query);
KeySet failed_keys(const ParsedQuery& query, const WorklistItem& item);
dataset::Dataset answer_of(const ParsedQuery& query, const WorklistItem& item);

}  // namespace mwl::worklist
