#pragma once
// Presentation contexts: what we serve, in which transfer syntaxes (PS3.8 7.1.1.13, PS3.7 D.3).

#include <span>
#include <vector>

#include "dicom/association.h"
#include "mwl/dicom/summary.h"

namespace mwl::dicom {

// What the request proposes, decided: accepted in the first of our preferred transfer syntaxes that is
// offered (Explicit LE, Implicit LE, Explicit BE), else refused with a reason. DCMTK's parameters are
// set accordingly. A proposal to be SCU is answered for MPPS (PS3.4 F.2.1).
std::vector<ContextRecord> decide_contexts(T_ASC_Parameters& parameters);

std::vector<std::uint8_t> accepted_ids(std::span<const ContextRecord> contexts);

}  // namespace mwl::dicom
