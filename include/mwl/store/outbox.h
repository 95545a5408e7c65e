#pragma once
// Messages to be delivered. The payload is rendered once, in the transaction of the fact it tells; a resend
// has the same bytes. Order is kept per (destination, order); unrelated orders never wait.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/domain/performed.h"

namespace mwl::store {

enum class OutboxState { waiting, sending, sent, parked, dead };
inline constexpr std::array kOutboxStates{OutboxState::waiting, OutboxState::sending, OutboxState::sent,
                                          OutboxState::parked, OutboxState::dead};
std::string_view name_of(OutboxState state) noexcept;
std::optional<OutboxState> outbox_state_named(std::string_view name) noexcept;

struct OutboundDraft {
    DestinationName destination;
    OrderRow order;  // the order key; 0: unscheduled, keyed by the performed step
    StepId step;     // the step of the order that the message reports
    SopInstanceUid performed;
    StatusTransition transition = StatusTransition::in_progress;
    std::string control_id;  // what the receiver names it by (MSH-10 in HL7); unique per destination
    std::string payload;     // as it goes out
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

// How long `true` from keep_claim() may be relied on, counted from before the call. No other broker gains the
// delivery lock earlier than twice this time: only then does the server end the silent session of its holder
// (StoreOptions::lock_silence).
inline constexpr std::chrono::seconds kClaimAnswerLasts{4};

// Who holds the delivery lock, as the database knows it.
struct DeliveryHolder {
    bool is_this_process = false;
    std::string who;  // "APPLICATION on HOST, database session PID"; empty: nobody
};

// What waits for one destination: queued, being sent, or held for a person.
struct WaitingStatuses {
    DestinationName destination;
    std::int64_t count = 0;
    Instant oldest;          // when the oldest of them was queued
    std::string last_error;  // of the oldest one; empty: not tried yet
};

// Thread-safe; throws StoreError.
class Outbox {
public:
    virtual ~Outbox() = default;

    // Claims messages for the destination that are due and the head of their order, and counts an attempt: up
    // to `limit` that were never tried; when there is none, the one whose next try has been due for longest.
    // A claim of this process whose reply was lost is found again. Call it only while hold_delivery_lock() is
    // true, one call at a time per destination.
    virtual std::vector<OutboundMessage> claim(const DestinationName& destination, int limit,
                                               std::chrono::seconds claim_time) = 0;
    // Asked before each send, once the connection stands: true when this process still holds the delivery
    // lock and this claim, which then lasts `claim_time` from now on. False: another process may be sending
    // the message by now.
    virtual bool keep_claim(OutboxRow row, std::chrono::seconds claim_time) = 0;

    // The next five settle a claim of this process; a claim that another process took over is left alone.
    //
    // Nothing was sent: the message waits as before the claim, and the attempt does not count.
    virtual void give_back(OutboxRow row) = 0;
    // The receiver has it; `ack` is what it answered.
    virtual void sent(OutboxRow row, const std::string& ack) = 0;
    // Not delivered: the claim ends, and the message waits until `due`.
    virtual void retry(OutboxRow row, Instant due, const std::string& error) = 0;
    // Held for a person: the rest of its order waits behind it.
    virtual void park(OutboxRow row, const std::string& error) = 0;
    // Given up after the last attempt: the rest of its order goes on.
    virtual void give_up(OutboxRow row, const std::string& error) = 0;

    // True while this process is the one that delivers (advisory lock on a session of its own); takes the
    // lock if it is free. Called before each claim; claims that another process left behind wait again.
    virtual bool hold_delivery_lock() = 0;
    virtual void release_delivery_lock() noexcept = 0;
    // What this process knows, without asking the database.
    virtual bool holds_delivery_lock() const noexcept = 0;
    virtual DeliveryHolder delivery_holder() = 0;

    virtual std::vector<WaitingStatuses> waiting() = 0;  // only destinations for which something waits
};

}  // namespace mwl::store
