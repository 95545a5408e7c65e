#pragma once
// How often a piece of work is tried, and on which session: the one place that knows about retries. Private
// to store.

#include <functional>

#include "mwl/base/log.h"
#include "store/session_pool.h"

namespace mwl::store {

// Thread-safe.
class Runner {
public:
    Runner(SessionPool& pool, const Log& log) : pool_(pool), log_(log) {}

    // Calls `work` with a session, at most five times: again, after a short random wait, when the error says
    // that another transaction was in the way or that the session was dead. Other errors go through.
    void run(const std::function<void(Session&)>& work) const;
    // The same, waiting for a free session no longer than `wait`.
    void run(const std::function<void(Session&)>& work, std::chrono::milliseconds wait) const;

    // One statement through POCO Data, retried in the same way: three round trips.
    Rows query(const Query& query, const Params& params = {}) const;
    // One statement that is kept prepared, retried in the same way: one round trip.
    Rows ask(const Sql& sql, const Params& params = {}) const;
    // All commands in one transaction, retried in the same way: one round trip. Returns their answers.
    std::vector<Answer> transact(std::vector<Command> commands) const;
    // `questions`, then what `decide` makes of their answers, in one transaction, retried in the same way:
    // two round trips. What `decide` throws goes through after ROLLBACK. A COMMIT whose answer was lost is
    // asked for before a retry: within one call, what was committed is not done twice.
    using Decide = std::function<std::vector<Command>(const std::vector<Answer>& answers)>;
    void transact(std::vector<Command> questions, const Decide& decide) const;

private:
    SessionPool& pool_;
    Log log_;
};

}  // namespace mwl::store
