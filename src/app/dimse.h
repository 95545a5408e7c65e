#pragma once
// Use cases in DIMSE's terms: the one table of which outcome has which status on the wire. Pure translations.

#include "mwl/dicom/operations.h"
#include "mwl/dicom/summary.h"
#include "mwl/services/answers.h"
#include "mwl/services/mpps.h"
#include "mwl/store/observations.h"

namespace mwl::app {

// For a device that was removed or disabled while it was connected.
dicom::FindAnswer refused_find();
dicom::MppsResponse refused_mpps();
// For a strict device whose SOP Instance UID is not built as PS3.5 9.1 asks: 0117H.
dicom::MppsResponse refused_uid(const std::string& fault);

dicom::FindAnswer find_answer(services::WorklistAnswer answer);
dicom::MppsResponse mpps_response(const services::MppsOutcome& outcome);
store::AssociationRecord association_record(const dicom::AssociationSummary& summary);

}  // namespace mwl::app
