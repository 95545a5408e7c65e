#pragma once
// Reading of what is only read or only appended, and devices. One function per question; thread-safe as the
// runner is. Private to store.

#include <map>
#include <vector>

#include "mwl/store/store.h"
#include "store/runner.h"

namespace mwl::store {

class PgMessages final : public MessageLog {
public:
    PgMessages(const Runner& runner, const Clock& clock) : runner_(runner), clock_(clock) {}

    std::optional<StoredMessage> find(MessageRow row) override;
    std::vector<StoredMessage> recent(int limit) override;
    std::map<Disposition, std::int64_t> balance() override;

private:
    const Runner& runner_;
    const Clock& clock_;
};

std::vector<StoredTimelineEntry> timeline_of(const Runner& runner, const AccessionNumber& order);
std::vector<MappingNote> notes_of(const Runner& runner, const AccessionNumber& order);

AlarmCounts alarm_counts(const Runner& runner, Instant quarantined_since);
std::vector<ExamRecord> last_performed(const Runner& runner, int limit);

std::vector<Device> all_devices(const Runner& runner);
std::int64_t version_of_devices(const Runner& runner);
void change_devices(const Runner& runner, std::string_view what, const Act& act, const DeviceEdit& edit);

void append_associations(const Runner& runner, const std::vector<AssociationRecord>& records);
std::vector<AssociationRecord> last_associations(const Runner& runner, int limit, Instant now);

}  // namespace mwl::store
