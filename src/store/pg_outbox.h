#pragma once
// The outbox by SQL. Private to store.

#include <memory>
#include <string>
#include <string_view>

#include "mwl/base/mutex.h"
#include "mwl/store/outbox.h"
#include "store/runner.h"

namespace mwl::store {

// Thread-safe.
class PgOutbox final : public Outbox {
public:
    PgOutbox(const Runner& runner, const StoreOptions& options, Deadlines& deadlines, const Clock& clock,
             const Log& log);
    ~PgOutbox() override;

    std::vector<OutboundMessage> claim(const DestinationName& destination, int limit,
                                       std::chrono::seconds claim_time) override;
    bool keep_claim(OutboxRow row, std::chrono::seconds claim_time) override;
    void sent(OutboxRow row, const std::string& ack) override;
    void retry(OutboxRow row, Instant due, const std::string& error) override;
    void park(OutboxRow row, const std::string& error) override;
    void give_up(OutboxRow row, const std::string& error) override;
    bool hold_delivery_lock() override;
    void release_delivery_lock() noexcept override;
    std::map<OutboxState, std::int64_t> counts() override;
    std::vector<OutboundMessage> recent(int limit) override;

private:
    Rows ask_lock_session(std::string_view sql, const Params& params = {}) REQUIRES(mutex_);
    bool still_holds_lock() REQUIRES(mutex_);
    bool gain_lock() REQUIRES(mutex_);
    void settle(OutboxRow row, const Query& query, const Params& params);

    const Runner& runner_;
    const StoreOptions options_;
    Deadlines& deadlines_;
    const Clock& clock_;
    const Log log_;
    const std::string claimant_;  // tells our claims from those of other processes
    Mutex mutex_;
    std::unique_ptr<Session> lock_session_
        GUARDED_BY(mutex_);  // the delivery lock ends with it at the latest
    bool has_lock_ GUARDED_BY(mutex_) = false;
};

}  // namespace mwl::store
