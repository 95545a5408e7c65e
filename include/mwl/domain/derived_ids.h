#pragma once
// Ids that the broker makes for what a message does not name (architecture.md, Ids): equal input always gives
// the equal id. They are stored with the order and never derived again. Those of a new order depend on the
// accession number that it came with, so that a resend finds what its first copy made; those of what is added
// to an order depend on the order's row, because its accession number may change. Pure.

#include "mwl/base/ids.h"

namespace mwl::domain {

// `position` counts, from 1, the groups of one message that would get the same id otherwise.
ProcedureId derived_procedure_id(const AccessionNumber& accession, const std::string& code, int position);
ProcedureId derived_procedure_id(OrderRow order, const std::string& code, int position);
StepId derived_step_id(const AccessionNumber& accession, const ProcedureId& procedure, int position);
StepId derived_step_id(OrderRow order, const ProcedureId& procedure, int position);

// Replaces an SPS ID of the sender that is in use elsewhere: SPS IDs are unique in the installation.
StepId alias_of_step_id(OrderRow order, const ProcedureId& procedure, const StepId& stated);

// From patient, accession number, filler number and requested procedure: two patients never share one.
StudyUid derived_study_uid(const PatientId& patient, const AccessionNumber& accession,
                           const OrderNumber& filler, const ProcedureId& procedure);
StudyUid derived_study_uid(const PatientId& patient, OrderRow order, const OrderNumber& filler,
                           const ProcedureId& procedure);

// For MissingAccession::generate: from patient, placer and filler number; if there is neither number, from
// patient and `otherwise` (MSH-10).
std::string derived_accession(const PatientId& patient, const OrderNumber& placer, const OrderNumber& filler,
                              const std::string& otherwise);

}  // namespace mwl::domain

namespace mwl {
using namespace domain;  // the vocabulary of every folder
}
