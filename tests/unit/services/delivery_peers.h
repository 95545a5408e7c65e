#pragma once
// The two sides of a delivery, in memory: an outbox with the rules of the real one, and receivers that answer
// as the test says. Every wait is on a condition and ends after a bounded time. Thread-safe.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mwl/base/error.h"
#include "mwl/services/delivery.h"
#include "mwl/services/hl7_reply.h"

namespace mwl::services {

// Far more than anything takes here: who waits so long has failed.
inline constexpr std::chrono::minutes kPatience{5};

class ManualClock final : public Clock {
public:
    Instant now() const override { return instant_from_micros(now_); }
    void advance(std::chrono::microseconds by) { now_ += by.count(); }

private:
    std::atomic<std::int64_t> now_{1'790'000'000'000'000};
};

class ManualBootClock final : public BootClock {
public:
    std::chrono::nanoseconds since_boot() const override { return std::chrono::nanoseconds(now_); }
    void advance(std::chrono::nanoseconds by) { now_ += by.count(); }

private:
    std::atomic<std::int64_t> now_{1'000'000'000};
};

// The middle of what chance may do to a back-off: nothing.
class NoChance final : public Random {
public:
    std::uint64_t next() override { return 10; }
};

class MemoryOutbox final : public store::Outbox {
public:
    struct Row {
        store::OutboundMessage message;
        std::string order;
        Instant due;
        std::string ack;
    };
    using Rows = std::vector<Row>;

    explicit MemoryOutbox(const Clock& clock) : clock_(clock) {}

    void add(const std::string& control_id, const std::string& order,
             const std::string& destination = "ris") {
        const std::lock_guard lock(mutex_);
        Row row;
        row.message.row.value = static_cast<std::int64_t>(rows_.size()) + 1;
        row.message.destination = DestinationName(destination);
        row.message.control_id = control_id;
        row.message.payload = "bytes of " + control_id;
        row.message.state = store::OutboxState::waiting;
        row.message.created_at = row.due = clock_.now();
        row.order = order;
        rows_.push_back(std::move(row));
    }

    void set_away(bool is_away) {
        const std::lock_guard lock(mutex_);
        is_away_ = is_away;
    }
    void set_lock_is_free(bool is_free) {
        const std::lock_guard lock(mutex_);
        lock_is_free_ = is_free;
    }
    // Another process claims this message while it waits its turn here.
    void take_over(const std::string& control_id) {
        const std::lock_guard lock(mutex_);
        taken_over_.insert(of(rows_, control_id).message.row.value);
    }
    // Called after a claim that found nothing, by whoever claimed.
    void when_found_empty(std::function<void()> hook) { found_empty_ = std::move(hook); }

    bool wait_until(const std::function<bool(const Rows&)>& wish) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return wish(rows_); });
    }
    bool wait_for(const std::string& control_id, store::OutboxState state) {
        return wait_until([&](const Rows& rows) { return of(rows, control_id).message.state == state; });
    }
    // Waits until nothing is being sent and nothing is due: what fails from then on is due after then.
    bool wait_until_quiet() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] {
            return std::ranges::none_of(rows_, [&](const Row& row) {
                return row.message.state == store::OutboxState::sending ||
                       !due(row.message.destination, 1).empty();
            });
        });
    }
    // Waits for so many more calls that the missing database, or the missing lock, turned away.
    bool wait_for_failures(int count) {
        std::unique_lock lock(mutex_);
        const int wanted = failures_ + count;
        return changed_.wait_for(lock, kPatience, [&] { return failures_ >= wanted; });
    }
    Row row(const std::string& control_id) {
        const std::lock_guard lock(mutex_);
        return of(rows_, control_id);
    }
    Rows rows() {
        const std::lock_guard lock(mutex_);
        return rows_;
    }

    std::vector<store::OutboundMessage> claim(const DestinationName& destination, int limit,
                                              std::chrono::seconds /*claim_time*/) override {
        std::vector<store::OutboundMessage> claimed;
        {
            const std::lock_guard lock(mutex_);
            require_database();
            for (auto* row : due(destination, limit)) {
                row->message.state = store::OutboxState::sending;
                ++row->message.attempts;
                claimed.push_back(row->message);
            }
        }
        if (claimed.empty() && found_empty_) found_empty_();
        return claimed;
    }
    bool keep_claim(OutboxRow row, std::chrono::seconds /*claim_time*/) override {
        const std::lock_guard lock(mutex_);
        require_database();
        if (taken_over_.contains(row.value)) return false;
        return lock_is_free_;
    }
    void give_back(OutboxRow row) override {
        settle(row, store::OutboxState::waiting, {}, [](Row& found) { --found.message.attempts; });
    }
    void sent(OutboxRow row, const std::string& ack) override {
        settle(row, store::OutboxState::sent, {}, [&](Row& found) { found.ack = ack; });
    }
    void retry(OutboxRow row, Instant due, const std::string& error) override {
        settle(row, store::OutboxState::waiting, error, [&](Row& found) { found.due = due; });
    }
    void park(OutboxRow row, const std::string& error) override {
        settle(row, store::OutboxState::parked, error);
    }
    void give_up(OutboxRow row, const std::string& error) override {
        settle(row, store::OutboxState::dead, error);
    }

    bool hold_delivery_lock() override {
        const std::lock_guard lock(mutex_);
        require_database();
        if (!lock_is_free_) ++failures_;
        ++rounds_;
        changed_.notify_all();
        return lock_is_free_;
    }
    void release_delivery_lock() noexcept override {}
    bool holds_delivery_lock() const noexcept override { return true; }
    store::DeliveryHolder delivery_holder() override { return {true, {}}; }

    // For one destination; counts how often it was asked.
    std::vector<store::WaitingStatuses> waiting() override {
        auto found = waiting_now();
        if (before_answer_) std::exchange(before_answer_, nullptr)();
        return found;
    }
    // What happens, once, between the look at what waits and its answer.
    void before_answer(std::function<void()> hook) { before_answer_ = std::move(hook); }
    int waiting_asked() {
        const std::lock_guard lock(mutex_);
        return waiting_asked_;
    }
    bool wait_until_asked(int times) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return waiting_asked_ >= times; });
    }
    // Looks of the delivery at its lock so far: one for each round of its loop.
    int rounds() {
        const std::lock_guard lock(mutex_);
        return rounds_;
    }
    bool wait_for_round(int number) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return rounds_ >= number; });
    }

private:
    std::vector<store::WaitingStatuses> waiting_now() {
        const std::lock_guard lock(mutex_);
        require_database();
        ++waiting_asked_;
        changed_.notify_all();
        std::vector<store::WaitingStatuses> found;
        for (const auto& row : rows_) {
            if (is_over(row.message.state)) continue;
            if (found.empty())
                found.push_back({row.message.destination, 0, row.message.created_at, row.message.last_error});
            ++found.front().count;
        }
        return found;
    }
    static bool is_over(store::OutboxState state) {
        return state == store::OutboxState::sent || state == store::OutboxState::dead;
    }
    // Heads of their order: up to `limit` that were never tried, otherwise the one that has been due for
    // longest.
    std::vector<Row*> due(const DestinationName& destination, int limit) {
        std::vector<Row*> fresh;
        Row* again = nullptr;
        std::set<std::string> begun;  // orders whose head was passed
        for (auto& row : rows_) {
            if (row.message.destination != destination || is_over(row.message.state)) continue;
            const bool is_head = begun.insert(row.order).second;
            if (!is_head || row.message.state != store::OutboxState::waiting || row.due > clock_.now())
                continue;
            if (row.message.attempts > 0)
                again = again == nullptr || row.due < again->due ? &row : again;
            else if (fresh.size() < static_cast<std::size_t>(limit))
                fresh.push_back(&row);
        }
        if (fresh.empty() && again != nullptr) fresh.push_back(again);
        return fresh;
    }
    static const Row& of(const Rows& rows, const std::string& control_id) {
        return *std::ranges::find(rows, control_id, [](const Row& row) { return row.message.control_id; });
    }
    void require_database() {
        if (!is_away_) return;
        ++failures_;
        changed_.notify_all();
        throw StoreError("the database is away");
    }
    void settle(
        OutboxRow row, store::OutboxState state, const std::string& error,
        const std::function<void(Row&)>& change = [](Row&) {}) {
        const std::lock_guard lock(mutex_);
        require_database();
        auto& found = *std::ranges::find(rows_, row, [](const Row& r) { return r.message.row; });
        if (taken_over_.contains(row.value)) return;
        found.message.state = state;
        found.message.last_error = error;
        change(found);
        changed_.notify_all();
    }

    const Clock& clock_;
    std::function<void()> found_empty_;    // set before the delivery starts
    std::function<void()> before_answer_;  // the same, or while nobody else asks
    std::mutex mutex_;
    std::condition_variable changed_;
    Rows rows_;
    std::set<std::int64_t> taken_over_;
    bool is_away_ = false;
    bool lock_is_free_ = true;
    int failures_ = 0;
    int rounds_ = 0;
    int waiting_asked_ = 0;
};

// A receiver: what reached it, and how it answers.
class Receiver {
public:
    using Answer = std::function<Result<std::string>(const std::string& control_id)>;

    static std::string ack(const std::string& code, const std::string& control_id) {
        return "MSH|^~\\&|RIS|SITE|MWLBROKER||20260701080000||ACK|9|P|2.3.1\rMSA|" + code + "|" + control_id +
               "\r";
    }
    static Problem no_answer() { return {Code::internal, "ris", "no acknowledgement in 30 s"}; }

    void answers(Answer answer) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(answer);
    }
    int connections_dropped() {
        const std::lock_guard lock(mutex_);
        return dropped_;
    }
    std::vector<std::string> received() {
        const std::lock_guard lock(mutex_);
        return received_;
    }
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return received_.size() >= count; });
    }
    // Connections are refused.
    void refuse_connections(bool are_refused = true) {
        const std::lock_guard lock(mutex_);
        is_closed_ = are_refused;
    }
    // Connections are neither made nor refused.
    void hang_when_connected_to() {
        const std::lock_guard lock(mutex_);
        is_deaf_ = true;
    }
    bool wait_until_connected_to() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return is_being_connected_to_; });
    }

    // Answers wait until the receiver is let go, or its connection is cut.
    void hold() {
        const std::lock_guard lock(mutex_);
        is_held_ = true;
    }
    void let_go() {
        const std::lock_guard lock(mutex_);
        is_held_ = false;
        changed_.notify_all();
    }

    // What happens each time before a connection stands, and each time before the first byte goes out.
    void while_connecting(std::function<void()> happens) { while_connecting_ = std::move(happens); }
    void before_writing(std::function<void()> happens) { before_writing_ = std::move(happens); }

    // A new connection.
    std::unique_ptr<Sender> sender() {
        const std::lock_guard lock(mutex_);
        is_cut_ = connects_no_more_ = false;
        return std::make_unique<Line>(*this);
    }

private:
    class Line final : public Sender {
    public:
        explicit Line(Receiver& receiver) : receiver_(receiver) {}
        Result<void> connect() override {
            if (receiver_.while_connecting_) receiver_.while_connecting_();
            return receiver_.connect();
        }
        void stop_connecting() noexcept override { receiver_.stop_connecting(); }
        SendOutcome send(const store::OutboundMessage& message, const MayWrite& may_write) override {
            if (receiver_.before_writing_) receiver_.before_writing_();
            if (!may_write()) return SendOutcome::not_written();
            const auto reply = receiver_.take(message.payload);
            return reply ? outcome_of_hl7_reply(*reply, message.control_id)
                         : SendOutcome::failed(reply.problem());
        }
        void cut() noexcept override { receiver_.cut(); }
        void drop_connection() noexcept override { receiver_.drop(); }

    private:
        Receiver& receiver_;
    };

    Result<void> connect() {
        std::unique_lock lock(mutex_);
        is_being_connected_to_ = true;
        changed_.notify_all();
        if (is_closed_)
            return Problem{Code::internal, "connect", "cannot connect to ris port 1: Connection refused"};
        if (!is_deaf_) return {};
        (void)changed_.wait_for(lock, kPatience, [&] { return connects_no_more_; });
        return Problem{Code::internal, "connect", connects_no_more_ ? "stopping" : "timed out"};
    }
    void stop_connecting() noexcept {
        const std::lock_guard lock(mutex_);
        connects_no_more_ = true;
        changed_.notify_all();
    }
    Result<std::string> take(const std::string& payload) {
        Answer answer;
        {
            std::unique_lock lock(mutex_);
            received_.push_back(payload);
            changed_.notify_all();
            if (!changed_.wait_for(lock, kPatience, [&] { return !is_held_ || is_cut_; })) return no_answer();
            if (is_cut_) return Problem{Code::internal, "ris", "cut off"};
            answer = answer_;
        }
        return answer(payload.substr(std::string("bytes of ").size()));
    }
    void cut() noexcept {
        const std::lock_guard lock(mutex_);
        is_cut_ = true;
        changed_.notify_all();
    }

    void drop() noexcept {
        const std::lock_guard lock(mutex_);
        ++dropped_;
    }

    std::function<void()> while_connecting_;  // set before the delivery starts
    std::function<void()> before_writing_;    // the same
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> received_;
    int dropped_ = 0;
    Answer answer_ = [](const std::string& control_id) { return Result<std::string>(ack("AA", control_id)); };
    bool is_held_ = false;
    bool is_cut_ = false;
    bool is_closed_ = false;
    bool is_deaf_ = false;
    bool is_being_connected_to_ = false;
    bool connects_no_more_ = false;
};

}  // namespace mwl::services
