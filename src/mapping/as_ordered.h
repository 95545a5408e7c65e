#pragma once
// The fields of an ORC/OBR group that status messages repeat, as received. Private to mapping.

#include "mapping/reading.h"
#include "mwl/domain/model.h"

namespace mwl::mapping {

// `main_id`: the repetition of PID-3 that became the main id. `zds`: nullptr if there is none. In default
// delimiters. A field left empty is not stated, `""` is stated empty; numbers without their first component
// are not stated.
AsOrdered read_as_ordered(const Group& order, const hl7::Part& main_id, const hl7::Segment* zds,
                          const hl7::Delimiters& delimiters);

// Whether a CX as kept still names this number of this issuer. A CX without an authority fits any issuer.
bool names(std::string_view cx, std::string_view number, const Issuer& issuer);

}  // namespace mwl::mapping
