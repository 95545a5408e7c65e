#include "mwl/domain/derived_ids.h"

#include <initializer_list>
#include <string_view>

#include "mwl/base/digest.h"
#include "mwl/base/parts.h"

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

// What an id depends on: an accession number (two parts) or an order's row (three).
std::string scope(const AccessionNumber& accession) {
    return joined({accession.issuer.str(), accession.number});
}
std::string scope(OrderRow order) { return joined({"row", std::to_string(order.value), ""}); }

template <typename Scope>
ProcedureId procedure_id(const Scope& of, const std::string& code, int position) {
    return ProcedureId{short_id(joined({"procedure", scope(of), code, std::to_string(position)}))};
}

template <typename Scope>
StepId step_id(const Scope& of, const ProcedureId& procedure, int position) {
    return StepId{short_id(joined({"step", scope(of), procedure.str(), std::to_string(position)}))};
}

template <typename Scope>
StudyUid study_uid(const PatientId& patient, const Scope& of, const OrderNumber& filler,
                   const ProcedureId& procedure) {
    return StudyUid{
        uid_from_name(joined({patient.issuer.str(), patient.id, scope(of), filler.number, procedure.str()}))};
}

}  // namespace

ProcedureId derived_procedure_id(const AccessionNumber& accession, const std::string& code, int position) {
    return procedure_id(accession, code, position);
}
ProcedureId derived_procedure_id(OrderRow order, const std::string& code, int position) {
    return procedure_id(order, code, position);
}

StepId derived_step_id(const AccessionNumber& accession, const ProcedureId& procedure, int position) {
    return step_id(accession, procedure, position);
}
StepId derived_step_id(OrderRow order, const ProcedureId& procedure, int position) {
    return step_id(order, procedure, position);
}

StepId alias_of_step_id(OrderRow order, const ProcedureId& procedure, const StepId& stated) {
    return StepId{short_id(joined({"alias", scope(order), procedure.str(), stated.str()}))};
}

StudyUid derived_study_uid(const PatientId& patient, const AccessionNumber& accession,
                           const OrderNumber& filler, const ProcedureId& procedure) {
    return study_uid(patient, accession, filler, procedure);
}
StudyUid derived_study_uid(const PatientId& patient, OrderRow order, const OrderNumber& filler,
                           const ProcedureId& procedure) {
    return study_uid(patient, order, filler, procedure);
}

std::string derived_accession(const PatientId& patient, const OrderNumber& placer, const OrderNumber& filler,
                              const std::string& otherwise) {
    const bool has_number = !placer.empty() || !filler.empty();
    return short_id(
        joined({"accession", patient.issuer.str(), patient.id, placer.issuer.str(), placer.number,
                filler.issuer.str(), filler.number, has_number ? std::string_view() : otherwise}));
}

}  // namespace mwl::domain
