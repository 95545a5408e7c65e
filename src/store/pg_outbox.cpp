#include "store/pg_outbox.h"

#include <algorithm>
#include <array>

#include "mwl/base/digest.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// Only the head of each (destination, order) is due.
constexpr std::string_view kIsHead = R"sql(
          not exists (
              select from outbox earlier
              where earlier.destination = o.destination and earlier.order_key = o.order_key
                and earlier.id < o.id and earlier.state in ('waiting', 'sending', 'parked')))sql";

std::string of_heads(std::string sql) {
    constexpr std::string_view kPlace = "{is head}";
    for (auto at = sql.find(kPlace); at != std::string::npos; at = sql.find(kPlace, at))
        sql.replace(at, kPlace.size(), kIsHead);
    return sql;
}

// What was tried before waits while there is anything new: each try may take as long as a silent receiver is
// waited for. A claim past its time counts as waiting; so does one of ours ($5) that is not in hand ($6): the
// answer that told of it was lost, nothing was sent, and its attempt is counted already.
const std::string kClaim = of_heads(R"sql(
    with fresh as (
        select o.id
        from outbox o
        where o.destination = $1 and o.state = 'waiting' and o.attempts = 0
          and o.due_at <= to_timestamp($2::bigint / 1e6) and {is head}
        order by o.id
        limit $4
        for update skip locked),
    again as (
        select o.id
        from outbox o
        where o.destination = $1 and not exists (select from fresh)
          and ((o.state = 'waiting' and o.attempts > 0 and o.due_at <= to_timestamp($2::bigint / 1e6))
               or (o.state = 'sending' and o.id <> all ($6::bigint[])
                   and (o.claimant = $5 or o.claimed_until <= to_timestamp($2::bigint / 1e6))))
          and {is head}
        order by o.due_at, o.id
        limit 1
        for update skip locked)
    update outbox o
    set state = 'sending', claimed_until = to_timestamp($3::bigint / 1e6), claimant = $5,
        attempts = o.attempts + case when o.state = 'sending' and o.claimant = $5 then 0 else 1 end
    from (select id from fresh union all select id from again) as due
    where o.id = due.id
    returning o.id, o.destination, o.control_id, o.payload, o.attempts, o.state, o.last_error,
        (extract(epoch from o.created_at) * 1e6)::bigint)sql");

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

constexpr std::string_view kGiveBack = R"sql(
    update outbox
    set state = 'waiting', claimed_until = null, attempts = attempts - 1
    where id = $1 and state = 'sending' and claimant = $2
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

// One row. Only the holder of the lock claims, so any other claim belongs to a process that has lost the
// lock. Such a claim can still be committed by the server after we took the lock.
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
    const Instant now = clock_.now();
    auto claimed = outbound_in(runner_.query({kClaim, kOutboundWidth}, Params()
                                                                           .text(destination.str())
                                                                           .instant(now)
                                                                           .instant(now + claim_time)
                                                                           .number(limit)
                                                                           .text(claimant_)
                                                                           .numbers(in_hand())));
    std::ranges::sort(claimed, {}, &OutboundMessage::row);  // an update returns its rows in any order
    const Lock lock(mutex_);
    for (const auto& message : claimed) in_hand_.insert(message.row);
    return claimed;
}

void PgOutbox::settle(OutboxRow row, const Query& query, const Params& params) {
    if (runner_.query(query, params).empty())
        log_.warn("outbound message was settled already, or another process claimed it", {{"outbox", row}});
    const Lock lock(mutex_);
    in_hand_.erase(row);
}

bool PgOutbox::keep_claim(OutboxRow row, std::chrono::seconds claim_time) {
    const auto kept =
        lock_.ask(kKeepClaim, Params().number(row.value).instant(clock_.now() + claim_time).text(claimant_));
    return kept && !kept->empty();
}

void PgOutbox::give_back(OutboxRow row) {
    settle(row, {kGiveBack, 1}, Params().number(row.value).text(claimant_));
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
