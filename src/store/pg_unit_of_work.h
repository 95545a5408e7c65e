#pragma once
// One transaction on one session: begun with the first load, saves kept back until commit. Private to store.

#include <optional>
#include <vector>

#include "mwl/store/store.h"
#include "store/pg_save.h"
#include "store/session.h"

namespace mwl::store {

// One thread. Destroyed without commit() it rolls back.
class PgUnitOfWork final : public UnitOfWork {
public:
    PgUnitOfWork(Session& session, Instant now) : session_(session), context_{now} {}
    ~PgUnitOfWork() override;
    PgUnitOfWork(const PgUnitOfWork&) = delete;
    PgUnitOfWork& operator=(const PgUnitOfWork&) = delete;

    Known load(const Keys& keys) override;
    Opening open(const MessageQuestion& question, const Keys& keys) override;
    void save_message(const StoredMessage& message) override;
    void save(const Effects& effects) override;
    void enqueue(const OutboundDraft& message) override;

    // Sends all saves and COMMIT in one pipeline; returns only after the tag COMMIT was seen.
    void commit();

private:
    std::vector<Answer> ask(std::vector<Command> commands);
    Known known_in(const std::vector<Answer>& answers);

    Session& session_;
    Context context_;
    std::vector<Command> saves_;
    std::optional<DatabaseError> failure_;  // a body that swallowed an error must not commit
    bool is_open_ = false;
};

}  // namespace mwl::store
