#include "store/pg_unit_of_work.h"

#include "store/pg_load.h"
#include "store/record.h"

namespace mwl::store {
namespace {

constexpr std::string_view kBegin = "begin isolation level read committed";
constexpr std::string_view kCommit = "commit";

// Two connections with the same message meet here (faults.md, B13).
constexpr std::string_view kLockIdentity = R"sql(
    select pg_advisory_xact_lock(hashtextextended($1::text || '|' || $2::text || '|' || $3::text, 0)))sql";

const std::string kHistory = with_columns(R"sql(
    select {message}
    from message m
    where m.receipt = $1
       or (hashtextextended(m.sender || '|' || m.control_id || '|' || m.sent_at, 0)
               = hashtextextended($2::text || '|' || $3::text || '|' || $4::text, 0)
           and m.sender = $2 and m.control_id = $3 and m.sent_at = $4
           and m.body_digest = $5 and m.disposition in ('applied', 'ignored')
           and m.received_at >= to_timestamp($6::bigint / 1e6))
    order by m.id)sql");

constexpr std::string_view kControlIdReused = R"sql(
    select exists (
        select from message m
        where hashtextextended(m.sender || '|' || m.control_id || '|' || m.sent_at, 0)
                  = hashtextextended($1::text || '|' || $2::text || '|' || $3::text, 0)
          and m.sender = $1 and m.control_id = $2 and m.sent_at = $3 and m.body_digest <> $4))sql";

// Each subject is looked up by itself and its messages after it: whatever the planner believes of the tables,
// it must not begin with all messages of the sender.
constexpr std::string_view kNewestSaid = R"sql(
    with spoken as materialized (
        select k.id as order_id, om.message_id
        from unnest($2::bigint[]) as k(id)
        cross join lateral (
            select l.message_id
            from order_message l
            where l.order_id = k.id
            offset 0) as om
        union all
        select null, pm.message_id
        from unnest($3::text[], $4::text[]) as k(id, issuer)
        cross join lateral (
            select p.id
            from patient p
            where p.patient_id = k.id collate "C" and p.issuer = k.issuer collate "C"
            limit 1) as found
        join patient_message pm on pm.patient_id = found.id)
    select s.order_id, (extract(epoch from max(said.sent_instant)) * 1e6)::bigint
    from spoken s
    cross join lateral (
        select m.sent_instant
        from message m
        where m.id = s.message_id and m.sender = $1 and m.disposition in ('applied', 'quarantined')
        limit 1) as said
    where said.sent_instant is not null
    group by s.order_id)sql";

Params identity_params(const MessageIdentity& identity) {
    return Params().text(identity.sender.str()).text(identity.control_id).text(identity.sent_at);
}

Params history_params(const ReceiptId& receipt, const MessageIdentity& identity, Instant since) {
    return Params()
        .text(receipt.str())
        .text(identity.sender.str())
        .text(identity.control_id)
        .text(identity.sent_at)
        .text(identity.body_digest)
        .instant(since);
}

}  // namespace

PgUnitOfWork::~PgUnitOfWork() {
    if (!is_open_ || session_.raw().is_dead()) return;
    session_.raw().roll_back();
}

std::vector<Answer> PgUnitOfWork::ask(std::vector<Command> commands) {
    if (failure_) throw *failure_;
    if (!is_open_) commands.insert(commands.begin(), Command{kBegin, {}});
    const bool opens = !is_open_;
    is_open_ = true;
    try {
        auto answers = session_.raw().pipeline(commands);
        if (opens) answers.erase(answers.begin());
        return answers;
    } catch (const DatabaseError& error) {
        failure_ = error;
        throw;
    }
}

Known PgUnitOfWork::load(const Keys& keys) {
    auto known = known_from(ask(load_commands(keys)));
    if (known) return std::move(*known);
    failure_ =
        DatabaseError("an order went to another patient while it was loaded", "40001", Cure::run_again);
    throw *failure_;
}

MessageHistory PgUnitOfWork::message_history(const ReceiptId& receipt, const MessageIdentity& identity,
                                             std::chrono::hours window) {
    const auto answers = ask({{kLockIdentity, identity_params(identity)},
                              {kHistory, history_params(receipt, identity, context_.now - window)},
                              {kControlIdReused, identity_params(identity).text(identity.body_digest)}});
    MessageHistory history;
    for (const auto& values : answers[1].rows) {
        Row row(values);
        auto message = read_message(row);
        (message.receipt == receipt ? history.own : history.repeat_of) = std::move(message);
    }
    history.control_id_reused = Row(answers[2].rows.at(0)).flag();
    return history;
}

NewestSaid PgUnitOfWork::newest_said(const SenderName& sender, const MessageSubjects& subjects) {
    std::vector<std::int64_t> orders;
    for (const auto order : subjects.orders) orders.push_back(order.value);
    std::vector<std::string> ids, issuers;
    for (const auto& patient : subjects.patients) {
        ids.push_back(patient.id);
        issuers.push_back(patient.issuer.str());
    }
    const auto answers =
        ask({{kNewestSaid, Params().text(sender.str()).numbers(orders).texts(ids).texts(issuers)}});
    NewestSaid newest;
    for (const auto& values : answers[0].rows) {
        Row row(values);
        const OrderRow order{row.number_or_zero()};
        if (order)
            newest.of_orders[order] = row.instant();
        else
            newest.of_patients = row.instant();
    }
    return newest;
}

void PgUnitOfWork::save_message(const StoredMessage& message) {
    add_message(saves_, message);
    context_.message = message.receipt;
}

void PgUnitOfWork::save(const Effects& effects) { add_effects(saves_, effects, context_); }

void PgUnitOfWork::enqueue(const OutboundDraft& message) { add_outbound(saves_, message, context_); }

void PgUnitOfWork::commit() {
    if (failure_) throw *failure_;
    if (!is_open_ && saves_.empty()) return;
    saves_.push_back({kCommit, {}});
    const auto answers = ask(std::move(saves_));
    is_open_ = false;
    if (answers.back().tag != "COMMIT")
        throw DatabaseError("the database answered COMMIT with " + answers.back().tag, "", Cure::none);
}

}  // namespace mwl::store
