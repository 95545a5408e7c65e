#pragma once
// DCMTK's settings are globals of the process.

#include "mwl/base/log.h"

namespace mwl::dicom {

// Makes DCMTK safe to use: no name look-ups, bounded association requests, and its log goes to `log` (WARN
// and above, because its debug level prints whole data sets). Thread-safe; only the first call that succeeds
// has an effect. `serve` calls it before it makes a DicomServer; DicomServer calls it with its own log and
// Client without one, in case nobody did. Throws ConfigError if DCMTK's data dictionary cannot be found
// (every VR of an implicit data set would be unknown).
void set_up_process(const Log& log);

}  // namespace mwl::dicom
