#include "store/newest.h"

namespace mwl::store {
namespace {

constexpr std::chrono::hours kLately{24 * 62};

}  // namespace

Rows newest(const Runner& runner, const Query& query, int limit, Instant now) {
    const auto since = [&](Instant from) {
        return runner.query(query, Params().number(limit).instant(from));
    };
    auto rows = since(now - kLately);
    return rows.size() < static_cast<std::size_t>(limit) ? since(Instant{}) : rows;
}

}  // namespace mwl::store
