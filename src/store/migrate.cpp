#include "mwl/store/migrate.h"

#include <charconv>
#include <map>

#include "migration_files.embed.h"
#include "mwl/base/clock.h"
#include "mwl/base/digest.h"
#include "store/schema.h"
#include "store/session.h"

namespace mwl::store {
namespace {

const Sql kTableExists("select to_regclass('mwl.schema_migration') is not null");

// Idempotent, and run under the lock: `if not exists` alone races.
constexpr auto kBootstrap = R"sql(
    create schema if not exists mwl;
    create table if not exists mwl.schema_migration (
        version     integer primary key,
        name        text not null,
        checksum    text not null,
        applied_at  timestamptz not null))sql";

const Sql kApplied("select version, checksum from schema_migration order by version");

const Sql kRecord(R"sql(
    insert into schema_migration (version, name, checksum, applied_at)
    values ($1, $2, $3, to_timestamp($4::bigint / 1e6)))sql");

const Sql kLock("select pg_advisory_lock(1297566800, 2)");

using Applied = std::map<int, std::string>;  // version -> checksum

struct Migration {
    int version = 0;
    std::string name;
    std::string sql;
    std::string checksum;
};

std::vector<Migration> migrations() {
    std::vector<Migration> out;
    for (std::size_t i = 0; i < migration_files_count; ++i) {
        const auto& file = migration_files[i];
        Migration migration{0, file.name, std::string(file.text, file.size), {}};
        (void)std::from_chars(file.name, file.name + 4, migration.version);
        migration.checksum = sha256_hex(migration.sql);
        if (migration.version != static_cast<int>(i) + 1)
            throw SchemaMismatch("migration " + migration.name + " is not number " + std::to_string(i + 1));
        out.push_back(std::move(migration));
    }
    return out;
}

Applied applied_in(Session& session) {
    if (!Row(session.run({kTableExists, 1}).at(0)).flag()) return {};
    Applied applied;
    for (const auto& values : session.run({kApplied, 2})) {
        Row row(values);
        const auto version = static_cast<int>(row.number());
        applied[version] = row.text();
    }
    return applied;
}

int version_of(const Applied& applied) { return applied.empty() ? 0 : applied.rbegin()->first; }

// Throws StoreError if what is applied cannot have been applied by this program or one before it.
void check_history(const Applied& applied, const std::vector<Migration>& ours) {
    if (version_of(applied) > static_cast<int>(ours.size()))
        throw SchemaMismatch("the database has schema version " + std::to_string(version_of(applied)) +
                             ", this program knows " + std::to_string(ours.size()) +
                             ": start a newer program");
    for (const auto& [version, checksum] : applied) {
        const auto& migration = ours.at(static_cast<std::size_t>(version) - 1);
        if (checksum != migration.checksum)
            throw SchemaMismatch("migration " + migration.name + " was changed after it was applied");
    }
}

void apply(Session& session, const Migration& migration) {
    session.raw().script("begin");
    session.raw().script(migration.sql);
    (void)session.raw().pipeline({{kRecord, Params()
                                                .number(migration.version)
                                                .text(migration.name)
                                                .text(migration.checksum)
                                                .instant(system_clock().now())}});
    session.raw().script("commit");
}

// A migration may take longer than any statement of daily work, and it waits for another that runs.
StoreOptions patient(StoreOptions options) {
    options.statement_timeout = std::chrono::minutes(60);
    options.lock_timeout = std::chrono::minutes(10);
    return options;
}

}  // namespace

MigrationReport migrate(const StoreOptions& options, const Log& log) {
    Deadlines deadlines;
    Session session(patient(options), deadlines);
    (void)session.run({kLock, 1});  // until the session ends
    session.raw().script(kBootstrap);
    const auto ours = migrations();
    const auto applied = applied_in(session);
    check_history(applied, ours);
    MigrationReport report;
    for (const auto& migration : ours) {
        if (applied.contains(migration.version)) continue;
        apply(session, migration);
        log.info("migration applied", {{"file", migration.name}});
        report.applied.push_back(migration.name);
    }
    report.version = static_cast<int>(ours.size());
    return report;
}

void check_schema(const StoreOptions& options) {
    Deadlines deadlines;
    Session session(options, deadlines);
    const auto ours = migrations();
    const auto applied = applied_in(session);
    check_history(applied, ours);
    if (applied.size() < ours.size())
        throw SchemaMismatch("the database has schema version " + std::to_string(version_of(applied)) +
                             ", this program needs " + std::to_string(ours.size()) +
                             ": run mwlbroker migrate");
}

bool has_expected_schema(Session& session) {
    const auto applied = applied_in(session);
    return version_of(applied) == static_cast<int>(migration_files_count);
}

}  // namespace mwl::store
