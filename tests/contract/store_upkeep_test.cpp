// Months come and are forgotten, numbers are kept where they change, and nothing that is kept is lost on the
// way.
#include <gtest/gtest.h>

#include <thread>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_upkeep_test {

using store::Kept;
using namespace std::chrono_literals;

constexpr auto kDay = std::chrono::hours(24);

class UpkeepTest : public ::testing::Test {
protected:
    // By the database's clock, which must agree before anything is forgotten.
    void SetUp() override { fixture_.clock.advance(system_clock().now() - fixture_.clock.now()); }
    store::Upkeep& upkeep() { return fixture_.store->upkeep(); }
    void receive(const std::string& receipt, Instant at,
                 store::Disposition disposition = store::Disposition::applied) {
        auto message = a_message(receipt);
        message.received_at = at;
        message.disposition = disposition;
        fixture_.store->run([&](store::UnitOfWork& work) {
            (void)work.open(question_of(message), {});
            work.save_message(message);
        });
    }
    void make_all_months() {
        while (upkeep().make_months() > 0) continue;
    }
    std::string psql(const std::string& sql) { return fixture_.database.psql(sql); }
    // The tables in which messages stand, and how many each holds.
    std::string places() {
        return psql(
            "select string_agg(place || ' ' || n, ', ' order by place) from (select tableoid::regclass::text "
            "as "
            "place, count(*) as n from message group by 1) as found");
    }

    StoreFixture fixture_;
    std::atomic<bool> gave_way_{false};
};

TEST_F(UpkeepTest, ThisMonthAndThreeAheadAreThere) {
    make_all_months();  // the month may have changed since the database was made
    EXPECT_EQ(upkeep().make_months(), 0);
    EXPECT_EQ(psql("select count(*) from months_of('message')"), "4");
    (void)psql("drop table timeline_" +
               psql("select to_char(now() at time zone 'UTC' + interval '2 months', 'YYYY_MM')"));
    EXPECT_EQ(upkeep().make_months(), 1);
    EXPECT_EQ(psql("select count(*) from months_of('timeline')"), "4");
}

TEST_F(UpkeepTest, ARowWithoutAMonthIsKeptFoundAndMovedWhenItsMonthIsMade) {
    const auto at = instant_from_micros(1'000'000'000'000'000);  // 2001-09-09
    receive("stray", at);
    EXPECT_EQ(places(), "message_default 1");
    EXPECT_GE(upkeep().make_months(), 1);
    EXPECT_EQ(places(), "message_2001_09 1");
    const auto found = fixture_.store->records().messages({}, {5, {}}).rows;
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(fixture_.store->records().message(found[0].row).value().raw, a_message("stray").raw);
    EXPECT_EQ(upkeep().make_months(), 0);
}

TEST_F(UpkeepTest, OnlyWholeMonthsThatAreOverAreForgotten) {
    const auto october = std::chrono::sys_days(std::chrono::year(2025) / 10 / 31) + 23h;
    const auto november = std::chrono::sys_days(std::chrono::year(2025) / 11 / 1);
    receive("old", october);
    receive("kept", november);
    make_all_months();
    EXPECT_TRUE(upkeep().forget_months(Kept::messages, november - 1us, {}).empty());
    EXPECT_EQ(upkeep().forget_months(Kept::messages, november, {}),
              (std::vector<std::string>{"message_2025_10"}));
    EXPECT_EQ(places(), "message_2025_11 1");
    EXPECT_TRUE(upkeep().forget_months(Kept::timeline, november, {}).empty()) << "each kind has its own time";
}

TEST_F(UpkeepTest, AMonthIsForgottenByAPersonWithTheRecordOfItOrNotAtAll) {
    receive("old", instant_from_micros(1'000'000'000'000'000));
    make_all_months();
    const auto forget = [&] {
        return upkeep().forget_months(Kept::messages, fixture_.clock.now(), an_act());
    };
    (void)psql("alter table audit add constraint full_disk check (false) not valid");
    EXPECT_THROW((void)forget(), StoreError);
    EXPECT_EQ(places(), "message_2001_09 1");
    (void)psql("alter table audit drop constraint full_disk");
    EXPECT_EQ(forget(), std::vector<std::string>{"message_2001_09"});
    EXPECT_EQ(psql("select concat_ws('|', who, origin, act, why, detail) from audit"),
              "somebody|here|purge|a test|message_2001_09");
}

TEST_F(UpkeepTest, F20_TheBooksBalanceAfterMonthsWereForgotten) {
    receive("a", instant_from_micros(1'000'000'000'000'000));
    receive("b", fixture_.clock.now());
    make_all_months();
    ASSERT_EQ(upkeep().forget_months(Kept::messages, fixture_.clock.now() - 400 * kDay, {}).size(), 1U);
    upkeep().sum_tallies(fixture_.clock.now());
    EXPECT_EQ(fixture_.store->records().message_counts().at(store::Disposition::applied), 2) << "of all time";
    EXPECT_EQ(psql("select count(*) from message"), "1");
}

TEST_F(UpkeepTest, WhatIsStillToBeSentAndWhatOrdersNeedIsNeverForgotten) {
    Effects effects = effects_of(1);
    effects.performed.push_back(a_performed_step(1));
    fixture_.store->run([&](store::UnitOfWork& work) {
        work.save(effects);
        work.enqueue({DestinationName("ris"), order_row(1), step_id(1), a_performed_step(1).uid,
                      StatusTransition::in_progress, "1", "bytes"});
    });
    make_all_months();
    for (const auto kept : store::kAllKept)
        (void)upkeep().forget_months(kept, fixture_.clock.now() + 400 * kDay, {});
    EXPECT_EQ(fixture_.store->outbox().claim(DestinationName("ris"), 8, 60s).size(), 1U);
    EXPECT_EQ(fixture_.store->records().steps({{}, accession(1)}, {}).rows.size(), 1U);
    EXPECT_TRUE(fixture_.store->records().timeline(accession(1), {}).rows.empty());
}

// Somebody reads for a long time: whoever forgets gives way, and nobody queues behind him.
TEST_F(UpkeepTest, F20_ForgettingWaitsOnlyAMomentForALock) {
    receive("old", instant_from_micros(1'000'000'000'000'000));
    make_all_months();
    Process reader({"psql", "-X", "-q", "-d", fixture_.database.connection(), "-c",
                    "set search_path = mwl; begin; select count(*) from message; select pg_sleep(600)"});
    while (psql("select count(*) from pg_locks where relation = 'message_2001_09'::regclass") == "0")
        std::this_thread::yield();
    std::jthread writer;
    {
        // While it waits for its lock, somebody else is behind it.
        writer = std::jthread([&] {
            while (psql("select count(*) from pg_locks where not granted") == "0" && !gave_way_)
                std::this_thread::yield();
            receive("new", FixedClock().now());
        });
        EXPECT_THROW((void)upkeep().forget_months(Kept::messages, fixture_.clock.now(), {}), StoreError);
        gave_way_ = true;
        writer.join();
    }
    EXPECT_EQ(psql("select count(*) from message"), "2") << "whoever stood behind it went on";
    reader.signal(SIGTERM);
    (void)reader.wait();
    (void)psql(
        "select pg_terminate_backend(pid, 60000) from pg_stat_activity where query like '%pg_sleep%' and pid "
        "<> pg_backend_pid()");
    EXPECT_EQ(upkeep().forget_months(Kept::messages, fixture_.clock.now(), {}).front(), "message_2001_09");
}

// A host boots with its clock in another year: not a day of history may go for that.
TEST_F(UpkeepTest, NothingIsForgottenWhenTheClocksOfBrokerAndDatabaseDisagree) {
    receive("old", instant_from_micros(1'000'000'000'000'000));
    make_all_months();
    fixture_.clock.advance(10 * 365 * kDay);
    EXPECT_THROW((void)upkeep().forget_months(Kept::messages, fixture_.clock.now(), {}), StoreError);
    EXPECT_EQ(psql("select count(*) from message"), "1");
}

// Two brokers do the same chores at once.
TEST_F(UpkeepTest, F20_MonthsAreForgottenBesideLoadAndNothingIsLost) {
    for (int n = 1; n <= 20; ++n)
        receive("old " + std::to_string(n),
                instant_from_micros(1'000'000'000'000'000 + n * 2'700'000'000'000LL));
    make_all_months();
    std::atomic<int> received{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t)
            threads.emplace_back([&, t] {
                const FixedClock clock;
                for (int n = 0; n < 40; ++n, ++received)
                    receive(std::to_string(t) + "/" + std::to_string(n), clock.now());
            });
        for (int keeper = 0; keeper < 2; ++keeper)
            threads.emplace_back([&] {
                const auto other =
                    store::open_store(options_for(fixture_.database.connection()), fixture_.clock, Log());
                for (bool is_done = false; !is_done;) try {
                        while (!other->upkeep()
                                    .forget_months(Kept::messages, FixedClock().now() - 400 * kDay, {})
                                    .empty())
                            continue;
                        other->upkeep().sum_tallies(FixedClock().now());
                        is_done = true;
                    } catch (const StoreError&) {
                        is_done = false;  // it gave way
                    }
            });
    }
    EXPECT_EQ(received, 120);
    EXPECT_EQ(psql("select count(*) from message"), "120");
    EXPECT_EQ(fixture_.store->records().message_counts().at(store::Disposition::applied), 140);
}

TEST_F(UpkeepTest, ASumIsTheSameBeforeAndAfterItIsPutTogether) {
    receive("a", fixture_.clock.now());
    receive("b", fixture_.clock.now(), store::Disposition::quarantined);
    const auto before = fixture_.store->records().alarms();
    EXPECT_EQ(before.at(store::Alarm::quarantined_last_day), 1);
    for (int i = 0; i < 3; ++i) upkeep().sum_tallies(fixture_.clock.now());
    EXPECT_EQ(fixture_.store->records().alarms(), before);
    EXPECT_EQ(fixture_.store->records().message_counts().at(store::Disposition::applied), 1);
    EXPECT_EQ(psql("select count(*) from tally"), "3") << "one row for each number";
    upkeep().sum_tallies(fixture_.clock.now() + 26h);
    EXPECT_EQ(psql("select count(*) from tally"), "2") << "yesterday's hours are of no interest";
}

TEST_F(UpkeepTest, TheStatesOfStatusMessagesAreCountedWhateverHappensToThem) {
    const auto expect_counted = [&] {
        const auto counts = fixture_.store->records().status_counts();
        for (const auto& [state, count] : counts)
            EXPECT_EQ(count, std::stoll(psql("select count(*) from status_message where state = '" +
                                             std::string(name_of(state)) + "'")))
                << name_of(state);
        std::int64_t waiting = 0;
        for (const auto& row : fixture_.store->outbox().waiting()) waiting += row.count;
        EXPECT_EQ(waiting, counts.at(store::OutboxState::waiting) + counts.at(store::OutboxState::sending) +
                               counts.at(store::OutboxState::parked));
    };
    const DestinationName ris("ris");
    auto& outbox = fixture_.store->outbox();
    for (int n = 1; n <= 5; ++n) {
        Effects effects = effects_of(n);
        effects.performed.push_back(a_performed_step(n));
        fixture_.store->run([&](store::UnitOfWork& work) {
            work.save(effects);
            for (const auto transition : {StatusTransition::in_progress, StatusTransition::completed})
                work.enqueue({ris, order_row(n), step_id(n), a_performed_step(n).uid, transition,
                              std::to_string(n) + std::string(name_of(transition)), "bytes"});
        });
    }
    expect_counted();
    const auto claimed = outbox.claim(ris, 8, 60s);
    ASSERT_EQ(claimed.size(), 5U);
    expect_counted();
    outbox.sent(claimed[0].row, "AA");
    outbox.park(claimed[1].row, "AE");
    outbox.give_up(claimed[2].row, "too old");
    outbox.retry(claimed[3].row, fixture_.clock.now() + 5s, "down");
    expect_counted();
    upkeep().sum_tallies(fixture_.clock.now());
    ASSERT_TRUE(upkeep().remove_patient(patient_id(2), an_act()));
    ASSERT_TRUE(upkeep().remove_patient(patient_id(4), an_act()));
    expect_counted();
}

// Checked against what a scan finds, for whatever changes them.
TEST_F(UpkeepTest, EveryNumberThatIsKeptIsWhatCountingWouldFind) {
    for (int n = 1; n <= 6; ++n) {
        Effects effects = effects_of(n);
        auto& step = effects.orders[0].procedures[0].steps[0];
        step.withheld = n % 2 == 0;
        effects.performed.push_back(a_performed_step(n));
        effects.performed[0].alarm = n % 3 == 0 ? "another patient" : "";
        fixture_.save(effects);
        if (n > 4) {
            step.withheld = n % 2 != 0;
            effects.performed[0].alarm += "!";
            effects.performed[0].steps = {
                fixture_.load(keys_of_order(n)).orders.front().procedures.front().steps.front().row};
            fixture_.save(effects);
        }
    }
    const auto alarms = fixture_.store->records().alarms();
    const auto counted = [&](const std::string& sql) {
        return std::stoll(psql("select count(*) from " + sql));
    };
    EXPECT_EQ(alarms.at(store::Alarm::withheld_steps), counted("scheduled_step where withheld"));
    EXPECT_EQ(alarms.at(store::Alarm::performed_with_alarm), counted("performed_step where alarm <> ''"));
    EXPECT_EQ(alarms.at(store::Alarm::unscheduled),
              counted("performed_step w where not exists (select from performed_step_link l where "
                      "l.performed_id = w.id)"));
    EXPECT_EQ(alarms.at(store::Alarm::withheld_steps), 3);
    EXPECT_EQ(alarms.at(store::Alarm::performed_with_alarm), 3);
    EXPECT_EQ(alarms.at(store::Alarm::unscheduled), 4);
}

TEST_F(UpkeepTest, ThePulseTellsWhatIsDueAndWhatChanged) {
    const std::vector<DestinationName> ris{DestinationName("ris")};
    const auto before = fixture_.store->pulse(ris);
    EXPECT_FALSE(before.outbox_is_due);
    domain::Device device;
    device.ae = AeTitle("CT1");
    import_devices(*fixture_.store, {device});
    EXPECT_GT(fixture_.store->pulse(ris).devices_version, before.devices_version);
    Effects effects = effects_of(1);
    effects.performed.push_back(a_performed_step(1));
    fixture_.store->run([&](store::UnitOfWork& work) {
        work.save(effects);
        work.enqueue({ris[0], order_row(1), step_id(1), a_performed_step(1).uid,
                      StatusTransition::in_progress, "1", "bytes"});
    });
    EXPECT_TRUE(fixture_.store->pulse(ris).outbox_is_due);
    EXPECT_FALSE(fixture_.store->pulse({DestinationName("other")}).outbox_is_due);
    const auto claimed = fixture_.store->outbox().claim(ris[0], 8, 60s).at(0);
    EXPECT_FALSE(fixture_.store->pulse(ris).outbox_is_due) << "it is in hand";
    fixture_.store->outbox().retry(claimed.row, fixture_.clock.now() + 5s, "down");
    EXPECT_FALSE(fixture_.store->pulse(ris).outbox_is_due);
    fixture_.clock.advance(5s);
    EXPECT_TRUE(fixture_.store->pulse(ris).outbox_is_due);
    EXPECT_FALSE(fixture_.store->pulse(ris).tallies_wait);
    (void)psql("insert into tally select 'x', null, 1 from generate_series(1, 500)");
    EXPECT_TRUE(fixture_.store->pulse(ris).tallies_wait);
}

// Whatever refers to a row is found by an index: deleting one row never reads a whole table.
TEST_F(UpkeepTest, F19_EveryForeignKeyHasAnIndexAndNoneConcernsATableOfMonths) {
    EXPECT_EQ(
        psql("select string_agg(c.conrelid::regclass || '.' || c.conname, ', ') from pg_constraint c where "
             "c.contype = 'f' and not exists (select from pg_index i where i.indrelid = c.conrelid and "
             "(i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)"),
        "");
    EXPECT_EQ(psql("select count(*) from pg_constraint c join pg_class t on t.oid in (c.conrelid, "
                   "c.confrelid) where "
                   "c.contype = 'f' and t.relkind = 'p'"),
              "0");
}

}  // namespace store_upkeep_test
}  // namespace mwl::test
