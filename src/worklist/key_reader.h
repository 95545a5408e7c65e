#pragma once
// Reading of one key of a query: its element becomes a criterion (PS3.4 C.2.2.2). Pure.

#include <optional>
#include <string>
#include <vector>

#include "mwl/base/result.h"
#include "worklist/criterion.h"

namespace mwl::worklist {

// Sentences about a query, for its record. Bounded, so that a hostile query cannot fill the database. They
// hold the names of keys, never their values.
class Remarks {
public:
    void add(std::string sentence);
    // A remark on an optional key that asks for a match and is not matched on.
    void add_unsupported(std::string sentence);
    bool has_unsupported() const noexcept { return has_unsupported_; }
    std::vector<std::string> take() { return std::move(sentences_); }

private:
    std::vector<std::string> sentences_;
    bool has_unsupported_ = false;
};

// A sequence that came as UN and whose items could not be read (dataset/raw.h).
bool is_unread(const dataset::Element& element);

// A value that is not padding, not `*`: something that asks for a match (C.2.2.2.3). An element without
// one is universal. Sequences: any member of any item has such a value.
bool asks_for_match(const dataset::Element& element);

// The trimmed values of a key; none if it is universal. Values of a key that came as UN are taken apart here,
// runs of `*` become one. Several values where one is meant are remarked, too many are Problem too_large; one
// longer than its VR allows, `*` not counted, is too_long (nothing could equal it, and what it costs must
// have a bound), a name of more than three component groups malformed.
Result<std::vector<std::string>> values_of(const dataset::Element& element, const Attribute& row,
                                           Remarks& remarks);

// The ranges of a date or time key. Problem wrong_data_type or malformed, naming the key and not its value.
Result<std::vector<DateRange>> date_ranges(const std::vector<std::string>& values, const Attribute& row);
Result<std::vector<TimeRange>> time_ranges(const std::vector<std::string>& values, const Attribute& row);

// nullopt: universal. Not for start_date and start_time (start_window.h), nor for rows not matched on.
Result<std::optional<Criterion>> read_key(const dataset::Element& element, const Attribute& row,
                                          Accents accents, Remarks& remarks);

}  // namespace mwl::worklist
