#pragma once
// Names on the wire: ours, and how AE titles are read.

#include <string_view>

#include "dicom/association.h"
#include "mwl/base/ids.h"

namespace mwl::dicom {

// Implementation class UID and version name (PS3.7 D.3.3.2).
void name_ourselves(T_ASC_Parameters& parameters);

// Spaces around an AE title are not significant (PS3.5 6.2).
AeTitle trimmed_ae(std::string_view title);

}  // namespace mwl::dicom
