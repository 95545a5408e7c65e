#pragma once
// A worklist query as asked, read once (PS3.4 K.6.1.2). Pure: no clock, no store.

#include <bitset>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/result.h"
#include "mwl/dataset/dataset.h"
#include "mwl/domain/candidate_filter.h"
#include "mwl/domain/device.h"
#include "mwl/time/dicom_time.h"
#include "mwl/time/zone.h"

namespace mwl::worklist {

// Who asks, and under which rules of the device and the site.
struct Asker {
    AeTitle ae;
    Zone zone;  // of the device, else the site's: never guessed
    Instant now;
    bool own_worklist_only = false;  // an empty station key means the asker's own AE title
    bool hide_started = false;
    bool fold_accents = true;  // names match ignoring accents
};

// Rows of the attribute table (attributes.h): at most this many.
inline constexpr std::size_t kMaxAttributes = 128;
using KeySet = std::bitset<kMaxAttributes>;

// The identifier of a query with its keys parsed, and remarks on it. Immutable after parsing, so thread-safe.
class Query {
public:
    // Problem wrong_data_type, malformed, too_long or too_large names the key that cannot be read (status
    // A900). Unsupported, private and unknown keys never make a query fail; they are listed in remarks().
    static Result<Query> parse(const dataset::Dataset& identifier, const Asker& asker);

    Query(Query&&) noexcept;
    Query& operator=(Query&&) noexcept;
    ~Query();

    // By what the store may narrow the steps, widened so that no step that matches is lost.
    CandidateFilter filter() const;

    // The rows of the attribute table whose keys this item does not satisfy; none: it matches.
    KeySet failed(const WorklistItem& item) const;

    // The answer for an item that matches: asked-for attributes only, in the asker's zone; a Type 2 value
    // that is missing comes back zero-length. (0008,0005) is left to the caller.
    dataset::Dataset answer(const WorklistItem& item) const;

    // Sentences for the record: SPS keys at the root, several values in a single-value key, unsupported keys
    // …
    const std::vector<std::string>& remarks() const noexcept;
    // An optional key with a value that we do not match on: the answers are FF01 instead of FF00.
    bool has_unsupported_key() const noexcept;
    // The zone in which dates were read and are answered.
    const Zone& zone() const noexcept;

private:
    struct Body;
    explicit Query(std::unique_ptr<const Body> body);
    std::unique_ptr<const Body> body_;
};

// The keyword of a row of the attribute table, for "why": "PatientName", "ScheduledProcedureStepStartDate".
std::string name_of_key(std::size_t row);

}  // namespace mwl::worklist
