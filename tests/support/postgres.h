#pragma once
// Databases for tests: one cluster for a whole run (MWL_TEST_POSTGRES, set by scripts/test) or, without it,
// one of this program's own; in it one database per test, copied from a template that this program migrated.
// One thread.

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mwl/store/migrate.h"
#include "support/broker.h"

namespace mwl::test {

// A server of the test's own, to be stopped and started at will.
class PrivateCluster {
public:
    PrivateCluster() = default;
    ~PrivateCluster();
    PrivateCluster(const PrivateCluster&) = delete;
    PrivateCluster& operator=(const PrivateCluster&) = delete;

    void start();
    void stop();      // "fast": sessions are terminated
    void stop_now();  // "immediate": like a crash
    // SIGSTOP: connections stay open and nobody answers, until go_on(). The sessions open now; with `server`
    // new connections too.
    enum class Part { sessions, server };
    void pause(Part part);
    void go_on();
    // libpq keywords; of an empty database. Valid after the first start.
    const std::string& connection() const noexcept { return connection_; }

private:
    ScratchFolder scratch_;
    std::string connection_;
    std::vector<pid_t> paused_;
};

// Runs statements in a session of their own, in one transaction; rows as psql -A prints them, without the
// last line end. Throws with the server's words if one fails.
std::string psql(const std::string& connection, const std::string& sql);

class SqlSession;

// `connection` with another database name.
std::string with_database(const std::string& connection, const std::string& name);

// A database that goes away with its owner.
class TestDatabase {
public:
    enum class Schema { empty, migrated };
    // `migrate` is called at most once per program, for the template.
    TestDatabase(Schema schema, const std::function<void(const std::string& connection)>& migrate);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    const std::string& connection() const noexcept { return connection_; }
    // As the function above, in one session that is kept: a session lock or a setting stays until the end.
    std::string psql(const std::string& sql) const;

private:
    std::string name_;
    std::string connection_;
    mutable std::unique_ptr<SqlSession> session_;  // of the first statement
};

inline store::StoreOptions options_for(const std::string& connection) {
    store::StoreOptions options;
    options.connection = connection;
    return options;
}

// Inline, so that only programs that link the store need it.
class MigratedDatabase : public TestDatabase {
public:
    MigratedDatabase()
        : TestDatabase(Schema::migrated, [](const std::string& connection) {
              (void)store::migrate(options_for(connection), Log());
          }) {}
};

class EmptyDatabase : public TestDatabase {
public:
    EmptyDatabase() : TestDatabase(Schema::empty, [](const std::string& /*connection*/) {}) {}
};

}  // namespace mwl::test
