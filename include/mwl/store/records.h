#pragma once
// The read model: what people look at, for the page and the commands, and the numbers of the metrics. It only
// reads, and no decision about an order depends on it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/ids.h"
#include "mwl/domain/change.h"
#include "mwl/domain/performed.h"
#include "mwl/store/alarms.h"
#include "mwl/store/cursor.h"
#include "mwl/store/messages.h"
#include "mwl/store/observations.h"
#include "mwl/store/outbox.h"

namespace mwl::store {

// [from, to); what is left out is open.
struct TimeWindow {
    std::optional<Instant> from;
    std::optional<Instant> to;
};

// In the filters below an empty value leaves a condition out, and all conditions stated must hold. An order
// is named by its accession number, or by an earlier one that no order has now.
struct MessageFilter {
    TimeWindow received;
    std::optional<Disposition> disposition;
    std::string type;        // "ORM^O01"
    std::string control_id;  // MSH-10
    SenderName sender;       // "MSH-3|MSH-4"
    std::string peer;        // address
    PatientId patient;       // named by the message; without an issuer: of any issuer
    AccessionNumber order;   // changed by the message
};

struct StatusFilter {
    std::optional<OutboxState> state;
    DestinationName destination;
    AccessionNumber order;
};

struct PerformedFilter {
    bool with_alarm = false;   // only those that a person must look at
    bool unscheduled = false;  // only those linked to no order
    AeTitle device;
};

struct AssociationFilter {
    TimeWindow closed;
    AeTitle calling_ae;
    std::string outcome;  // its beginning: "rejected"
};

struct QueryFilter {
    TimeWindow asked;
    AeTitle calling_ae;
    std::optional<int> status;
    bool is_empty = false;  // only those without an answer
};

// Exactly one of the two.
struct StepFilter {
    TimeWindow start;
    AccessionNumber order;
};

struct StoredTimelineEntry {
    Instant at;
    std::string event;
    std::string detail;
    MessageRow message;
    PerformedRow performed;
    OutboxRow outbound;
};

// Where a value of an order comes from, and which message said it.
struct StoredOrigin {
    Origin origin;
    ProcedureId procedure;  // of a value of a procedure
    StepId step;            // of a value of a step
    MessageRow message;     // 0: none; it may be forgotten already
};

struct StoredNote {
    MappingNote note;
    MessageRow message;
    friend bool operator==(const StoredNote&, const StoredNote&) = default;
};

// One performed procedure step, without names and ids of its patient.
struct PerformedStepRecord {
    PerformedRow row;
    SopInstanceUid uid;
    PpsStatus status = PpsStatus::in_progress;
    AeTitle device;
    std::string modality;
    std::optional<Instant> started_at;
    std::vector<AccessionNumber> orders;  // linked; none: unscheduled
    std::string linked_by;                // which rule found them
    std::string alarm;                    // not empty: a person must look
};

using MessagePage = Page<StoredMessage, RecordList::messages>;
using StatusPage = Page<OutboundMessage, RecordList::statuses>;
using PerformedStepPage = Page<PerformedStepRecord, RecordList::performed_steps>;
using AssociationPage = Page<AssociationRecord, RecordList::associations>;
using QueryPage = Page<QueryRecord, RecordList::queries>;
using TimelinePage = Page<StoredTimelineEntry, RecordList::timeline>;
using StepPage = Page<WorklistItem, RecordList::steps>;

// Thread-safe; throws StoreError. Lists are newest first, except steps(). A search looks at 1,000 rows for
// one page, unless its filter leads to few rows by itself (a control id, a patient, an order, what was not
// applied, what needs a person, a calling AE).
class Records {
public:
    virtual ~Records() = default;

    virtual MessagePage messages(const MessageFilter& filter,
                                 const MessagePage::Asked& asked) = 0;  // raw left out
    virtual std::optional<StoredMessage> message(MessageRow row) = 0;   // raw included
    virtual StatusPage statuses(const StatusFilter& filter, const StatusPage::Asked& asked) = 0;
    virtual PerformedStepPage performed_steps(const PerformedFilter& filter,
                                              const PerformedStepPage::Asked& asked) = 0;
    virtual AssociationPage associations(const AssociationFilter& filter,
                                         const AssociationPage::Asked& asked) = 0;
    virtual QueryPage queries(const QueryFilter& filter, const QueryPage::Asked& asked) = 0;

    // Scheduled steps in order of start, withheld, expired and finished ones included; of an order also those
    // without a start, which come last.
    virtual StepPage steps(const StepFilter& filter, const StepPage::Asked& asked) = 0;
    virtual TimelinePage timeline(const AccessionNumber& order, const TimelinePage::Asked& asked) = 0;
    virtual std::vector<StoredNote> notes(const AccessionNumber& order) = 0;  // the newest 200, as written
    // Of the values in force of the order, its procedures and steps, its patient and its visit.
    virtual std::vector<StoredOrigin> origins(const AccessionNumber& order) = 0;

    virtual AlarmCounts alarms() = 0;
    virtual std::map<Disposition, std::int64_t> message_counts() = 0;  // all time; every disposition
    virtual std::map<OutboxState, std::int64_t> status_counts() = 0;   // sent ones of all time; every state
};

}  // namespace mwl::store
