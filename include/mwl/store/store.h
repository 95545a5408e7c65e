#pragma once
// The database as the use cases see it: units of work over facts (architecture.md, Runtime rules). PostgreSQL
// is behind it; no SQL and no session is visible here. The parts that the accessors return live as long as
// the store.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/error.h"
#include "mwl/base/ids.h"
#include "mwl/base/log.h"
#include "mwl/domain/device.h"
#include "mwl/domain/known.h"
#include "mwl/store/candidates.h"
#include "mwl/store/messages.h"
#include "mwl/store/observations.h"
#include "mwl/store/outbox.h"
#include "mwl/store/records.h"
#include "mwl/store/upkeep.h"

namespace mwl::store {

// What has to be known about a message before anything is decided.
struct MessageQuestion {
    ReceiptId receipt;
    Instant received_at;
    MessageIdentity identity;
    std::chrono::hours window{0};  // how far back an equal one counts as the same
};

struct Opening {
    MessageHistory history;
    Known known;
};

// One transaction. Lives inside Store::run's body only; one thread.
// First load, then save: nothing is read after the first save. Saves are recorded and sent together at
// commit.
class UnitOfWork {
public:
    virtual ~UnitOfWork() = default;

    // Loads and locks what the keys name, patients first, then orders, each in row order: one round trip.
    virtual Known load(const Keys& keys) = 0;
    // The same for a message, and in the same round trip what is known of the message itself: its own row, if
    // it was committed already and the reply was lost, and an earlier equal message that was applied or
    // ignored within the window.
    virtual Opening open(const MessageQuestion& question, const Keys& keys) = 0;

    // Every row saved after it in this unit of work refers to this message.
    virtual void save_message(const StoredMessage& message) = 0;
    virtual void save(const Effects& effects) = 0;
    // A transition of one step of an order by the same performed step is queued once per destination;
    // enqueuing it again has no effect.
    virtual void enqueue(const OutboundDraft& message) = 0;
};

// What an idle broker asks once a second.
struct Pulse {
    std::int64_t devices_version = 0;  // rises with every change of a device
    bool outbox_is_due = false;        // something may be claimed for one of the destinations asked for
    bool tallies_wait = false;         // Upkeep::sum_tallies is worth it
};

// Devices to be saved (by AE title) and to be removed, and the detail for the audit record, with the values
// before and after.
struct DeviceChanges {
    std::vector<domain::Device> save;
    std::vector<AeTitle> remove;
    std::string detail;
};
using DeviceEdit = std::function<DeviceChanges(const std::vector<domain::Device>& devices)>;

// Thread-safe.
class Store {
public:
    virtual ~Store() = default;

    // Runs the body in one transaction and returns only after the command tag COMMIT was seen. The body may
    // run up to five times (serialization failure, deadlock, dead session, unique race, commit in doubt): no
    // side effects outside `work`. Throws StoreError when the database cannot commit it; if the server fell
    // silent at COMMIT, the work may be committed all the same. What the body throws goes through after
    // ROLLBACK.
    virtual void run(const std::function<void(UnitOfWork&)>& body) = 0;

    virtual CandidateSource& candidates() = 0;
    virtual Outbox& outbox() = 0;
    virtual Records& records() = 0;  // what people read
    virtual Upkeep& upkeep() = 0;

    // One statement, one round trip.
    virtual Pulse pulse(const std::vector<DestinationName>& destinations) = 0;

    virtual std::vector<domain::Device> devices() = 0;
    virtual std::int64_t devices_version() = 0;  // rises with every change of a device
    // Saves what `edit` makes of all devices, in one transaction in which nobody else changes them. `edit`
    // may be called several times; what it throws goes through, and nothing is changed. Changes without a
    // detail count as none. The audit record says `what`, the detail, and who did it.
    virtual void edit_devices(std::string_view what, const Act& act, const DeviceEdit& edit) = 0;

    // Observations: written in batches outside the answer path, an association and its queries together. No
    // fact is lost if this fails.
    virtual void save_associations(const std::vector<AssociationRecord>& records) = 0;

    // True when a session can be had and the schema is the one this program expects. Never throws.
    virtual bool is_ready() noexcept = 0;
};

struct StoreOptions {
    std::string connection;  // libpq keywords, no password (PGPASSFILE), several hosts allowed
    int sessions = 8;
    std::chrono::milliseconds wait_for_session{2000};
    std::chrono::milliseconds statement_timeout{5000};
    std::chrono::milliseconds lock_timeout{2000};
    std::chrono::milliseconds silence{2000};  // allowed after statement_timeout, then the session is cut
    std::chrono::seconds connect_timeout{3};
    // Of the session that holds the delivery lock: it sends something at least once per heartbeat while it
    // holds the lock, and the server ends it after this silence. Another broker then delivers.
    std::chrono::milliseconds lock_heartbeat{2000};
    std::chrono::milliseconds lock_silence{8000};
};

// Does not connect: the first use does. `clock` outlives the store. Throws StoreError only for options that
// can never work.
std::unique_ptr<Store> open_store(const StoreOptions& options, const Clock& clock, const Log& log);

}  // namespace mwl::store
