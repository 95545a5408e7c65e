#pragma once
// libpq, for what POCO Data cannot do: pipelines, command tags, scripts of several statements,
// SQLSTATE. raw_connection.cpp is the only file of the program that calls libpq. Private to store.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "mwl/store/store.h"
#include "store/database_error.h"
#include "store/round_trip.h"
#include "store/sql.h"
#include "store/values.h"

struct pg_conn;

namespace mwl::store {

// One statement of a pipeline; the session keeps it prepared.
struct Command {
    Command() = default;
    Command(const Sql& statement, Params values = {}) : sql(&statement), params(std::move(values)) {}

    const Sql* sql = nullptr;
    Params params;
};

struct Answer {
    Rows rows;
    std::string tag;  // "INSERT 0 1", "COMMIT"
    std::int64_t touched = 0;
};

// Borrows the connection of a POCO session. One thread. Errors throw DatabaseError.
class RawConnection {
public:
    // `deadlines` outlives it.
    RawConnection(pg_conn* connection, Deadlines& deadlines, const StoreOptions& options) noexcept
        : connection_(connection),
          deadlines_(deadlines),
          limit_(options.statement_timeout + options.silence) {}

    // The connection string of `options`, as keyword=value pairs whatever its shape, with what it leaves
    // open: how soon a dead network is noticed.
    static std::string with_defaults(const StoreOptions& options);
    // Throws StoreError with the server's words if no connection can be made.
    static void probe(const StoreOptions& options);
    // The same connection again on a new socket; what was prepared is gone.
    void reconnect();
    // Settings of every session, once after connecting. Throws StoreError if the database is not UTF8.
    void configure(const StoreOptions& options);
    // Calls `ask`, which speaks with the server (here or through POCO); when the server says nothing for
    // statement_timeout + silence the connection is cut and the error says so. Everything that waits for the
    // server passes here, but connecting, whose limit is libpq's connect_timeout.
    template <typename Ask>
    auto within_limit(const Ask& ask) {
        RoundTrip trip(deadlines_, socket(), limit_);
        try {
            if constexpr (std::is_invocable_v<Ask, RoundTrip&>)
                return ask(trip);
            else
                return ask();
        } catch (const DatabaseError&) {
            if (trip.was_cut()) throw silent();
            throw;
        }
    }

    // Sends all commands and one Sync, then reads: one round trip. The first error is thrown after everything
    // was read; what follows a failed command was not executed.
    std::vector<Answer> pipeline(const std::vector<Command>& commands);
    // Several statements in one text, without parameters (migrations, begin with settings).
    void script(const std::string& sql);

    // Frees the connection when the POCO session that owned it has died without doing so. Nothing may follow.
    void finish() noexcept;

    // Ends a transaction that failed. If that fails too the session is dead or still in a transaction.
    void roll_back() noexcept;
    bool is_dead() const noexcept;
    bool is_in_transaction() const noexcept;
    // The last error, also one that POCO reported: SQLSTATE and first line. Never details: they hold rows.
    DatabaseError last_error() const;

    // How long an exchange may take.
    std::chrono::milliseconds limit() const noexcept { return limit_; }
    void set_limit(std::chrono::milliseconds limit) noexcept { limit_ = limit; }

private:
    int socket() const noexcept;
    DatabaseError silent() const;
    std::vector<Answer> converse(const std::vector<Command>& commands, RoundTrip& trip);
    std::vector<bool> send_all(const std::vector<Command>& commands);
    bool send(const Command& command);
    std::vector<Answer> read_all(const std::vector<Command>& commands, const std::vector<bool>& prepares,
                                 RoundTrip& trip);

    pg_conn* connection_;
    Deadlines& deadlines_;
    std::chrono::milliseconds limit_;
    std::map<const Sql*, std::string> prepared_;  // the statement's name in this session
    int names_given_ = 0;
};

}  // namespace mwl::store
