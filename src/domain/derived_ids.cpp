#include "mwl/domain/derived_ids.h"

#include <initializer_list>
#include <string_view>

#include "mwl/base/digest.h"

namespace mwl::domain {
namespace {

// Parts with a length in front: no two lists of parts give the same text.
std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts) {
        out += std::to_string(part.size());
        out += ':';
        out += part;
    }
    return out;
}

}  // namespace

ProcedureId derived_procedure_id(const AccessionNumber& accession, const std::string& code, int position) {
    return ProcedureId{short_id(
        joined({"procedure", accession.issuer.str(), accession.number, code, std::to_string(position)}))};
}

StepId derived_step_id(const AccessionNumber& accession, const ProcedureId& procedure, int position) {
    return StepId{short_id(joined(
        {"step", accession.issuer.str(), accession.number, procedure.str(), std::to_string(position)}))};
}

StepId alias_of_step_id(const AccessionNumber& accession, const ProcedureId& procedure,
                        const StepId& stated) {
    return StepId{
        short_id(joined({"alias", accession.issuer.str(), accession.number, procedure.str(), stated.str()}))};
}

StudyUid derived_study_uid(const PatientId& patient, const AccessionNumber& accession,
                           const OrderNumber& filler, const ProcedureId& procedure) {
    return StudyUid{uid_from_name(joined({patient.issuer.str(), patient.id, accession.issuer.str(),
                                          accession.number, filler.number, procedure.str()}))};
}

std::string derived_accession(const PatientId& patient, const OrderNumber& placer, const OrderNumber& filler,
                              const std::string& otherwise) {
    const bool has_number = !placer.empty() || !filler.empty();
    return short_id(
        joined({"accession", patient.issuer.str(), patient.id, placer.issuer.str(), placer.number,
                filler.issuer.str(), filler.number, has_number ? std::string_view() : otherwise}));
}

}  // namespace mwl::domain
