#pragma once
// The log of received messages: raw bytes and what became of them. One disposition each; the books balance.

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/base/result.h"

namespace mwl::store {

// Made once per received frame; recognises our own row after a lost commit reply.
using ReceiptId = StrongText<struct ReceiptIdTag>;

enum class Disposition { applied, duplicate, stale, ignored, rejected, quarantined };
inline constexpr std::array kDispositions{Disposition::applied,  Disposition::duplicate,
                                          Disposition::stale,    Disposition::ignored,
                                          Disposition::rejected, Disposition::quarantined};
std::string_view name_of(Disposition disposition) noexcept;
std::optional<Disposition> disposition_named(std::string_view name) noexcept;

// What makes two messages the same (interop.md 1, Duplicates).
struct MessageIdentity {
    SenderName sender;        // "MSH-3|MSH-4"
    std::string sent_at;      // MSH-7 as written
    std::string control_id;   // MSH-10
    std::string body_digest;  // SHA-256 of the whole message as received
    friend bool operator==(const MessageIdentity&, const MessageIdentity&) = default;
};

struct StoredMessage {
    MessageRow row;
    ReceiptId receipt;
    Instant received_at;
    std::string peer;  // address
    std::string raw;   // bytes as received; NUL allowed
    MessageIdentity identity;
    std::string type;                     // "ORM^O01"; empty if unreadable
    std::optional<Instant> sent_instant;  // MSH-7, where it is comparable
    Disposition disposition = Disposition::applied;
    std::string ack_code;            // "AA", "AE", "AR"
    std::optional<Problem> problem;  // why it was not applied
    std::string reason;              // why ignored or stale
    MessageRow duplicate_of;
    std::vector<PatientId> speaks_of;  // kept as links, of those that are known; not read back
};

struct MessageHistory {
    std::optional<StoredMessage> own;        // the row with this receipt
    std::optional<StoredMessage> repeat_of;  // same identity, applied or ignored, within the window
    bool control_id_reused = false;          // same sender, MSH-7 and MSH-10, other body
};

struct StoredTimelineEntry {
    Instant at;
    std::string event;
    std::string detail;
    MessageRow message;
    PerformedRow performed;
    OutboxRow outbound;
};

// One association as a record of what was asked and answered (observation).
struct AssociationRecord {
    std::int64_t row = 0;
    std::string id;  // as in the log lines
    Instant opened_at;
    Instant closed_at;
    std::string peer;
    std::string calling_ae;
    std::string called_ae;
    std::string outcome;     // "released", "aborted by peer", "rejected 1/1/7 …", …
    std::string contexts;    // offered, accepted, rejected and why, one per line
    std::string operations;  // one line per DIMSE operation: asked, answered, status
};

// Thread-safe; throws StoreError.
class MessageLog {
public:
    virtual ~MessageLog() = default;
    virtual std::optional<StoredMessage> find(MessageRow row) = 0;  // raw included
    virtual std::vector<StoredMessage> recent(int limit) = 0;       // newest first, raw left out
    virtual std::map<Disposition, std::int64_t> balance() = 0;      // all time
};

}  // namespace mwl::store
