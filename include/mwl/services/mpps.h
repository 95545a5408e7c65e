#pragma once
// Performed steps in: the MPPS object, the step's status and the status messages for the RIS, all in one
// transaction (architecture.md, sentence 2). Knows no DIMSE: `app` turns a refusal into a status.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/base/snapshot.h"
#include "mwl/dataset/dataset.h"
#include "mwl/domain/device.h"
#include "mwl/mapping/performed.h"
#include "mwl/mapping/status.h"
#include "mwl/store/store.h"

namespace mwl::services {

// One receiver of status messages: about the orders of which sender, and in which form.
struct StatusReceiver {
    DestinationName name;
    std::string sending_application;  // orders of this MSH-3 only; empty: all
    mapping::StatusFormat format;
};

struct MppsOptions {
    Zone site_zone;
    std::vector<StatusReceiver> receivers;
};

struct MppsOutcome {
    std::optional<mapping::MppsRefusal> refusal;
    SopInstanceUid uid;                // the object's: the asked one, or the one made for it
    std::vector<std::string> remarks;  // deviations accepted, repeats recognised, alarms
};

// Thread-safe. Borrows store, clock and random, which must outlive it.
class Mpps {
public:
    // `queued` is called after a commit that put something into the outbox, from the caller's thread.
    Mpps(store::Store& store, MppsOptions options, const Clock& clock, Random& random, Log log,
         std::function<void()> queued);

    // Both throw StoreError if the work could not be committed: the modality must get a failure status.
    MppsOutcome create(const domain::Device& device, const SopInstanceUid& uid,
                       const dataset::Dataset& attributes, const std::string& digest);
    MppsOutcome set(const domain::Device& device, const SopInstanceUid& uid,
                    const dataset::Dataset& modifications, const std::string& digest);

    // For operations that arrive from now on; an operation in progress keeps its options to the end.
    void use(MppsOptions options) { options_.set(std::move(options)); }

private:
    // An alarm that was not there before.
    struct Raised {
        store::Alarm kind;
        std::string what;
    };
    // What one run of a unit of work comes to.
    struct Run {
        MppsOutcome outcome;
        std::size_t queued = 0;
        std::vector<Raised> raised;
    };
    static std::vector<Raised> raised_by(const Effects& effects, const PerformedStep* before);
    // Saves the effects and renders what the RIS is to be told; returns how many messages were queued.
    std::size_t save(store::UnitOfWork& work, const Effects& effects, const MppsOptions& options) const;
    std::string render(const StatusChange& change, const StatusReceiver& receiver,
                       const std::string& control_id) const;
    void report(const char* event, const domain::Device& device, const Run& run) const;

    store::Store& store_;
    Snapshot<MppsOptions> options_;
    const Clock& clock_;
    Random& random_;
    Log log_;
    std::function<void()> queued_;
};

}  // namespace mwl::services
