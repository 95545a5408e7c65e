#pragma once
// Messages to be delivered. The payload is rendered once, in the transaction of the fact it tells; a resend
// has the same bytes. Order is kept per (destination, order); unrelated orders never wait.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/domain/performed.h"

namespace mwl::store {

enum class OutboxState { waiting, sending, sent, parked, dead };
std::string_view name_of(OutboxState state) noexcept;

struct OutboundDraft {
    DestinationName destination;
    OrderRow order;  // the order key; 0: unscheduled, keyed by the performed step
    StepId step;     // of the ORC/OBR group of the order that is told about
    SopInstanceUid performed;
    StatusTransition transition = StatusTransition::in_progress;
    std::string control_id;  // MSH-10; unique per destination
    std::string payload;     // HL7 message as it goes out
};

struct OutboundMessage {
    OutboxRow row;
    DestinationName destination;
    std::string control_id;
    std::string payload;
    int attempts = 0;  // this one included
    OutboxState state = OutboxState::sending;
    std::string last_error;
    Instant created_at;
};

// Thread-safe; throws StoreError.
class Outbox {
public:
    virtual ~Outbox() = default;

    // Claims up to `limit` messages for the destination that are due and the head of their order; counts an
    // attempt.
    virtual std::vector<OutboundMessage> claim(const DestinationName& destination, int limit,
                                               std::chrono::seconds claim_time) = 0;
    // Asked before each send: true when this process still holds the delivery lock and this claim, which then
    // lasts `claim_time` from now on. False: another process may be sending the message by now.
    virtual bool keep_claim(OutboxRow row, std::chrono::seconds claim_time) = 0;

    // What follows settles a claim of this process; one that another process took over is left alone.
    // The receiver acknowledged with MSA-2 equal to our MSH-10.
    virtual void sent(OutboxRow row, const std::string& ack) = 0;
    // Waits until `due`, the claim is given back.
    virtual void retry(OutboxRow row, Instant due, const std::string& error) = 0;
    // Held for a person: the rest of its order waits behind it.
    virtual void park(OutboxRow row, const std::string& error) = 0;
    // Given up after the last attempt: the rest of its order goes on.
    virtual void give_up(OutboxRow row, const std::string& error) = 0;

    // True while this process is the one that delivers (advisory lock on a session of its own). Called before
    // each claim; when the lock is first gained, claims left by a dead process wait again.
    virtual bool hold_delivery_lock() = 0;
    virtual void release_delivery_lock() noexcept = 0;

    virtual std::map<OutboxState, std::int64_t> counts() = 0;
    virtual std::vector<OutboundMessage> recent(int limit) = 0;  // newest first
};

}  // namespace mwl::store
