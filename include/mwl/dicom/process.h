#pragma once
// DCMTK's settings are globals of the process.

#include "mwl/base/log.h"

namespace mwl::dicom {

// Makes DCMTK safe to use: no name look-ups, bounded association requests, its log (WARN and above, for its
// debug level prints whole data sets) to ours. To be called once by main, before the first DicomServer or
// Client; both call it with their own log if nobody did. Throws ConfigError if DCMTK's data dictionary cannot
// be found (every VR of an implicit data set would be unknown).
void set_up_process(const Log& log);

}  // namespace mwl::dicom
