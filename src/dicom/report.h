#pragma once
// The end of an association as counters and as one log line.

#include "dicom/service.h"
#include "mwl/dicom/summary.h"

namespace mwl::dicom {

void count_ending(const AssociationSummary& summary, CounterCells& counters);
void log_summary(const AssociationSummary& summary, const Log& log);

}  // namespace mwl::dicom
