#include "mwl/services/delivery.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <stop_token>
#include <thread>

#include "mwl/base/crash_point.h"
#include "mwl/base/mutex.h"
#include "mwl/base/thread_top.h"
#include "mwl/base/thrown.h"
#include "services/alarm.h"
#include "services/delivery_watch.h"
#include "services/outcome_rules.h"

namespace mwl::services {
namespace {

constexpr std::chrono::milliseconds kTick{1000};
constexpr int kClaimAtOnce = 8;

// How long a route waits that has nothing to do.
enum class Until { woken, next_tick };

// A call to the outbox that settles one claimed message.
using Settlement = std::function<void()>;
using Settlements = std::deque<Settlement>;

// What the log says about a message that was not delivered.
const char* next_step(Fate fate) noexcept {
    if (fate == Fate::parked) return "parked: the order waits for a person";
    return fate == Fate::given_up ? "given up: dead letter" : "again later";
}

// Settles in order. What cannot be settled now stays in the list until the database is back.
void tell(Settlements& unsettled) {
    for (; !unsettled.empty(); unsettled.pop_front()) unsettled.front()();
}

}  // namespace

std::chrono::milliseconds wait_before_retry(int attempts, const BackOff& back_off, Random& random) {
    auto wait = back_off.first;
    for (int i = 1; i < attempts && wait < back_off.most; ++i) wait *= 2;
    wait = std::min(wait, back_off.most);
    const auto percent = 90 + static_cast<int>(random.next() % 21);
    return wait * percent / 100;
}

struct Delivery::Impl {
    Impl(store::Outbox& outbox_in, std::vector<DeliveryRoute> routes_in, BackOff back_off_in,
         const Clock& clock_in, Random& random_in, Log log_in, const BootClock& boot_clock_in)
        : outbox(outbox_in),
          routes(std::move(routes_in)),
          back_off(back_off_in),
          clock(clock_in),
          random(random_in),
          log(std::move(log_in)),
          boot_clock(boot_clock_in),
          watch(outbox, clock, log) {
        for (const auto& route : routes) watch.alarm_after(route.destination, route.alarm_after);
    }

    void work(const std::stop_token& stop, DeliveryRoute& route);
    void tell_at_last(const DeliveryRoute& route, Settlements& unsettled);
    bool deliver_due(const std::stop_token& stop, DeliveryRoute& route, Settlements& unsettled);
    Settlement deliver_or_fail(const std::stop_token& stop, DeliveryRoute& route,
                               const store::OutboundMessage& message);
    Settlement deliver(const std::stop_token& stop, DeliveryRoute& route,
                       const store::OutboundMessage& message);
    Settlement settlement_of(const DeliveryRoute& route, const store::OutboundMessage& message,
                             const SendOutcome& outcome);
    Settlement delivered(const DeliveryRoute& route, const store::OutboundMessage& message,
                         const std::string& answer);
    Settlement not_delivered(const DeliveryRoute& route, const store::OutboundMessage& message,
                             const std::string& why, Fate fate);
    Settlement not_written(const DeliveryRoute& route, const store::OutboundMessage& message);
    std::pair<OnRefusal, std::chrono::seconds> failure_rules(const DeliveryRoute& route);
    std::uint64_t wakes_so_far();
    void wait_for_work(const std::stop_token& stop, std::uint64_t seen, Until until);

    store::Outbox& outbox;
    std::vector<DeliveryRoute> routes;  // their rules for failures: under `mutex`
    BackOff back_off;
    const Clock& clock;
    Random& random;
    Log log;
    const BootClock& boot_clock;
    DeliveryWatch watch;

    Mutex mutex;
    Condition changed;
    std::uint64_t wakes GUARDED_BY(mutex) = 0;
    std::size_t running GUARDED_BY(mutex) = 0;
    std::vector<std::jthread> threads;  // owner's thread only
};

std::pair<OnRefusal, std::chrono::seconds> Delivery::Impl::failure_rules(const DeliveryRoute& route) {
    const Lock lock(mutex);
    return {route.on_refusal, route.give_up_after};
}

std::uint64_t Delivery::Impl::wakes_so_far() {
    const Lock lock(mutex);
    return wakes;
}

// `seen`: the number of wakes before the outbox was looked at; if another came since, there is no wait.
void Delivery::Impl::wait_for_work(const std::stop_token& stop, std::uint64_t seen, Until until) {
    const auto tick = std::chrono::steady_clock::now() + kTick;
    const Lock lock(mutex);
    while (wakes == seen && !stop.stop_requested()) {
        if (until == Until::woken)
            changed.wait(mutex);
        else if (!changed.wait_until(mutex, tick))
            return;
    }
}

// A stop between an acknowledgement and a database that is back must not send the message once more.
void Delivery::Impl::tell_at_last(const DeliveryRoute& route, Settlements& unsettled) {
    try {
        tell(unsettled);
    } catch (...) {
        log.warn(
            "what became of statuses stays untold until the next start",
            {{"destination", route.destination}, {"statuses", unsettled.size()}, {"why", what_was_thrown()}});
    }
}

void Delivery::Impl::work(const std::stop_token& stop, DeliveryRoute& route) {
    const ThreadTop top("deliver " + route.destination.str());
    Settlements unsettled;
    bool database_away = false;
    while (!stop.stop_requested()) {
        const std::uint64_t seen = wakes_so_far();
        bool idle = true;
        auto until = Until::next_tick;  // the lock or the database may come back by itself
        try {
            tell(unsettled);  // even if another process holds the lock by now: what the RIS answered still
                              // counts
            const bool delivers = outbox.hold_delivery_lock();
            if (delivers) idle = !deliver_due(stop, route, unsettled);
            if (database_away) log.info("delivery goes on", {{"destination", route.destination}});
            database_away = false;
            watch.look(route.destination, idle);
            if (delivers) until = Until::woken;
        } catch (const StoreError& error) {
            if (!database_away)
                log.warn("delivery waits for the database",
                         {{"destination", route.destination}, {"why", error.what()}});
            database_away = true;
        } catch (...) {
            log.error("delivery failed", {{"destination", route.destination}, {"why", what_was_thrown()}});
        }
        if (idle) wait_for_work(stop, seen, until);
    }
    tell_at_last(route, unsettled);
    const Lock lock(mutex);
    --running;
    changed.notify_all();
}

bool Delivery::Impl::deliver_due(const std::stop_token& stop, DeliveryRoute& route, Settlements& unsettled) {
    const auto due = outbox.claim(route.destination, kClaimAtOnce, route.claim_time);
    crash_point("delivery.claimed");
    for (const auto& message : due)
        unsettled.emplace_back([this, row = message.row] { outbox.give_back(row); });
    for (const auto& message : due) {
        auto settlement = stop.stop_requested() ? nullptr : deliver_or_fail(stop, route, message);
        if (!settlement) break;
        unsettled.front() = std::move(settlement);
        unsettled.front()();
        unsettled.pop_front();
    }
    tell(unsettled);
    return !due.empty();
}

// If one message meets a defect, only that message is tried again; those of other orders are sent.
Settlement Delivery::Impl::deliver_or_fail(const std::stop_token& stop, DeliveryRoute& route,
                                           const store::OutboundMessage& message) {
    try {
        return deliver(stop, route, message);
    } catch (const StoreError&) {
        throw;
    } catch (...) {
        route.sender->drop_connection();
        return settlement_of(route, message,
                             {SendOutcome::Kind::failed, "a defect of the broker: " + what_was_thrown()});
    }
}

// None: nothing was written, because the broker stops or because another process may be sending the message
// by now.
Settlement Delivery::Impl::deliver(const std::stop_token& stop, DeliveryRoute& route,
                                   const store::OutboundMessage& message) {
    if (const auto connected = route.sender->connect(); !connected)
        return stop.stop_requested()
                   ? nullptr
                   : settlement_of(route, message, SendOutcome::failed(connected.problem()));
    const auto asked_at = boot_clock.since_boot();
    if (!outbox.keep_claim(message.row, route.claim_time)) return nullptr;
    crash_point("delivery.sending");
    const auto outcome = route.sender->send(
        message, [&] { return boot_clock.since_boot() - asked_at < store::kClaimAnswerLasts; });
    crash_point("delivery.sent");
    if (rule_of(outcome.kind).drops_connection) route.sender->drop_connection();
    return settlement_of(route, message, outcome);
}

Settlement Delivery::Impl::settlement_of(const DeliveryRoute& route, const store::OutboundMessage& message,
                                         const SendOutcome& outcome) {
    const auto [on_refusal, give_up_after] = failure_rules(route);
    const auto fate = fate_of(outcome.kind, on_refusal, clock.now() - message.created_at > give_up_after);
    if (fate == Fate::delivered) return delivered(route, message, outcome.words);
    if (fate == Fate::untouched) return not_written(route, message);
    return not_delivered(route, message, outcome.words, fate);
}

Settlement Delivery::Impl::delivered(const DeliveryRoute& route, const store::OutboundMessage& message,
                                     const std::string& answer) {
    crash_point("delivery.acked");
    watch.delivered(route.destination);
    log.info("status delivered", {{"destination", route.destination},
                                  {"outbox", message.row},
                                  {"control_id", message.control_id},
                                  {"attempts", message.attempts}});
    return [this, row = message.row, answer] {
        outbox.sent(row, answer);
        crash_point("delivery.marked");
    };
}

// The claim is given back with those of the messages that were not begun.
Settlement Delivery::Impl::not_written(const DeliveryRoute& route, const store::OutboundMessage& message) {
    log.warn("status not written: too much time passed since the delivery lock was asked for",
             {{"destination", route.destination}, {"outbox", message.row}});
    return nullptr;
}

Settlement Delivery::Impl::not_delivered(const DeliveryRoute& route, const store::OutboundMessage& message,
                                         const std::string& why, Fate fate) {
    watch.failed(route.destination, why, message.created_at);
    log.warn("status not delivered", {{"destination", route.destination},
                                      {"outbox", message.row},
                                      {"control_id", message.control_id},
                                      {"attempts", message.attempts},
                                      {"why", words_for(why)},
                                      {"next", next_step(fate)}});
    const auto row = message.row;
    if (fate == Fate::parked)
        return [this, row, why] {
            outbox.park(row, why);
            log_alarm(log, store::Alarm::parked, "outbox " + std::to_string(row.value), "refused");
        };
    if (fate == Fate::given_up)
        return [this, row, why] {
            outbox.give_up(row, why);
            log_alarm(log, store::Alarm::dead, "outbox " + std::to_string(row.value),
                      "not delivered in time");
        };
    const Instant due = clock.now() + wait_before_retry(message.attempts, back_off, random);
    return [this, row, why, due] { outbox.retry(row, due, why); };
}

Delivery::Delivery(store::Outbox& outbox, std::vector<DeliveryRoute> routes, BackOff back_off,
                   const Clock& clock, Random& random, Log log, const BootClock& boot_clock)
    : impl_(std::make_unique<Impl>(outbox, std::move(routes), back_off, clock, random, std::move(log),
                                   boot_clock)) {}

Delivery::~Delivery() { stop(std::chrono::milliseconds(0)); }

void Delivery::start() {
    if (!impl_->threads.empty()) return;
    {
        const Lock lock(impl_->mutex);
        impl_->running = impl_->routes.size();
    }
    for (auto& route : impl_->routes)
        impl_->threads.emplace_back(
            [this, &route](const std::stop_token& stop) { impl_->work(stop, route); });
}

void Delivery::stop(std::chrono::milliseconds grace) {
    if (impl_->threads.empty()) return;
    for (auto& thread : impl_->threads) thread.request_stop();
    for (auto& route : impl_->routes) route.sender->stop_connecting();
    const auto until = std::chrono::steady_clock::now() + grace;
    {
        const Lock lock(impl_->mutex);
        impl_->changed.notify_all();
        while (impl_->running > 0)
            if (!impl_->changed.wait_until(impl_->mutex, until)) break;
    }
    for (auto& route : impl_->routes) route.sender->cut();
    impl_->threads.clear();  // joins
    impl_->outbox.release_delivery_lock();
}

void Delivery::use(const DestinationName& destination, OnRefusal on_refusal,
                   std::chrono::seconds give_up_after) {
    const Lock lock(impl_->mutex);
    for (auto& route : impl_->routes)
        if (route.destination == destination) {
            route.on_refusal = on_refusal;
            route.give_up_after = give_up_after;
        }
}

void Delivery::alarm_after(const DestinationName& destination, std::chrono::minutes time) {
    impl_->watch.alarm_after(destination, time);
}

std::vector<DestinationState> Delivery::destinations() { return impl_->watch.states(); }
std::vector<DestinationState> Delivery::known_destinations() { return impl_->watch.known(); }

void Delivery::wake() {
    const Lock lock(impl_->mutex);
    ++impl_->wakes;
    impl_->changed.notify_all();
}

}  // namespace mwl::services
