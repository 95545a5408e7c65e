#pragma once
// One session with PostgreSQL through POCO Data, configured once when it connects. One thread at a time.
// Private to store.

#include <memory>
#include <vector>

#include "mwl/store/store.h"
#include "store/raw_connection.h"
#include "store/values.h"

namespace mwl::store {

// A statement that is run through POCO Data, and how many columns it answers: POCO must know before it asks.
struct Query {
    const Sql& sql;
    std::size_t columns = 0;
};

class Session {
public:
    // Connects; throws StoreError when there is no server or it refuses. `deadlines` outlives it.
    Session(const StoreOptions& options, Deadlines& deadlines);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Throws DatabaseError; the session is then not trusted any more.
    Rows run(const Query& query, const Params& params = {});
    // One statement that is kept prepared, in one round trip.
    Rows ask(const Sql& sql, const Params& params = {});
    // For pipelines and scripts.
    RawConnection& raw() noexcept;

    // False: dead, in the middle of something, or suspected. It works again after reconnect().
    bool is_trusted() const noexcept;
    void distrust() noexcept;
    // Connects again in place.
    void reconnect();

private:
    Rows execute(const Query& query, const Params& params);

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::store
