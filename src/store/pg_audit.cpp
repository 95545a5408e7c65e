#include "store/pg_audit.h"

namespace mwl::store {
namespace {

const Sql kRecordAct(R"sql(
    insert into audit (who, origin, act, patient, why, detail)
    values ($1, $2, $3, $4, $5, $6))sql");

}  // namespace

Command record_of(const Act& act, std::string_view what, const std::string& patient,
                  std::string_view detail) {
    return {kRecordAct,
            Params().text(act.who).text(act.origin).text(what).text(patient).text(act.why).text(detail)};
}

}  // namespace mwl::store
