#pragma once
// The outbox by SQL. Private to store.

#include <set>
#include <string>

#include "mwl/base/mutex.h"
#include "mwl/store/outbox.h"
#include "store/delivery_lock.h"
#include "store/runner.h"

namespace mwl::store {

// Which claims belong to this process, for the check whether anything is due.
struct OutboxEyes {
    std::string claimant;
    std::vector<std::int64_t> in_hand;
};

// Thread-safe.
class PgOutbox final : public Outbox {
public:
    PgOutbox(const Runner& runner, const StoreOptions& options, Deadlines& deadlines, const Clock& clock,
             const Log& log);

    std::vector<OutboundMessage> claim(const DestinationName& destination, int limit,
                                       std::chrono::seconds claim_time) override;
    bool keep_claim(OutboxRow row, std::chrono::seconds claim_time) override;
    void give_back(OutboxRow row) override;
    void sent(OutboxRow row, const std::string& ack) override;
    void retry(OutboxRow row, Instant due, const std::string& error) override;
    void park(OutboxRow row, const std::string& error) override;
    void give_up(OutboxRow row, const std::string& error) override;
    bool hold_delivery_lock() override;
    void release_delivery_lock() noexcept override;
    bool holds_delivery_lock() const noexcept override;
    DeliveryHolder delivery_holder() override;
    OutboxEyes eyes();
    std::vector<WaitingStatuses> waiting() override;  // pg_waiting.cpp

private:
    std::vector<std::int64_t> in_hand();
    void settle(OutboxRow row, const Command& command, const std::vector<Command>& before = {});
    std::vector<Command> let_follow(OutboxRow row) const;
    Command stop(OutboxRow row, const std::string& error, OutboxState state, const char* event) const;

    const Runner& runner_;
    const Clock& clock_;
    const Log log_;
    const std::string claimant_;  // marks the claims of this process
    Mutex mutex_;
    std::set<OutboxRow> in_hand_ GUARDED_BY(mutex_);  // claimed, returned to the caller, not settled yet
    DeliveryLock lock_;
};

}  // namespace mwl::store
