#include "store/pg_outbox.h"

#include <algorithm>
#include <array>

#include "mwl/base/digest.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// Only the head of each (destination, order) is due; a claim past its time counts as waiting.
constexpr std::string_view kClaim = R"sql(
    with due as (
        select o.id
        from outbox o
        where o.destination = $1
          and ((o.state = 'waiting' and o.due_at <= to_timestamp($2::bigint / 1e6))
               or (o.state = 'sending' and o.claimed_until <= to_timestamp($2::bigint / 1e6)))
          and not exists (
              select from outbox earlier
              where earlier.destination = o.destination and earlier.order_key = o.order_key
                and earlier.id < o.id and earlier.state in ('waiting', 'sending', 'parked'))
        order by o.id
        limit $4
        for update skip locked)
    update outbox o
    set state = 'sending', attempts = o.attempts + 1, claimed_until = to_timestamp($3::bigint / 1e6), claimant = $5
    from due
    where o.id = due.id
    returning o.id, o.destination, o.control_id, o.payload, o.attempts, o.state, o.last_error,
        (extract(epoch from o.created_at) * 1e6)::bigint)sql";

constexpr std::string_view kRecent = R"sql(
    select o.id, o.destination, o.control_id, o.payload, o.attempts, o.state, o.last_error,
        (extract(epoch from o.created_at) * 1e6)::bigint
    from outbox o
    order by o.id desc
    limit $1)sql";

constexpr std::string_view kCounts = R"sql(
    select o.state, count(*)
    from outbox o
    group by o.state)sql";

// On the session that holds the delivery lock: an answer proves that the lock is still held.
constexpr std::string_view kKeepClaim = R"sql(
    update outbox
    set claimed_until = to_timestamp($2::bigint / 1e6)
    where id = $1 and state = 'sending' and claimant = $3
    returning id)sql";

// A message that was acknowledged is sent, even if its claim ran out meanwhile, unless another process
// claimed it: that one settles it.
constexpr std::string_view kSent = R"sql(
    with settled as (
        update outbox
        set state = 'sent', claimed_until = null, ack = $2, last_error = ''
        where id = $1 and state in ('sending', 'waiting') and claimant = $4
        returning id, order_id, performed_id, destination, control_id)
    insert into timeline (at, order_id, event, detail, performed_id, outbox_id)
    select to_timestamp($3::bigint / 1e6), s.order_id, 'status delivered', s.destination || ', ' || s.control_id,
        s.performed_id, s.id
    from settled s
    returning outbox_id)sql";

constexpr std::string_view kRetry = R"sql(
    update outbox
    set state = 'waiting', claimed_until = null, due_at = to_timestamp($2::bigint / 1e6), last_error = $3
    where id = $1 and state = 'sending' and claimant = $4
    returning id)sql";

constexpr std::string_view kStop = R"sql(
    with settled as (
        update outbox
        set state = $2, claimed_until = null, last_error = $3
        where id = $1 and state in ('sending', 'waiting') and claimant = $6
        returning id, order_id, performed_id, destination, control_id)
    insert into timeline (at, order_id, event, detail, performed_id, outbox_id)
    select to_timestamp($4::bigint / 1e6), s.order_id, $5, s.destination || ', ' || s.control_id || ': ' || $3,
        s.performed_id, s.id
    from settled s
    returning outbox_id)sql";

// The two-number form does not meet the hashes of pg_load.cpp.
constexpr std::string_view kTryLock = "select pg_try_advisory_lock(1297566800, 1)";
constexpr std::string_view kUnlock = "select pg_advisory_unlock(1297566800, 1)";

// One row. Only the holder of the lock claims: a claim of anybody else is one of a dead process, which may
// arrive after the lock was gained, when the server was still at it.
constexpr std::string_view kFreeForeignClaims = R"sql(
    with freed as (
        update outbox
        set state = 'waiting', claimed_until = null
        where state = 'sending' and claimant <> $1
        returning id)
    select count(*)
    from freed)sql";

constexpr std::array kStates{OutboxState::waiting, OutboxState::sending, OutboxState::sent,
                             OutboxState::parked, OutboxState::dead};
constexpr std::size_t kOutboundWidth = 8;

OutboxState state_named(const std::string& name) {
    for (const auto state : kStates)
        if (name == name_of(state)) return state;
    throw StoreError("the database holds an outbox state that this program does not know: " + name);
}

std::vector<OutboundMessage> outbound_in(const Rows& rows) {
    std::vector<OutboundMessage> messages;
    for (const auto& values : rows) {
        Row row(values);
        auto& message = messages.emplace_back();
        message.row.value = row.number();
        message.destination = DestinationName(row.text());
        message.control_id = row.text();
        message.payload = row.bytes();
        message.attempts = static_cast<int>(row.number());
        message.state = state_named(row.text());
        message.last_error = row.text();
        message.created_at = row.instant();
    }
    return messages;
}

std::string new_claimant() {
    return short_id(std::to_string(system_random().next()) + std::to_string(system_random().next()), 24);
}

}  // namespace

PgOutbox::PgOutbox(const Runner& runner, const StoreOptions& options, Deadlines& deadlines,
                   const Clock& clock, const Log& log)
    : runner_(runner),
      options_(options),
      deadlines_(deadlines),
      clock_(clock),
      log_(log),
      claimant_(new_claimant()) {}

PgOutbox::~PgOutbox() { release_delivery_lock(); }

std::vector<OutboundMessage> PgOutbox::claim(const DestinationName& destination, int limit,
                                             std::chrono::seconds claim_time) {
    const Instant now = clock_.now();
    auto claimed = outbound_in(runner_.query({kClaim, kOutboundWidth}, Params()
                                                                           .text(destination.str())
                                                                           .instant(now)
                                                                           .instant(now + claim_time)
                                                                           .number(limit)
                                                                           .text(claimant_)));
    std::ranges::sort(claimed, {}, &OutboundMessage::row);  // an update returns its rows in any order
    return claimed;
}

void PgOutbox::settle(OutboxRow row, const Query& query, const Params& params) {
    if (runner_.query(query, params).empty())
        log_.warn("outbound message was settled already, or another process claimed it", {{"outbox", row}});
}

bool PgOutbox::keep_claim(OutboxRow row, std::chrono::seconds claim_time) {
    const Lock lock(mutex_);
    return !ask_lock_session(kKeepClaim,
                             Params().number(row.value).instant(clock_.now() + claim_time).text(claimant_))
                .empty();
}

void PgOutbox::sent(OutboxRow row, const std::string& ack) {
    settle(row, {kSent, 1}, Params().number(row.value).text(ack).instant(clock_.now()).text(claimant_));
}

void PgOutbox::retry(OutboxRow row, Instant due, const std::string& error) {
    settle(row, {kRetry, 1}, Params().number(row.value).instant(due).text(error).text(claimant_));
}

void PgOutbox::park(OutboxRow row, const std::string& error) {
    settle(row, {kStop, 1},
           Params()
               .number(row.value)
               .text("parked")
               .text(error)
               .instant(clock_.now())
               .text("status held")
               .text(claimant_));
}

void PgOutbox::give_up(OutboxRow row, const std::string& error) {
    settle(row, {kStop, 1},
           Params()
               .number(row.value)
               .text("dead")
               .text(error)
               .instant(clock_.now())
               .text("status given up")
               .text(claimant_));
}

bool PgOutbox::hold_delivery_lock() {
    const Lock lock(mutex_);
    return still_holds_lock() || gain_lock();
}

// One round trip. No rows also when the lock is not held, or turns out to be lost.
Rows PgOutbox::ask_lock_session(std::string_view sql, const Params& params) {
    if (!has_lock_) return {};
    try {
        return lock_session_->raw().pipeline({{sql, params}}).at(0).rows;
    } catch (const DatabaseError& error) {
        log_.warn("delivery lock lost", {{"sqlstate", error.sqlstate()}});
        has_lock_ = false;
        return {};
    }
}

bool PgOutbox::still_holds_lock() {
    const auto freed = ask_lock_session(kFreeForeignClaims, Params().text(claimant_));
    if (freed.empty()) return false;
    if (const auto late = Row(freed.front()).number(); late > 0)
        log_.info("claims of a dead process freed", {{"claims", late}});
    return true;
}

bool PgOutbox::gain_lock() {
    if (!lock_session_)
        lock_session_ = std::make_unique<Session>(options_, deadlines_);
    else if (!lock_session_->is_trusted())
        lock_session_->reconnect();
    if (!Row(lock_session_->run({kTryLock, 1}).at(0)).flag()) return false;
    const auto freed = lock_session_->run({kFreeForeignClaims, 1}, Params().text(claimant_));
    log_.info("delivery lock gained", {{"claims_freed", Row(freed.at(0)).number()}});
    has_lock_ = true;
    return true;
}

// Said to the server: the end of a session would release it too, but some time later.
void PgOutbox::release_delivery_lock() noexcept {
    const Lock lock(mutex_);
    if (!has_lock_) return;
    has_lock_ = false;
    try {
        (void)lock_session_->run({kUnlock, 1});
    } catch (const std::exception& error) {
        log_.warn("delivery lock not released, it ends with its session", {{"what", error.what()}});
    }
}

std::map<OutboxState, std::int64_t> PgOutbox::counts() {
    std::map<OutboxState, std::int64_t> counts;
    for (const auto state : kStates) counts[state] = 0;
    for (const auto& values : runner_.query({kCounts, 2})) {
        Row row(values);
        const auto state = state_named(row.text());
        counts[state] = row.number();
    }
    return counts;
}

std::vector<OutboundMessage> PgOutbox::recent(int limit) {
    return outbound_in(runner_.query({kRecent, kOutboundWidth}, Params().number(limit)));
}

}  // namespace mwl::store
