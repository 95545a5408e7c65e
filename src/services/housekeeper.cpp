#include "mwl/services/housekeeper.h"

#include "mwl/base/error.h"
#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"

namespace mwl::services {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kBetweenTurns{1};
constexpr std::chrono::hours kBetweenChores{1};

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

}  // namespace

Housekeeper::Housekeeper(store::Store& store, std::vector<DestinationName> destinations, ChoreOptions options,
                         const Clock& clock, Log log, std::function<bool()> may_work, Listener hears)
    : store_(store),
      destinations_(std::move(destinations)),
      options_(std::move(options)),
      clock_(clock),
      log_(std::move(log)),
      may_work_(std::move(may_work)),
      hears_(std::move(hears)) {}

Housekeeper::~Housekeeper() { stop(); }

void Housekeeper::start() {
    if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Housekeeper::stop() {
    {
        const Lock lock(mutex_);
        thread_.request_stop();
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void Housekeeper::use(ChoreOptions options) {
    options_.set(std::move(options));
    const Lock lock(mutex_);
    chores_due_ = {};
}

HousekeeperState Housekeeper::state() const {
    const Lock lock(mutex_);
    return state_;
}

void Housekeeper::work(const std::stop_token& stop) {
    const ThreadTop top("housekeeper");
    do {
        if (may_work_()) turn();
    } while (wait(stop));
}

bool Housekeeper::wait(const std::stop_token& stop) {
    const auto until = SteadyClock::now() + kBetweenTurns;
    const Lock lock(mutex_);
    while (!stop.stop_requested() && changed_.wait_until(mutex_, until)) continue;
    return !stop.stop_requested();
}

// One chore, or a pulse. A chore that fails is tried again in an hour: others must not wait for it.
void Housekeeper::turn() {
    std::optional<Chore> chore;
    {
        const Lock lock(mutex_);
        if (SteadyClock::now() >= chores_due_) {
            undone_.assign(kChores.rbegin(), kChores.rend());
            chores_due_ = SteadyClock::now() + kBetweenChores;
        }
        if (!undone_.empty()) {
            chore = undone_.back();
            undone_.pop_back();
        }
    }
    if (chore)
        try_chore(*chore);
    else
        pulse();
}

void Housekeeper::try_chore(Chore chore) {
    ChoreReport report;
    HousekeeperState state;
    try {
        do_chore(chore, store_.upkeep(), *options_.get(), clock_.now(), report);
    } catch (...) {
        state = {false, std::string(name_of(chore)) + ": " + what_was_thrown()};
        log_.error("a chore failed and is tried again in an hour",
                   {{"chore", name_of(chore)}, {"why", what_was_thrown()}});
    }
    tell(report);
    const Lock lock(mutex_);
    const bool is_ours = state_.detail.starts_with(name_of(chore));
    if (!state.is_good || is_ours) state_ = state;
}

// The database may be away: everybody notices that by himself.
void Housekeeper::pulse() {
    try {
        const auto pulse = store_.pulse(destinations_);
        hears_(pulse);
        if (pulse.tallies_wait) store_.upkeep().sum_tallies(clock_.now());
    } catch (...) {
        log_.debug("no pulse", {{"why", what_was_thrown()}});
    }
}

void Housekeeper::tell(const ChoreReport& report) {
    if (report.months_made > 0) log_.info("months made", {{"tables", report.months_made}});
    if (!report.months_forgotten.empty())
        log_.info("months forgotten", {{"tables", joined(report.months_forgotten)}});
    if (report.steps_expired > 0) log_.info("steps expired", {{"steps", report.steps_expired}});
    if (report.steps_offered_again > 0)
        log_.info("steps offered again", {{"steps", report.steps_offered_again}});
}

}  // namespace mwl::services
