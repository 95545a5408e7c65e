// Where values come from (domain/origin.h).
#include "store/pg_save.h"

namespace mwl::store {
namespace {

// $1: a message was saved. Then the columns of the origins.
const Sql kSavePatientOrigins(R"sql(
    insert into patient_origin (patient_id, origins)
    select p.id, n.origins
    from patient p,
        (select jsonb_object_agg(o.target, jsonb_build_array(o.place, o.raw, o.how,
                    case when $1::boolean then currval('message_id') end, o.is_stand_in)) as origins
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
             as o(target, place, raw, how, is_stand_in)) as n
    where p.patient_id = $7 and p.issuer = $8
    on conflict (patient_id) do update
    set origins = merged_origins(patient_origin.origins, excluded.origins))sql");

const Sql kSaveVisitOrigins(R"sql(
    insert into visit_origin (visit_id, origins)
    select v.id, n.origins
    from patient p
    join visit v on v.patient_id = p.id and v.number = $9 and v.issuer = $10,
        (select jsonb_object_agg(o.target, jsonb_build_array(o.place, o.raw, o.how,
                    case when $1::boolean then currval('message_id') end, o.is_stand_in)) as origins
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
             as o(target, place, raw, how, is_stand_in)) as n
    where p.patient_id = $7 and p.issuer = $8
    on conflict (visit_id) do update
    set origins = merged_origins(visit_origin.origins, excluded.origins))sql");

const Sql kSaveOrderOrigins(R"sql(
    insert into order_origin (order_id, part, origins)
    select $7, o.part, jsonb_object_agg(o.target, jsonb_build_array(o.place, o.raw, o.how,
                    case when $1::boolean then currval('message_id') end, o.is_stand_in))
    from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $8::text[])
        as o(target, place, raw, how, is_stand_in, part)
    group by o.part
    on conflict (order_id, part) do update
    set origins = merged_origins(order_origin.origins, excluded.origins))sql");

const Sql kForgetStepOrigins("delete from order_origin o where o.order_id = $1 and o.part = $2");

Params columns_of(const std::vector<Origin>& origins, const Context& context) {
    std::vector<std::string> targets, places, raws, hows, stand_ins;
    for (const auto& origin : origins) {
        targets.push_back(origin.target);
        places.push_back(origin.place);
        raws.push_back(origin.raw);
        hows.push_back(origin.how);
        stand_ins.emplace_back(origin.is_stand_in ? "t" : "f");
    }
    Params params = Params().flag(context.has_message).texts(targets).texts(places).texts(raws);
    return params.texts(hows).texts(stand_ins);
}

std::string part_of(const OrderOrigins& kept, OriginOf of) {
    if (of == OriginOf::procedure) return procedure_part(kept.procedure);
    return of == OriginOf::step ? step_part(kept.step) : std::string();
}

void add_order_origins(std::vector<Command>& out, const OrderOrigins& kept, const Context& context) {
    if (kept.step_is_new)
        out.push_back({kForgetStepOrigins, Params().number(kept.order.value).text(step_part(kept.step))});
    std::vector<std::string> parts;
    for (const auto& origin : kept.origins) parts.push_back(part_of(kept, origin.of));
    Params params = columns_of(kept.origins, context).number(kept.order.value);
    out.push_back({kSaveOrderOrigins, params.texts(parts)});
}

}  // namespace

std::string procedure_part(const ProcedureId& procedure) { return "procedure " + procedure.str(); }
std::string step_part(const StepId& step) { return "step " + step.str(); }

void add_origins(std::vector<Command>& out, const Effects& effects, const Context& context) {
    for (const auto& [patient, origins] : effects.patient_origins) {
        Params params = columns_of(origins, context).text(patient.id).text(patient.issuer.str());
        out.push_back({kSavePatientOrigins, params});
    }
    for (const auto& [patient, number, issuer, origins] : effects.visit_origins) {
        Params params = columns_of(origins, context).text(patient.id).text(patient.issuer.str());
        out.push_back({kSaveVisitOrigins, params.text(number).text(issuer.str())});
    }
    for (const auto& kept : effects.order_origins) add_order_origins(out, kept, context);
}

}  // namespace mwl::store
