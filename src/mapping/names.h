#pragma once
// HL7 person names (XPN, XCN, NDL) -> PN. The order of suffix and prefix differs between the two standards.
// Private to mapping.

#include "mapping/reading.h"
#include "mwl/text/person_name.h"

namespace mwl::mapping {

// A whole XPN field: repetitions by XPN-8 (A, I, P) give the three groups, XPN-7 L is preferred.
Stated<PersonName> patient_name(Reading& reading, const Field& field);

// The first repetition of an XCN field (id^family^given^middle^suffix^prefix^degree).
Stated<PersonName> physician(Reading& reading, const Field& field, std::string_view keyword);

// OBR-34: an NDL holds the name in the subcomponents of its first component; flat XCN is accepted too.
Stated<PersonName> performer(Reading& reading, const Field& field, std::string_view keyword);

}  // namespace mwl::mapping
