// Where values come from (domain/origin.h).
#include <utility>

#include "store/origin_json.h"
#include "store/pg_save.h"

namespace mwl::store {
namespace {

// $1: a message was saved, whose number goes where origins_json() left room for it.
const Sql kSavePatientOrigins(R"sql(
    insert into patient_origin (patient_id, origins)
    select p.id, replace($2, chr(1), coalesce(case when $1::boolean then currval('message_id') end::text, 'null'))
    from patient p
    where p.patient_id = $3 and p.issuer = $4
    on conflict (patient_id) do update
    set origins = merged_origins(patient_origin.origins, excluded.origins))sql");

const Sql kSaveVisitOrigins(R"sql(
    insert into visit_origin (visit_id, origins)
    select v.id, replace($2, chr(1), coalesce(case when $1::boolean then currval('message_id') end::text, 'null'))
    from patient p
    join visit v on v.patient_id = p.id and v.number = $5 and v.issuer = $6
    where p.patient_id = $3 and p.issuer = $4
    on conflict (visit_id) do update
    set origins = merged_origins(visit_origin.origins, excluded.origins))sql");

const Sql kSaveOrderOrigins(R"sql(
    insert into order_origin (order_id, part, origins)
    select $2, o.part,
        replace(o.origins, chr(1), coalesce(case when $1::boolean then currval('message_id') end::text, 'null'))
    from unnest($3::text[], $4::text[]) as o(part, origins)
    on conflict (order_id, part) do update
    set origins = merged_origins(order_origin.origins, excluded.origins))sql");

const Sql kForgetOrigins("delete from order_origin o where o.order_id = $1 and o.part = $2");

Params of_person(const PatientId& patient, const std::vector<Origin>& origins, OriginOf of,
                 const Context& context) {
    Params params = Params().flag(context.has_message).text(origins_json(origins, of));
    return params.text(patient.id).text(patient.issuer.str());
}

void add_order_origins(std::vector<Command>& out, const OrderOrigins& kept, const Context& context) {
    const auto forget = [&](const std::string& part) {
        out.push_back({kForgetOrigins, Params().number(kept.order.value).text(part)});
    };
    if (kept.step_is_new) forget(step_part(kept.step));
    if (kept.procedure_is_new) forget(procedure_part(kept.procedure));
    std::vector<std::string> parts;
    std::vector<std::string> origins;
    for (const auto& [of, part] : {std::pair{OriginOf::order, std::string()},
                                   std::pair{OriginOf::procedure, procedure_part(kept.procedure)},
                                   std::pair{OriginOf::step, step_part(kept.step)}}) {
        auto json = origins_json(kept.origins, of);
        if (json == "{}") continue;
        parts.push_back(part);
        origins.push_back(std::move(json));
    }
    Params params = Params().flag(context.has_message).number(kept.order.value);
    out.push_back({kSaveOrderOrigins, params.texts(parts).texts(origins)});
}

}  // namespace

std::string procedure_part(const ProcedureId& procedure) { return "procedure " + procedure.str(); }
std::string step_part(const StepId& step) { return "step " + step.str(); }

void add_origins(std::vector<Command>& out, const Effects& effects, const Context& context) {
    for (const auto& [patient, origins] : effects.patient_origins)
        out.push_back({kSavePatientOrigins, of_person(patient, origins, OriginOf::patient, context)});
    for (const auto& [patient, number, issuer, origins] : effects.visit_origins) {
        Params params = of_person(patient, origins, OriginOf::visit, context);
        out.push_back({kSaveVisitOrigins, params.text(number).text(issuer.str())});
    }
    for (const auto& kept : effects.order_origins) add_order_origins(out, kept, context);
}

}  // namespace mwl::store
