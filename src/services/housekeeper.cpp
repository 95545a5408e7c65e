#include "mwl/services/housekeeper.h"

#include <algorithm>

#include "mwl/base/error.h"
#include "mwl/base/parts.h"
#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"

namespace mwl::services {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kBetweenTurns{1};
constexpr std::chrono::hours kBetweenChores{1};
constexpr std::chrono::minutes kBeforeNextTry{1};  // of a chore that failed
constexpr std::chrono::hours kBetweenForgetting{20};

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
    forgetting_due_ = {};
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

// Does not wait while there is more to do. False: stop.
bool Housekeeper::wait(const std::stop_token& stop) {
    const auto until = SteadyClock::now() + kBetweenTurns;
    const Lock lock(mutex_);
    while (!has_more_ && !stop.stop_requested() && changed_.wait_until(mutex_, until)) continue;
    return !stop.stop_requested();
}

std::optional<Chore> Housekeeper::next_chore() {
    const auto now = SteadyClock::now();
    const Lock lock(mutex_);
    if (now >= chores_due_) {
        undone_.assign(kChores.rbegin(), kChores.rend());
        chores_due_ = now + kBetweenChores;
    }
    if (undone_.empty()) return std::nullopt;
    const auto chore = undone_.back();
    undone_.pop_back();
    return chore;
}

// A part of a chore, or a pulse; both while a chore has more to do, so that the pulse does not wait for its
// end.
void Housekeeper::turn() {
    const auto chore = next_chore();
    const bool has_more = chore && try_chore(*chore);
    if (!chore || has_more) pulse();
    const Lock lock(mutex_);
    has_more_ = has_more;
    if (has_more) undone_.push_back(*chore);
}

// One month of each table a day: if the clock is wrong, not everything is gone before somebody notices.
bool Housekeeper::is_too_early_for(Chore chore) {
    if (chore != Chore::forget_months) return false;
    const auto now = SteadyClock::now();
    const Lock lock(mutex_);
    if (now < forgetting_due_) return true;
    forgetting_due_ = now + kBetweenForgetting;
    return false;
}

// True: there is more of it to do.
bool Housekeeper::try_chore(Chore chore) {
    if (is_too_early_for(chore)) return false;
    ChoreReport report;
    HousekeeperState state;
    bool has_more = false;
    try {
        has_more = do_chore(chore, store_.upkeep(), *options_.get(), clock_.now(), report);
    } catch (...) {
        state = {false, std::string(name_of(chore)) + ": " + what_was_thrown()};
    }
    keep(chore, state);
    if (!state.is_good) log_.error("a chore failed and is tried again in a minute", {{"why", state.detail}});
    tell(report);
    return has_more && chore != Chore::forget_months;
}

void Housekeeper::keep(Chore chore, const HousekeeperState& state) {
    const Lock lock(mutex_);
    const bool is_ours = state_.detail.starts_with(name_of(chore));
    if (!state.is_good || is_ours) state_ = state;
    if (state.is_good) return;
    chores_due_ = std::min(chores_due_, SteadyClock::now() + kBeforeNextTry);
    if (chore == Chore::forget_months) forgetting_due_ = {};
}

// The database may be away: every other part notices that by itself.
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
        log_.info("months forgotten", {{"tables", joined(report.months_forgotten, ", ")}});
    if (report.steps_expired > 0) log_.info("steps expired", {{"steps", report.steps_expired}});
    if (report.steps_offered_again > 0)
        log_.info("steps offered again", {{"steps", report.steps_offered_again}});
}

}  // namespace mwl::services
