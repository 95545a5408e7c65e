#include "store/sql.h"

namespace mwl::store {
namespace {

// Filled before main, one after the other.
std::vector<const Sql*>& every_statement() {
    static std::vector<const Sql*> statements;
    return statements;
}

}  // namespace

Sql::Sql(std::string_view text) : text_(text) { every_statement().push_back(this); }

const Sql kBegin("begin isolation level read committed");
const Sql kCommit("commit");
const Sql kPlanForValues("set local plan_cache_mode = force_custom_plan");

const std::vector<const Sql*>& Sql::all() { return every_statement(); }

}  // namespace mwl::store
