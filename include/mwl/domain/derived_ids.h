#pragma once
// Ids of our own for what a message does not name (architecture.md, Ids): equal input gives the equal id for
// ever, so that a resend finds what its first copy made. Pure.

#include "mwl/base/ids.h"

namespace mwl::domain {

// `position` counts, from 1, the groups of one message that would get the same id otherwise.
ProcedureId derived_procedure_id(const AccessionNumber& accession, const std::string& code, int position);
StepId derived_step_id(const AccessionNumber& accession, const ProcedureId& procedure, int position);

// Stands for an SPS id of the sender's that is in use elsewhere: SPS ids are unique in the installation.
StepId alias_of_step_id(const AccessionNumber& accession, const ProcedureId& procedure, const StepId& stated);

// From patient, accession, filler number and requested procedure: two patients never share one.
StudyUid derived_study_uid(const PatientId& patient, const AccessionNumber& accession,
                           const OrderNumber& filler, const ProcedureId& procedure);

// For MissingAccession::generate: from whatever else names the order.
std::string derived_accession(const PatientId& patient, const OrderNumber& placer, const OrderNumber& filler,
                              const std::string& otherwise);

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
