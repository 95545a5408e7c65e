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

// Why an N-CREATE or N-SET is refused, in DIMSE's terms; `dicom` puts it on the wire.
struct MppsRefusal {
    enum class Kind {
        duplicate_instance,  // 0111H
        no_such_instance,    // 0112H
        already_final,       // 0110H with Error ID A710H
        invalid_value,       // 0106H
        missing_attribute,   // 0120H with Attribute Identifier List
        missing_value,       // 0121H
        processing_failure   // 0110H
    };
    Kind kind = Kind::processing_failure;
    std::string comment;  // Error Comment, 64 characters at most
    std::vector<dataset::Tag> attributes;
};

struct MppsContext {
    AeTitle device;
    Zone zone;  // the device's: MPPS times have none
    bool strict = false;
};

struct MppsReading {
    std::optional<MppsRefusal> refusal;  // set: nothing else counts
    PerformedStep step;
    std::vector<std::string> remarks;  // deviations that were accepted
};

// The object that an N-CREATE makes. An issuer that the modality does not state stays empty: it is not known.
// Always enforced: SOP Instance UID, Study Instance UID, status values; the other Type 1 rules by `strict`.
MppsReading read_create(const SopInstanceUid& uid, const dataset::Dataset& attributes,
                        const std::string& digest, const MppsContext& context);

// The object after an N-SET: `stored` merged with the modification list; a sequence replaces the whole
// sequence. Refusals: already_final (unless it is a byte-equal repeat: then `step` equals `stored`),
// invalid_value, missing …
MppsReading read_set(const PerformedStep& stored, const dataset::Dataset& modifications,
                     const std::string& digest, const MppsContext& context);

}  // namespace mwl::mapping
