#pragma once
// The zone in which a query's dates are read and its answers written (interop.md 5, Zone; PS3.4 K.4.1.1.3.1).

#include <vector>

#include "mwl/time/dicom_time.h"
#include "mwl/worklist/query.h"
#include "worklist/key_reader.h"

namespace mwl::worklist {

// (0008,0201) of a query is an offset, not a zone. If it is the offset of the asker's zone now or on a date
// asked for, the asker's zone is meant, so that a change of clocks between today and the date misplaces
// nothing; else it is a fixed offset. Unreadable: the asker's zone, with a remark.
Zone asked_zone(const dataset::Dataset& identifier, const std::vector<DateRange>& dates, const Asker& asker,
                Remarks& remarks);

}  // namespace mwl::worklist
