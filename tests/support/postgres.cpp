#include "support/postgres.h"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace mwl::test {
namespace {

const std::string kScript = MWL_SOURCE_DIR "/scripts/private-postgres";

std::string checked(const Finished& finished, const std::string& what) {
    if (finished.exit_code != 0) throw std::runtime_error(what + ": " + finished.output);
    std::string output = finished.output;
    while (output.ends_with('\n')) output.pop_back();
    return output;
}

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

void create_database(const std::string& name, const std::string& from) {
    // Files are copied, not logged page by page: every test has a database of its own.
    (void)psql(shared_cluster(), "create database " + name + " template " + from + " strategy file_copy");
}

void drop_database(const std::string& name) {
    (void)psql(shared_cluster(), "drop database if exists " + name + " with (force)");
}

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
    return checked(run({"psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", connection, "-c", sql},
                       {{"PGOPTIONS", "-c search_path=mwl,public"}}),
                   sql);
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

TestDatabase::~TestDatabase() {
    const auto dropped = run({"psql", "-X", "-q", "-d", shared_cluster(), "-c",
                              "drop database if exists " + name_ + " with (force)"});
    if (dropped.exit_code != 0) (void)::write(2, dropped.output.data(), dropped.output.size());
}

}  // namespace mwl::test
