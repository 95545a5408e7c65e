// The schema: made once, by whoever comes first, never by two, never backwards.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_migrate_test {

std::string what_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const StoreError& error) {
        return error.what();
    }
    return {};
}

class Migrations : public ::testing::Test {
protected:
    store::MigrationReport migrate() { return store::migrate(options(), Log()); }
    store::StoreOptions options() const { return options_for(database_.connection()); }

    EmptyDatabase database_;
};

TEST_F(Migrations, ASecondRunDoesNothing) {
    const auto first = migrate();
    EXPECT_EQ(static_cast<int>(first.applied.size()), first.version);
    EXPECT_GT(first.version, 0);
    const auto second = migrate();
    EXPECT_TRUE(second.applied.empty());
    EXPECT_EQ(second.version, first.version);
    EXPECT_NO_THROW(store::check_schema(options()));
}

TEST_F(Migrations, TwoAtOnceApplyEachFileOnce) {
    std::atomic<std::size_t> applied{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i) threads.emplace_back([&] { applied += migrate().applied.size(); });
    }
    EXPECT_EQ(std::to_string(applied.load()), database_.psql("select count(*) from schema_migration"));
}

TEST_F(Migrations, AFileChangedAfterReleaseIsRefused) {
    (void)migrate();
    (void)database_.psql("update schema_migration set checksum = 'other' where version = 2");
    EXPECT_NE(what_of([&] { (void)migrate(); }).find("0002_"), std::string::npos);
    EXPECT_NE(what_of([&] { store::check_schema(options()); }).find("0002_"), std::string::npos);
}

TEST_F(Migrations, F13_ANewerSchemaIsRefusedWithBothVersionsNamed) {
    const int ours = migrate().version;
    (void)database_.psql("insert into schema_migration values (999, 'later.sql', 'x', 'epoch')");
    for (const auto& what :
         {what_of([&] { (void)migrate(); }), what_of([&] { store::check_schema(options()); })}) {
        EXPECT_NE(what.find("999"), std::string::npos) << what;
        EXPECT_NE(what.find(std::to_string(ours)), std::string::npos) << what;
    }
}

TEST_F(Migrations, F13_AnOlderSchemaIsNotServed) {
    EXPECT_NE(what_of([&] { store::check_schema(options()); }).find("version 0"), std::string::npos);
    const FixedClock clock;
    const auto store = store::open_store(options(), clock, Log());
    EXPECT_FALSE(store->is_ready());
    (void)migrate();
    EXPECT_TRUE(store->is_ready());
}

TEST_F(Migrations, F13_AMigrationThatFailsLeavesNothingAndTheNextRunFinishes) {
    (void)database_.psql("create schema mwl; create table mwl.performed_step_link (in_the_way integer)");
    EXPECT_THROW((void)migrate(), StoreError);
    EXPECT_EQ(database_.psql("select max(version) from schema_migration"), "2");
    EXPECT_EQ(database_.psql("select to_regclass('mwl.performed_step') is null"), "t");
    (void)database_.psql("drop table mwl.performed_step_link");
    EXPECT_EQ(migrate().applied.front(), "0003_performed_steps.sql");
    EXPECT_NO_THROW(store::check_schema(options()));
}

TEST_F(Migrations, F15_ADatabaseThatIsNotUtf8IsRefused) {
    const std::string name = "test_latin1_" + database_.psql("select pg_backend_pid()");
    (void)database_.psql("create database " + name + " encoding 'LATIN1' locale 'C' template template0");
    const auto what = what_of(
        [&] { (void)store::migrate(options_for(with_database(database_.connection(), name)), Log()); });
    (void)database_.psql("drop database " + name);
    EXPECT_NE(what.find("LATIN1"), std::string::npos) << what;
}

}  // namespace store_migrate_test
}  // namespace mwl::test
