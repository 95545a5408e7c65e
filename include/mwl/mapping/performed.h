#pragma once
// MPPS data sets -> performed steps (PS3.4 F.7.2, interop.md 6). Pure.

#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/dataset/dataset.h"
#include "mwl/domain/performed.h"
#include "mwl/mapping/profile.h"

namespace mwl::mapping {

// Why an N-CREATE or N-SET is refused; `app/dimse` knows the status for each.
struct MppsRefusal {
    enum class Kind {
        duplicate_instance,  // exists already, with other content
        no_such_instance,    // was never created
        already_final,       // completed or discontinued: may no longer be updated
        invalid_value,
        missing_attribute,  // see `attributes`
        missing_value,      // see `attributes`
        processing_failure
    };
    Kind kind = Kind::processing_failure;
    std::string comment;  // Error Comment, 64 characters at most
    std::vector<dataset::Tag> attributes;
};

struct MppsContext {
    AeTitle device;
    Zone zone;            // the device's: MPPS times have none
    bool strict = false;  // refuse what breaks a Type 1 rule instead of remarking it
};

struct MppsReading {
    std::optional<MppsRefusal> refusal;  // if set, `step` is not valid
    PerformedStep step;
    std::vector<std::string> remarks;  // deviations that were accepted
};

// The object that an N-CREATE creates. An issuer that the modality does not state stays empty: it is not
// known. Always enforced: SOP Instance UID, Study Instance UID, status values; the other Type 1 rules by
// `strict`.
MppsReading read_create(const SopInstanceUid& uid, const dataset::Dataset& attributes,
                        const std::string& digest, const MppsContext& context);

// The object after an N-SET: `stored` merged with the modification list; a sequence replaces the whole
// sequence. Refusals: already_final (unless it is a byte-equal repeat: then `step` equals `stored`),
// invalid_value, missing …
MppsReading read_set(const PerformedStep& stored, const dataset::Dataset& modifications,
                     const std::string& digest, const MppsContext& context);

}  // namespace mwl::mapping
