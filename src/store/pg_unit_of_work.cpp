#include "store/pg_unit_of_work.h"

#include <algorithm>
#include <iterator>

#include "store/pg_load.h"
#include "store/record.h"

namespace mwl::store {
namespace {

// Two connections with the same message meet here (faults.md, B13).
const Sql kLockIdentity(R"sql(
    select pg_advisory_xact_lock(hashtextextended($1::text || '|' || $2::text || '|' || $3::text, 0)))sql");

// Our own row, and an equal message; the month of each is known, so that no other month is looked at.
const Sql kHistory(with_columns(R"sql(
    select {message}
    from message m
    where m.received_at = to_timestamp($7::bigint / 1e6) and m.receipt = $1
    union all
    select {message}
    from message m
    where hashtextextended(m.sender || '|' || m.control_id || '|' || m.sent_at, 0)
              = hashtextextended($2::text || '|' || $3::text || '|' || $4::text, 0)
      and m.sender = $2 and m.control_id = $3 and m.sent_at = $4
      and m.body_digest = $5 and m.disposition in ('applied', 'ignored')
      and m.received_at >= to_timestamp($6::bigint / 1e6) and m.receipt <> $1
    order by 1)sql"));

const Sql kControlIdReused(R"sql(
    select exists (
        select from message m
        where hashtextextended(m.sender || '|' || m.control_id || '|' || m.sent_at, 0)
                  = hashtextextended($1::text || '|' || $2::text || '|' || $3::text, 0)
          and m.sender = $1 and m.control_id = $2 and m.sent_at = $3 and m.body_digest <> $4
          and m.received_at >= to_timestamp($5::bigint / 1e6)))sql");

Params identity_params(const MessageIdentity& identity) {
    return Params().text(identity.sender.str()).text(identity.control_id).text(identity.sent_at);
}

std::vector<Command> history_commands(const MessageQuestion& question, Instant now) {
    const auto& identity = question.identity;
    const Instant since = now - question.window;
    Params history = Params().text(question.receipt.str()).text(identity.sender.str());
    history.text(identity.control_id).text(identity.sent_at).text(identity.body_digest).instant(since);
    history.instant(question.received_at);
    return {{kLockIdentity, identity_params(identity)},
            {kHistory, history},
            {kControlIdReused, identity_params(identity).text(identity.body_digest).instant(since)}};
}

MessageHistory history_from(const std::vector<Answer>& answers, const ReceiptId& receipt) {
    MessageHistory history;
    for (const auto& values : answers[1].rows) {
        Row row(values);
        auto message = read_message(row);
        (message.receipt == receipt ? history.own : history.repeat_of) = std::move(message);
    }
    history.control_id_reused = Row(answers[2].rows.at(0)).flag();
    return history;
}

bool names_nothing(const Keys& keys) {
    return keys.patients.empty() && keys.accessions.empty() && keys.placers.empty() && keys.fillers.empty() &&
           keys.studies.empty() && keys.steps.empty() && keys.performed.empty() && keys.new_orders == 0;
}

}  // namespace

PgUnitOfWork::~PgUnitOfWork() {
    if (!is_open_ || session_.raw().is_dead()) return;
    session_.raw().roll_back();
}

std::vector<Answer> PgUnitOfWork::ask(std::vector<Command> commands) {
    if (failure_) throw *failure_;
    if (!is_open_) commands.insert(commands.begin(), kBegin);
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

Known PgUnitOfWork::known_in(const std::vector<Answer>& answers) {
    auto known = known_from(answers);
    if (known) return std::move(*known);
    failure_ =
        DatabaseError("an order went to another patient while it was loaded", "40001", Cure::run_again);
    throw *failure_;
}

Known PgUnitOfWork::load(const Keys& keys) { return known_in(ask(load_commands(keys))); }

Opening PgUnitOfWork::open(const MessageQuestion& question, const Keys& keys) {
    auto commands = history_commands(question, context_.now);
    const auto asked = static_cast<std::ptrdiff_t>(commands.size());
    if (!names_nothing(keys)) {
        auto loads = load_commands(keys);
        std::ranges::move(loads, std::back_inserter(commands));
    }
    auto answers = ask(std::move(commands));
    Opening opening{history_from(answers, question.receipt), {}};
    answers.erase(answers.begin(), answers.begin() + asked);
    if (!answers.empty()) opening.known = known_in(answers);
    return opening;
}

void PgUnitOfWork::save_message(const StoredMessage& message) {
    add_message(saves_, message);
    context_.of_message(message);
}

void PgUnitOfWork::save(const Effects& effects) { add_effects(saves_, effects, context_); }

void PgUnitOfWork::enqueue(const OutboundDraft& message) { add_outbound(saves_, message, context_); }

void PgUnitOfWork::commit() {
    if (failure_) throw *failure_;
    if (!is_open_ && saves_.empty()) return;
    saves_.emplace_back(kCommit);
    const auto answers = ask(std::move(saves_));
    is_open_ = false;
    if (answers.back().tag != "COMMIT")
        throw DatabaseError("the database answered COMMIT with " + answers.back().tag, "", Cure::none);
}

}  // namespace mwl::store
