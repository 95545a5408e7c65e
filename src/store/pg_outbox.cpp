#include "store/pg_outbox.h"

#include <algorithm>

#include "mwl/base/digest.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// Messages that were never tried are looked at in order of time, some more than are wanted. A message that
// waits behind another one of its order is put off, so that a receiver that is down does not make every claim
// look at all of them: it comes back when the one before it is settled (kLetFollow), or by itself. Messages
// that were tried before wait while there is anything new, because each try may take as long as a silent
// receiver is waited for. A claim past its time counts as waiting; so does a claim of this process ($5) that
// is not in hand ($6): the reply to it was lost, nothing was sent, and its attempt is counted already.
const Sql kClaim(with_columns(R"sql(
    with looked as materialized (
        select o.id, o.order_key, o.created_at
        from outbox o
        where o.destination = $1 and o.state = 'waiting' and o.attempts = 0
          and o.due_at <= to_timestamp($2::bigint / 1e6)
        order by o.due_at, o.id
        limit $4::bigint + 4
        for update skip locked),
    behind as materialized (
        select l.id, l.created_at, head.due_at
        from looked l
        cross join lateral (
            select e.due_at
            from outbox e
            where e.destination = $1 and e.order_key = l.order_key and e.id < l.id
              and e.state in ('waiting', 'sending', 'parked')
            order by e.id
            limit 1) head),
    put_off as (
        update outbox o
        set due_at = greatest(behind.due_at,
            to_timestamp($2::bigint / 1e6)
                + greatest(interval '1 minute',
                           least(interval '1 hour', (to_timestamp($2::bigint / 1e6) - behind.created_at) / 2)))
        from behind
        where o.id = behind.id
        returning o.id),
    fresh as materialized (
        select l.id
        from looked l
        where not exists (select from behind b where b.id = l.id)
        order by l.id
        limit $4::bigint),
    again as materialized (
        select o.id
        from outbox o
        where ($7::boolean and not exists (select from fresh) or not exists (select from looked))
          and o.id in (
              (select t.id
               from outbox t
               where t.destination = $1 and t.state = 'waiting' and t.attempts > 0
                 and t.due_at <= to_timestamp($2::bigint / 1e6) and not exists (
                     select from outbox earlier
                     where earlier.destination = $1 and earlier.order_key = t.order_key
                       and earlier.id < t.id and earlier.state in ('waiting', 'sending', 'parked'))
               order by t.due_at, t.id
               limit 1)
              union all
              (select c.id
               from outbox c
               where c.destination = $1 and c.state = 'sending' and c.id <> all ($6::bigint[])
                 and (c.claimant = $5 or c.claimed_until <= to_timestamp($2::bigint / 1e6))))
        order by o.due_at, o.id
        limit 1
        for update skip locked),
    claimed as (
        update outbox o
        set state = 'sending', claimed_until = to_timestamp($3::bigint / 1e6), claimant = $5,
            attempts = o.attempts + case when o.state = 'sending' and o.claimant = $5 then 0 else 1 end
        from (select id from fresh union all select id from again) as due
        where o.id = due.id
        returning {status})
    select (select count(*) from put_off), c.*
    from (select) as one
    left join claimed c on true)sql"));

// The next message of the same order, if it was put off.
const Sql kLetFollow(R"sql(
    update outbox
    set due_at = to_timestamp($2::bigint / 1e6)
    where id = (
        select next.id
        from outbox o
        join outbox next on next.destination = o.destination and next.order_key = o.order_key and next.id > o.id
        where o.id = $1 and next.state = 'waiting'
        order by next.id
        limit 1)
      and due_at > to_timestamp($2::bigint / 1e6) and attempts = 0)sql");

// On the session that holds the delivery lock: an answer proves that the lock is still held.
const Sql kKeepClaim(R"sql(
    update outbox
    set claimed_until = to_timestamp($2::bigint / 1e6)
    where id = $1 and state = 'sending' and claimant = $3
    returning id)sql");

const Sql kGiveBack(R"sql(
    update outbox
    set state = 'waiting', claimed_until = null, attempts = attempts - 1
    where id = $1 and state = 'sending' and claimant = $2
    returning id)sql");

// A message that was acknowledged is sent, even if its claim ran out meanwhile, unless another process
// claimed it: that one settles it.
const Sql kSent(R"sql(
    with settled as (
        update outbox
        set state = 'sent', claimed_until = null, ack = $2, last_error = '',
            settled_at = to_timestamp($3::bigint / 1e6)
        where id = $1 and state in ('sending', 'waiting') and claimant = $4
        returning id, order_id, performed_id, destination, control_id)
    insert into timeline (id, at, order_id, event, detail, performed_id, outbox_id)
    select nextval('timeline_id'), to_timestamp($3::bigint / 1e6), s.order_id, 'status delivered', s.destination || ', ' || s.control_id,
        s.performed_id, s.id
    from settled s
    returning outbox_id)sql");

const Sql kRetry(R"sql(
    update outbox
    set state = 'waiting', claimed_until = null, due_at = to_timestamp($2::bigint / 1e6), last_error = $3
    where id = $1 and state = 'sending' and claimant = $4
    returning id)sql");

const Sql kStop(R"sql(
    with settled as (
        update outbox
        set state = $2, claimed_until = null, last_error = $3, settled_at = to_timestamp($4::bigint / 1e6)
        where id = $1 and state in ('sending', 'waiting') and claimant = $6
        returning id, order_id, performed_id, destination, control_id)
    insert into timeline (id, at, order_id, event, detail, performed_id, outbox_id)
    select nextval('timeline_id'), to_timestamp($4::bigint / 1e6), s.order_id, $5, s.destination || ', ' || s.control_id || ': ' || $3,
        s.performed_id, s.id
    from settled s
    returning outbox_id)sql");

// One row. Only the holder of the lock claims, so any other claim belongs to a process that has lost the
// lock. Such a claim can still be committed by the server after we took the lock.
const Sql kFreeForeignClaims(R"sql(
    with freed as (
        update outbox
        set state = 'waiting', claimed_until = null
        where state = 'sending' and claimant <> $1
        returning id)
    select count(*)
    from freed)sql");

constexpr int kMostClaimLooks = 20;  // in one claim, past messages that wait behind others

std::string new_claimant() {
    return short_id(std::to_string(system_random().next()) + std::to_string(system_random().next()), 24);
}

}  // namespace

PgOutbox::PgOutbox(const Runner& runner, const StoreOptions& options, Deadlines& deadlines,
                   const Clock& clock, const Log& log)
    : runner_(runner), clock_(clock), log_(log), claimant_(new_claimant()), lock_(options, deadlines, log) {}

std::vector<std::int64_t> PgOutbox::in_hand() {
    const Lock lock(mutex_);
    std::vector<std::int64_t> rows;
    rows.reserve(in_hand_.size());
    for (const auto row : in_hand_) rows.push_back(row.value);
    return rows;
}

std::vector<OutboundMessage> PgOutbox::claim(const DestinationName& destination, int limit,
                                             std::chrono::seconds claim_time) {
    std::vector<OutboundMessage> claimed;
    bool looks_again = true;
    for (int look = 1; claimed.empty() && looks_again && look <= kMostClaimLooks; ++look) {
        const Instant now = clock_.now();
        looks_again = false;
        for (const auto& values : runner_.ask(kClaim, Params()
                                                          .text(destination.str())
                                                          .instant(now)
                                                          .instant(now + claim_time)
                                                          .number(limit)
                                                          .text(claimant_)
                                                          .numbers(in_hand())
                                                          .flag(look == kMostClaimLooks))) {
            Row row(values);
            looks_again = row.number() > 0;  // all that was looked at waits behind others
            if (!row.next_is_null()) claimed.push_back(read_status(row));
        }
    }
    std::ranges::sort(claimed, {}, &OutboundMessage::row);  // an update returns its rows in any order
    const Lock lock(mutex_);
    for (const auto& message : claimed) in_hand_.insert(message.row);
    return claimed;
}

// `before`: done first, in the same transaction.
void PgOutbox::settle(OutboxRow row, const Command& command, const std::vector<Command>& before) {
    auto commands = before;
    commands.push_back(command);
    const auto answers = before.empty()
                             ? std::vector<Answer>{{runner_.ask(*command.sql, command.params), "", 0}}
                             : runner_.transact(std::move(commands));
    if (answers.back().rows.empty())
        log_.warn("outbound message was settled already, or another process claimed it", {{"outbox", row}});
    const Lock lock(mutex_);
    in_hand_.erase(row);
}

std::vector<Command> PgOutbox::let_follow(OutboxRow row) const {
    return {{kLetFollow, Params().number(row.value).instant(clock_.now())}};
}

bool PgOutbox::keep_claim(OutboxRow row, std::chrono::seconds claim_time) {
    const auto kept =
        lock_.ask(kKeepClaim, Params().number(row.value).instant(clock_.now() + claim_time).text(claimant_));
    return kept && !kept->empty();
}

void PgOutbox::give_back(OutboxRow row) {
    settle(row, {kGiveBack, Params().number(row.value).text(claimant_)});
}

void PgOutbox::sent(OutboxRow row, const std::string& ack) {
    settle(row, {kSent, Params().number(row.value).text(ack).instant(clock_.now()).text(claimant_)},
           let_follow(row));
}

void PgOutbox::retry(OutboxRow row, Instant due, const std::string& error) {
    settle(row, {kRetry, Params().number(row.value).instant(due).text(error).text(claimant_)});
}

Command PgOutbox::stop(OutboxRow row, const std::string& error, OutboxState state, const char* event) const {
    return {kStop, Params()
                       .number(row.value)
                       .text(name_of(state))
                       .text(error)
                       .instant(clock_.now())
                       .text(event)
                       .text(claimant_)};
}

void PgOutbox::park(OutboxRow row, const std::string& error) {
    settle(row, stop(row, error, OutboxState::parked, "status held"));
}

void PgOutbox::give_up(OutboxRow row, const std::string& error) {
    settle(row, stop(row, error, OutboxState::dead, "status given up"), let_follow(row));
}

bool PgOutbox::hold_delivery_lock() {
    const auto free_foreign_claims = [this] {
        return lock_.ask(kFreeForeignClaims, Params().text(claimant_));
    };
    auto freed = free_foreign_claims();
    if (!freed && lock_.gain()) freed = free_foreign_claims();
    if (!freed) return false;
    if (const auto claims = Row(freed->at(0)).number(); claims > 0)
        log_.info("claims of another process freed", {{"claims", claims}});
    return true;
}

void PgOutbox::release_delivery_lock() noexcept { lock_.release(); }

bool PgOutbox::holds_delivery_lock() const noexcept { return lock_.is_held(); }

DeliveryHolder PgOutbox::delivery_holder() {
    if (lock_.is_held()) return {true, {}};
    const auto rows = runner_.query(DeliveryLock::holder_query());
    if (rows.empty()) return {};
    Row row(rows.front());
    const auto session = std::to_string(row.number());
    const auto application = row.text();
    const auto host = row.text();
    return {false, (application.empty() ? "a broker" : application) + " on " +
                       (host.empty() ? "the database's own host" : host) + ", database session " + session};
}

OutboxEyes PgOutbox::eyes() { return {claimant_, in_hand()}; }

}  // namespace mwl::store
