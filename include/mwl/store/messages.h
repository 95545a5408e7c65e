#pragma once
// Received messages: raw bytes and what became of them, exactly one disposition each.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/base/result.h"

namespace mwl::store {

// Made once per received frame; by it the broker finds the row it has already written, when the reply to
// COMMIT was lost.
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
    std::vector<PatientId> speaks_of;  // stored as links to the patients that are known; not read back
};

struct MessageHistory {
    std::optional<StoredMessage> own;        // the row with this receipt
    std::optional<StoredMessage> repeat_of;  // same identity, applied or ignored, within the window
    bool control_id_reused = false;          // same sender, MSH-7 and MSH-10, other body
};

}  // namespace mwl::store
