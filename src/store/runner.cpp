#include "store/runner.h"

#include <thread>

#include "mwl/base/clock.h"

namespace mwl::store {
namespace {

constexpr int kMostTries = 5;

// 5, 10, 20, 40 ms, each up to twice as long at random, so that two rivals do not collide again.
void back_off(int tries) {
    const auto base = std::chrono::microseconds(2500) * (1 << tries);
    const auto more =
        static_cast<std::int64_t>(system_random().next() % static_cast<std::uint64_t>(base.count()));
    std::this_thread::sleep_for(base + std::chrono::microseconds(more));
}

// Leaves no transaction open behind a statement that failed.
class FailedTransaction {
public:
    explicit FailedTransaction(Session& session) noexcept : session_(session) {}
    ~FailedTransaction() {
        if (!session_.raw().is_dead() && session_.raw().is_in_transaction()) session_.raw().roll_back();
    }
    FailedTransaction(const FailedTransaction&) = delete;
    FailedTransaction& operator=(const FailedTransaction&) = delete;

private:
    Session& session_;
};

const Sql kThisTransaction("select pg_current_xact_id()::text");
const Sql kWhatBecameOf("select pg_xact_status($1::xid8)");

constexpr auto kNeverHeardOf = "22023";  // after a crash, of a transaction that left nothing behind

// A transaction whose COMMIT was sent. Without an answer only the server knows what became of it.
class CommitInDoubt {
public:
    void sends(std::string transaction) { transaction_ = std::move(transaction); }
    bool has_come_through(Session& session) const {
        if (transaction_.empty()) return false;
        const auto became = what_became_of_it(session);
        if (became == "in progress")  // its session has not noticed yet that nobody is there
            throw DatabaseError("a commit without an answer is still under way", "40001", Cure::run_again);
        return became == "committed";
    }

private:
    std::string what_became_of_it(Session& session) const {
        try {
            return Row(session.ask(kWhatBecameOf, Params().text(transaction_)).at(0)).text();
        } catch (const DatabaseError& error) {
            if (error.sqlstate() != kNeverHeardOf) throw;
            return "aborted";
        }
    }

    std::string transaction_;
};

void expect_commit(const std::vector<Answer>& answers) {
    if (answers.back().tag != "COMMIT")
        throw DatabaseError("the database answered COMMIT with " + answers.back().tag, "", Cure::none);
}

}  // namespace

void Runner::run(const std::function<void(Session&)>& work) const { run(work, pool_.longest_wait()); }

void Runner::run(const std::function<void(Session&)>& work, std::chrono::milliseconds wait) const {
    for (int tries = 1;; ++tries) {
        try {
            const auto lease = pool_.take(wait);
            work(*lease);
            return;
        } catch (const DatabaseError& error) {
            const bool is_dead = error.cure() == Cure::new_session || error.cure() == Cure::not_now;
            if (is_dead) pool_.distrust_all();
            const bool may_help = error.cure() == Cure::new_session || error.cure() == Cure::run_again;
            if (!may_help || tries == kMostTries) throw;
            log_.warn("database work runs again",
                      {{"try", tries}, {"sqlstate", error.sqlstate()}, {"what", error.what()}});
        }
        back_off(tries);
    }
}

Rows Runner::query(const Query& query, const Params& params) const {
    Rows rows;
    run([&](Session& session) { rows = session.run(query, params); });
    return rows;
}

Rows Runner::ask(const Sql& sql, const Params& params) const {
    Rows rows;
    run([&](Session& session) { rows = session.ask(sql, params); });
    return rows;
}

std::vector<Answer> Runner::transact(std::vector<Command> commands) const {
    commands.insert(commands.begin(), kBegin);
    commands.emplace_back(kCommit);
    std::vector<Answer> answers;
    run([&](Session& session) {
        const FailedTransaction ends(session);
        answers = session.raw().pipeline(commands);
    });
    expect_commit(answers);
    answers.erase(answers.begin());
    answers.pop_back();
    return answers;
}

void Runner::transact(std::vector<Command> questions, const Decide& decide) const {
    questions.insert(questions.begin(), {kBegin, kThisTransaction});
    CommitInDoubt in_doubt;
    run([&](Session& session) {
        if (in_doubt.has_come_through(session)) return;
        const FailedTransaction ends(session);
        auto answers = session.raw().pipeline(questions);
        const auto transaction = Row(answers.at(1).rows.at(0)).text();
        answers.erase(answers.begin(), answers.begin() + 2);
        auto commands = decide(answers);
        commands.emplace_back(kCommit);
        in_doubt.sends(transaction);
        expect_commit(session.raw().pipeline(commands));
    });
}

}  // namespace mwl::store
