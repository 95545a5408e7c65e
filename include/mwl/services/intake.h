#pragma once
// HL7 messages in: bytes -> message -> changes -> decision -> one transaction -> acknowledgement
// (architecture.md, sentence 1). AA means committed; whatever cannot be used is kept with its bytes and the
// reason.

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ip_address.h"
#include "mwl/base/log.h"
#include "mwl/base/mutex.h"
#include "mwl/base/snapshot.h"
#include "mwl/hl7/message.h"
#include "mwl/mapping/orders.h"
#include "mwl/mapping/profile.h"
#include "mwl/store/store.h"

namespace mwl::services {

struct IntakeOptions {
    std::vector<mapping::SiteProfile> profiles;  // which one reads a message: mapping/sender.h
    std::chrono::hours duplicate_window{24 * 7};
    // How much older than the newest one already applied a message of the same sender may be before it is
    // stale: MSH-7 often has no seconds, and the nodes of one engine differ.
    std::chrono::seconds stale_tolerance{60};
    // How long after its day an open step expires; none: never.
    std::optional<std::chrono::days> expire_after = {};
    // How long a message waits for a database that is away before its sender is left without an answer.
    std::chrono::milliseconds hold{10'000};
    mapping::KnownStations knows_station = {};
    // What a message means; pure.
    std::function<Result<MessageChanges>(const hl7::Message&, const mapping::SiteProfile&, Instant,
                                         const mapping::KnownStations&)>
        meaning = mapping::changes_from_hl7;
};

struct ReceivedMessage {
    std::string bytes;  // without MLLP's framing
    std::string peer;   // address and port, for the record
    IpAddress address;  // of the peer, for the profiles that are bound to one; unknown: any
};

// Thread-safe. Borrows store, clock and random, which must outlive it. A defect (an exception of any type but
// StoreError) affects only the message that met it, never the feed: that message is kept in quarantine and
// answered AE 207.
class Intake {
public:
    Intake(store::Store& store, IntakeOptions options, const Clock& clock, Random& random, Log log);

    // Settles the message and returns the acknowledgements that MSH-15 and MSH-16 ask for, unframed, in the
    // sender's delimiters and character set; none for an acknowledgement. Throws only if the message could
    // not be kept, not even as refused (StoreError: the database is away): then no answer may be sent, so
    // that the sender repeats the message.
    std::vector<std::string> accept(const ReceivedMessage& received);

    // Keeps a message that the listener could not take whole (too long, cut off) and answers its refusal.
    std::vector<std::string> refuse(const ReceivedMessage& received, const Problem& problem);

    // For messages that come from now on; each is settled under the options it met first.
    void use(IntakeOptions options) { options_.set(std::move(options)); }

    // Ends every wait for the database; for the stop of the broker, from another thread.
    void stop_holding();

    // Since start: how many messages got each disposition.
    std::map<store::Disposition, std::int64_t> counts() const;
    // Since start: messages received, and those of them that were left unanswered for the sender to repeat.
    // While no message is in progress, received() is unanswered() plus all of counts().
    std::int64_t received() const { return received_; }
    std::int64_t unanswered() const { return unanswered_; }
    // Since start: messages that met a defect of the broker.
    std::int64_t defects() const { return defects_; }

private:
    struct Verdict;
    struct Reading;
    Reading read(const ReceivedMessage& received, const std::optional<Problem>& refused_because);
    std::vector<std::string> settle(const Reading& reading);
    Problem defect(const store::ReceiptId& receipt);
    store::StoredMessage keep(const store::StoredMessage& message, const Verdict& verdict);
    store::StoredMessage run_or_refuse(const store::StoredMessage& message, const Verdict& verdict);
    store::StoredMessage run_held(const store::StoredMessage& message, const Verdict& verdict);
    void report(const store::StoredMessage& settled);
    std::vector<std::string> answer(const hl7::RawHeader& header, const store::StoredMessage& settled);
    store::StoredMessage decide_in(store::UnitOfWork& work, store::StoredMessage message,
                                   const Verdict& verdict) const;

    store::Store& store_;
    Snapshot<IntakeOptions> options_;
    const Clock& clock_;
    Random& random_;
    Log log_;
    std::array<std::atomic<std::int64_t>, store::kDispositions.size()> counts_{};
    std::atomic<std::int64_t> received_{0};
    std::atomic<std::int64_t> unanswered_{0};
    std::atomic<std::int64_t> defects_{0};
    Mutex mutex_;
    Condition changed_;
    bool stopping_ GUARDED_BY(mutex_) = false;
};

}  // namespace mwl::services
