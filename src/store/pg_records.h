#pragma once
// What pages and commands read, outside the units of work; each part says where its SQL is. Private to store.

#include <map>
#include <vector>

#include "mwl/store/store.h"
#include "store/pg_candidates.h"
#include "store/runner.h"

namespace mwl::store {

// Thread-safe.
class PgRecords final : public Records {
public:
    PgRecords(const Runner& runner, PgCandidates& candidates, const Clock& clock)
        : runner_(runner), candidates_(candidates), clock_(clock) {}

    // pg_records_messages.cpp
    MessagePage messages(const MessageFilter& filter, const MessagePage::Asked& asked) override;
    std::optional<StoredMessage> message(MessageRow row) override;
    std::map<Disposition, std::int64_t> message_counts() override;
    // pg_records_statuses.cpp
    StatusPage statuses(const StatusFilter& filter, const StatusPage::Asked& asked) override;
    std::map<OutboxState, std::int64_t> status_counts() override;
    // pg_records_performed.cpp
    PerformedStepPage performed_steps(const PerformedFilter& filter,
                                      const PerformedStepPage::Asked& asked) override;
    // pg_records_associations.cpp
    AssociationPage associations(const AssociationFilter& filter,
                                 const AssociationPage::Asked& asked) override;
    QueryPage queries(const QueryFilter& filter, const QueryPage::Asked& asked) override;
    // pg_records_order.cpp
    StepPage steps(const StepFilter& filter, const StepPage::Asked& asked) override;
    TimelinePage timeline(const AccessionNumber& order, const TimelinePage::Asked& asked) override;
    std::vector<StoredNote> notes(const AccessionNumber& order) override;
    std::vector<StoredOrigin> origins(const AccessionNumber& order) override;
    // pg_records_alarms.cpp
    AlarmCounts alarms() override;

private:
    const Runner& runner_;
    PgCandidates& candidates_;
    const Clock& clock_;
};

std::vector<Device> all_devices(const Runner& runner);
std::int64_t version_of_devices(const Runner& runner);
void change_devices(const Runner& runner, std::string_view what, const Act& act, const DeviceEdit& edit);

void append_associations(const Runner& runner, const std::vector<AssociationRecord>& records);

}  // namespace mwl::store
