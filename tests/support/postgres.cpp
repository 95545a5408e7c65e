#include "support/postgres.h"

#include <libpq-fe.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace mwl::test {
namespace {

const std::string kScript = MWL_SOURCE_DIR "/scripts/private-postgres";

std::string without_line_ends(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

std::string checked(const Finished& finished, const std::string& what) {
    if (finished.exit_code != 0) throw std::runtime_error(what + ": " + finished.output);
    return without_line_ends(finished.output);
}

struct EndOfResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, EndOfResult>;

void add_rows(std::string& text, const PGresult* result) {
    for (int row = 0; row < PQntuples(result); ++row) {
        for (int column = 0; column < PQnfields(result); ++column)
            (text += column == 0 ? "" : "|") += PQgetvalue(result, row, column);
        text += '\n';
    }
}

}  // namespace

class SqlSession {
public:
    explicit SqlSession(const std::string& connection)
        : session_(PQconnectdb((connection + " options='-c search_path=mwl,public'").c_str())) {
        PQsetNoticeProcessor(
            session_.get(), [](void*, const char*) {}, nullptr);
    }
    std::string ask(const std::string& sql);

private:
    struct End {
        void operator()(PGconn* session) const noexcept { PQfinish(session); }
    };
    std::unique_ptr<PGconn, End> session_;
};

std::string SqlSession::ask(const std::string& sql) {
    if (PQstatus(session_.get()) != CONNECTION_OK || PQsendQuery(session_.get(), sql.c_str()) != 1)
        throw std::runtime_error(sql + ": " + PQerrorMessage(session_.get()));
    std::string text;
    std::string error;
    while (const ResultPtr result{PQgetResult(session_.get())}) {
        add_rows(text, result.get());
        error += PQresultErrorMessage(result.get());
    }
    if (!error.empty()) throw std::runtime_error(sql + ": " + error);
    return without_line_ends(std::move(text));
}

namespace {

// Of the run, or started here on first use and stopped when the program ends.
const std::string& shared_cluster() {
    static const char* const given =
        std::getenv("MWL_TEST_POSTGRES");  // NOLINT(concurrency-mt-unsafe): read once
    static PrivateCluster own;
    static const std::string connection = [] {
        if (given != nullptr && *given != '\0') return std::string(given);
        own.start();
        return own.connection();
    }();
    return connection;
}

std::string unique_name(const std::string& what) {
    static int count = 0;
    return "test_" + what + "_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

// For a new session PostgreSQL starts a process, which costs more than what most tests ask: this one is kept.
std::string ask_shared_cluster(const std::string& sql) {
    static SqlSession session(shared_cluster());
    return session.ask(sql);
}

void create_database(const std::string& name, const std::string& from) {
    // Files are copied, not logged page by page: every test has a database of its own.
    (void)ask_shared_cluster("create database " + name + " template " + from + " strategy file_copy");
}

void drop_database(const std::string& name) {
    (void)ask_shared_cluster("drop database if exists " + name + " with (force)");
}

// A server waits a tenth of a second for sessions that are just ending: each database is dropped after the
// next one.
class Leftover {
public:
    ~Leftover() { drop(); }
    void replace_by(std::string name) {
        drop();
        name_ = std::move(name);
    }

private:
    void drop() noexcept {
        try {
            if (!name_.empty()) drop_database(std::exchange(name_, {}));
        } catch (const std::exception& error) {
            std::cerr << error.what() << '\n';
        }
    }
    std::string name_;
};

class Template {
public:
    explicit Template(const std::function<void(const std::string&)>& migrate)
        : name_(unique_name("template")) {
        create_database(name_, "template0");
        migrate(with_database(shared_cluster(), name_));
    }
    ~Template() {
        try {
            drop_database(name_);
        } catch (const std::runtime_error&) {  // the cluster went first: nothing is left to drop
            (void)0;
        }
    }
    Template(const Template&) = delete;
    Template& operator=(const Template&) = delete;
    const std::string& name() const noexcept { return name_; }

private:
    std::string name_;
};

}  // namespace

PrivateCluster::~PrivateCluster() {
    go_on();
    if (!connection_.empty())
        (void)run({kScript, "stop", "--now", "--remove", (scratch_.path() / "postgres").string()});
}

void PrivateCluster::start() {
    connection_ = checked(run({kScript, "start", "--test", (scratch_.path() / "postgres").string()}),
                          "private-postgres start");
}

void PrivateCluster::stop() {
    (void)checked(run({kScript, "stop", (scratch_.path() / "postgres").string()}), "private-postgres stop");
}

void PrivateCluster::stop_now() {
    (void)checked(run({kScript, "stop", "--now", (scratch_.path() / "postgres").string()}),
                  "private-postgres stop");
}

void PrivateCluster::pause(Part part) {
    std::istringstream pids(
        psql(connection_,
             "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> "
             "pg_backend_pid()") +
        "\n" +
        (part == Part::server ? psql(connection_,
                                     "select split_part(pg_read_file('postmaster.pid'), "
                                     "chr(10), 1)")
                              : ""));
    for (pid_t pid = 0; pids >> pid;) {
        if (::kill(pid, SIGSTOP) != 0) throw std::runtime_error("cannot stop a process of the cluster");
        paused_.push_back(pid);
    }
}

void PrivateCluster::go_on() {
    for (const auto pid : paused_) (void)::kill(pid, SIGCONT);
    paused_.clear();
}

std::string psql(const std::string& connection, const std::string& sql) {
    return SqlSession(connection).ask(sql);
}

std::string with_database(const std::string& connection, const std::string& name) {
    const auto begin = connection.find("dbname=");
    const auto end = connection.find(' ', begin);
    return connection.substr(0, begin) + "dbname=" + name +
           (end == std::string::npos ? std::string() : connection.substr(end));
}

TestDatabase::TestDatabase(Schema schema, const std::function<void(const std::string&)>& migrate)
    : name_(unique_name("db")), connection_(with_database(shared_cluster(), name_)) {
    if (schema == Schema::empty) {
        create_database(name_, "template0");
        return;
    }
    static const Template migrated(migrate);
    create_database(name_, migrated.name());
}

std::string TestDatabase::psql(const std::string& sql) const {
    if (!session_) session_ = std::make_unique<SqlSession>(connection_);
    return session_->ask(sql);
}

TestDatabase::~TestDatabase() {
    static Leftover leftover;
    session_.reset();
    leftover.replace_by(name_);
}

}  // namespace mwl::test
