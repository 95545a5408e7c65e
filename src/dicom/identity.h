#pragma once
// How the broker identifies itself to peers.

#include "dicom/association.h"

namespace mwl::dicom {

// Implementation class UID and version name (PS3.7 D.3.3.2).
void name_ourselves(T_ASC_Parameters& parameters);

}  // namespace mwl::dicom
