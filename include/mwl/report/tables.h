#pragma once
// What the store holds, as HTML tables. Names of patients are written only if the view asks for them; an
// empty list becomes a sentence instead of a table. Pure.

#include <vector>

#include "mwl/domain/change.h"
#include "mwl/domain/model.h"
#include "mwl/report/html.h"
#include "mwl/store/records.h"
#include "mwl/time/zone.h"

namespace mwl::report {

struct View {
    Zone zone;  // of every time shown
    bool shows_names = false;
};

// The steps of one day (`dates` false: times only) or of one order, one row each, in the given order.
enum class Dates { hidden, shown };
void add_steps(Html& html, const std::vector<WorklistItem>& steps, const View& view, Dates dates);

// What happened to one order, newest first, in UTC and local time.
void add_timeline(Html& html, const std::vector<store::StoredTimelineEntry>& entries, const View& view);
// Where the values of one order come from.
void add_notes(Html& html, const std::vector<store::StoredNote>& notes, const View& view);

// What waits for a person, each with a link to its list; writes nothing if nothing waits.
void add_alarms(Html& html, const store::AlarmCounts& counts);
void add_performed_steps(Html& html, const std::vector<store::PerformedStepRecord>& records,
                         const View& view);

// Without the bytes of the messages.
void add_messages(Html& html, const std::vector<store::StoredMessage>& messages, const View& view);
void add_outbox(Html& html, const std::vector<store::OutboundMessage>& messages, const View& view);
void add_associations(Html& html, const std::vector<store::AssociationRecord>& records, const View& view);
// Worklist queries: what was asked, what was answered, and why an answer was empty.
void add_queries(Html& html, const std::vector<store::QueryRecord>& queries, const View& view);

}  // namespace mwl::report
