#pragma once
// What one key of a query asks of an item (PS3.4 C.2.2.2). A key that is universal has no criterion. Pure.

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mwl/time/dicom_time.h"
#include "mwl/worklist/attributes.h"
#include "worklist/name_key.h"

namespace mwl::worklist {

// Equal to any of the item's values, case-sensitive; or a wildcard match, for which a missing value is empty.
struct TextKey {
    std::vector<std::string> alternatives;
    bool has_wildcard = false;
    bool matches(const Values& values) const;
};

// One of the step's stations; a step without stations fits.
struct StationKey {
    std::vector<std::string> alternatives;
    bool matches(const Step& step) const;
};

struct UidKey {
    std::vector<std::string> alternatives;  // sorted: a list may be long
    bool matches(const Values& values) const;
};

// One or several ranges, for attributes other than the step's start.
struct DateKey {
    std::vector<DateRange> alternatives;
    bool matches(const Values& values) const;
};
struct TimeKey {
    std::vector<TimeRange> alternatives;
    bool matches(const Values& values) const;
};

// One item fits every member; members that are universal are not listed.
struct SequenceKey {
    std::vector<std::pair<dataset::Tag, TextKey>> members;
    bool matches(const Items& items) const;
};

using Criterion = std::variant<TextKey, StationKey, UidKey, NameKey, DateKey, TimeKey, SequenceKey>;

// Precondition: `criterion` was read for `row`.
bool matches(const Criterion& criterion, const Attribute& row, const WorklistItem& item, const View& view);

}  // namespace mwl::worklist
