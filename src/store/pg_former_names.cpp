#include "store/pg_former_names.h"

#include "store/record.h"

namespace mwl::store {
namespace {

const Sql kFormerNames(R"sql(
    select s.id, n.name, (extract(epoch from n.in_force_until) * 1e6)::bigint,
        (extract(epoch from s.created_at) * 1e6)::bigint, (extract(epoch from s.doubted_at) * 1e6)::bigint
    from former_name n
    join imaging_order o on o.patient_id = n.patient_id
    join requested_procedure r on r.order_id = o.id
    join scheduled_step s on s.procedure_id = r.id
    where n.patient_id = any (current_setting('mwl.patients')::bigint[])
      and o.id = any (current_setting('mwl.orders')::bigint[])
    order by n.id, s.id)sql");

}  // namespace

Command former_names_command() { return kFormerNames; }

std::vector<FormerName> read_former_names(const Rows& rows) {
    std::vector<FormerName> names;
    for (const auto& values : rows) {
        Row row(values);
        auto& former = names.emplace_back();
        former.step = StepRow{row.number()};
        former.name = row.name();
        former.until = row.instant();
        former.step_created_at = row.instant();
        former.doubted_at = row.maybe_instant();
    }
    return names;
}

}  // namespace mwl::store
