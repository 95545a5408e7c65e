#include "mwl/store/store.h"

#include <algorithm>

#include "store/pg_candidates.h"
#include "store/pg_outbox.h"
#include "store/pg_records.h"
#include "store/pg_unit_of_work.h"
#include "store/pg_upkeep.h"
#include "store/schema.h"

namespace mwl::store {
namespace {

constexpr std::chrono::milliseconds kReadinessWait{500};
constexpr std::chrono::milliseconds kReadinessLimit{2000};  // an answer that comes later is no use

// Gives the server less time than usual to answer.
class ShorterLimit {
public:
    ShorterLimit(RawConnection& connection, std::chrono::milliseconds limit) noexcept
        : connection_(connection), before_(connection.limit()) {
        connection_.set_limit(std::min(before_, limit));
    }
    ~ShorterLimit() { connection_.set_limit(before_); }
    ShorterLimit(const ShorterLimit&) = delete;
    ShorterLimit& operator=(const ShorterLimit&) = delete;

private:
    RawConnection& connection_;
    std::chrono::milliseconds before_;
};

class PgStore final : public Store {
public:
    PgStore(const StoreOptions& options, const Clock& clock, const Log& log)
        : clock_(clock),
          log_(log),
          pool_(options, deadlines_, log),
          runner_(pool_, log),
          candidates_(runner_, log),
          outbox_(runner_, options, deadlines_, clock, log),
          records_(runner_, candidates_, clock),
          upkeep_(runner_, clock) {}

    void run(const std::function<void(UnitOfWork&)>& body) override {
        runner_.run([&](Session& session) {
            PgUnitOfWork work(session, clock_.now());
            body(work);
            work.commit();
        });
    }

    CandidateSource& candidates() override { return candidates_; }
    Outbox& outbox() override { return outbox_; }
    Records& records() override { return records_; }
    Upkeep& upkeep() override { return upkeep_; }
    Pulse pulse(const std::vector<DestinationName>& destinations) override {
        return take_pulse(runner_, destinations, outbox_.eyes(), clock_.now());
    }

    std::vector<Device> devices() override { return all_devices(runner_); }
    std::int64_t devices_version() override { return version_of_devices(runner_); }
    void edit_devices(std::string_view what, const Act& act, const DeviceEdit& edit) override {
        change_devices(runner_, what, act, edit);
    }

    void save_associations(const std::vector<AssociationRecord>& records) override {
        append_associations(runner_, records);
    }

    bool is_ready() noexcept override {
        try {
            bool is_expected = false;
            const auto ask = [&](Session& session) {
                const ShorterLimit limit(session.raw(), kReadinessLimit);
                is_expected = has_expected_schema(session);
            };
            runner_.run(ask, kReadinessWait);
            return is_expected;
        } catch (const std::exception& error) {
            log_.debug("database not ready", {{"what", error.what()}});
            return false;
        }
    }

private:
    const Clock& clock_;
    const Log log_;
    Deadlines deadlines_;  // of every exchange with the server
    SessionPool pool_;
    const Runner runner_;
    PgCandidates candidates_;
    PgOutbox outbox_;
    PgRecords records_;
    PgUpkeep upkeep_;
};

}  // namespace

std::unique_ptr<Store> open_store(const StoreOptions& options, const Clock& clock, const Log& log) {
    if (options.sessions < 1) throw StoreError("the number of database sessions must be at least 1");
    return std::make_unique<PgStore>(options, clock, log);
}

}  // namespace mwl::store
