#pragma once
// What was read from one order group or one ADT message, target by target: the value, the place it stood in,
// what was done to it, and what must be known about it. Pure; for people (report/explanation.h).

#include <optional>
#include <string>
#include <vector>

#include "mwl/domain/change.h"
#include "mwl/mapping/targets.h"
#include "mwl/time/zone.h"

namespace mwl::mapping {

struct ExplainedValue {
    Target target = Target::patient_id;
    std::string value;  // as DICOM would write it; times with their zone; empty: stated empty, deleted
    std::optional<Origin> origin;  // none: not stated; it stays as it is stored, or is empty in a new order
    std::vector<MappingNote> notes;
    MessageRow message;  // that said it, of a stored value; 0: none, or not known
};

// One row for each target, in their order. Notes that belong to no target of the table are left to the
// caller. `zone`: in which times are written.
std::vector<ExplainedValue> explain(const OrderChange& change, const Zone& zone);
// Those of the patient and the visit.
std::vector<ExplainedValue> explain(const PatientChange& change, const Zone& zone);

// Those that are in force of a stored step: an origin is missing where a value is empty, or where it was
// never kept. Without notes.
std::vector<ExplainedValue> explain(const WorklistItem& item, const std::vector<Origin>& origins,
                                    const Zone& zone);
// Whether a note speaks of this value.
bool is_about(const MappingNote& note, Target target);

// The notes of a change that no row of its explanation shows.
std::vector<MappingNote> other_notes(const std::vector<MappingNote>& notes,
                                     const std::vector<ExplainedValue>& explained);

}  // namespace mwl::mapping
