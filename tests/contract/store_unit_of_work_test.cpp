// A unit of work happens once, or not at all, whatever the database does meanwhile.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_unit_of_work_test {

using store::UnitOfWork;

class UnitsOfWork : public ::testing::Test {
protected:
    std::string orders() { return fixture_.database.psql("select count(*) from imaging_order"); }

    // The first `times` inserts of an order fail with this SQLSTATE: a sequence is not rolled back.
    void fail_inserts(const std::string& sqlstate, int times) {
        (void)fixture_.database.psql(
            "create sequence tries; create function fail() returns trigger language plpgsql as $$ begin if "
            "nextval('mwl.tries') <= " +
            std::to_string(times) + " then raise exception 'made to fail' using errcode = '" + sqlstate +
            "'; end if; return new; end $$; create trigger fail before insert on imaging_order for each row "
            "execute function fail()");
    }
    // As an administrator would, or a failing network: every session but psql's own.
    void terminate_sessions() {
        (void)fixture_.database.psql(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = "
            "current_database() and "
            "pid <> pg_backend_pid()");
    }
    // Saves order 1; returns how often the body ran.
    int save_counting(const std::function<void(int)>& between = [](int) {}) {
        int runs = 0;
        fixture_.store->run([&](UnitOfWork& work) {
            ++runs;
            EXPECT_TRUE(work.load(keys_of_order(1)).orders.empty());
            between(runs);
            work.save(effects_of(1));
        });
        return runs;
    }

    StoreFixture fixture_;
};

TEST_F(UnitsOfWork, ABodyThatThrowsLeavesNothing) {
    const auto body = [](UnitOfWork& work) {
        (void)work.load(keys_of_order(1));
        work.save(effects_of(1));
        throw std::string("no");
    };
    EXPECT_THROW(fixture_.store->run(body), std::string);
    EXPECT_EQ(orders(), "0");
    EXPECT_EQ(save_counting(), 1) << "the session was given back in order, its locks released";
}

TEST_F(UnitsOfWork, ABodyThatOnlyLooksReleasesItsLocks) {
    fixture_.save(effects_of(1));
    (void)fixture_.load(keys_of_order(1));
    EXPECT_EQ(
        fixture_.database.psql("select count(*) from pg_locks where locktype = 'advisory' and database = "
                               "(select oid from pg_database where datname = current_database())"),
        "0");
}

class SpoiledByOthers : public UnitsOfWork, public ::testing::WithParamInterface<const char*> {};

TEST_P(SpoiledByOthers, F8_RunsAgainFromAFreshLoad) {
    fail_inserts(GetParam(), 2);
    EXPECT_EQ(save_counting(), 3);
    EXPECT_EQ(orders(), "1");
}
INSTANTIATE_TEST_SUITE_P(Sqlstates, SpoiledByOthers, ::testing::Values("40001", "40P01", "23505"));

TEST_F(UnitsOfWork, F8_AfterFiveTriesTheErrorIsToldWithItsSqlstate) {
    fail_inserts("40P01", 100);
    int runs = 0;
    try {
        fixture_.store->run([&](UnitOfWork& work) {
            ++runs;
            work.save(effects_of(1));
        });
        FAIL() << "must throw";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.sqlstate(), "40P01");
    }
    EXPECT_EQ(runs, 5);
    EXPECT_EQ(orders(), "0");
}

TEST_F(UnitsOfWork, AnErrorThatNoRepeatCuresIsToldAtOnce) {
    fail_inserts("53100", 100);
    int runs = 0;
    try {
        fixture_.store->run([&](UnitOfWork& work) {
            ++runs;
            work.save(effects_of(1));
        });
        FAIL() << "must throw";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.sqlstate(), "53100");
    }
    EXPECT_EQ(runs, 1);
}

TEST_F(UnitsOfWork, ErrorsNeverHoldTheValuesOfARow) {
    Effects effects = effects_of(1);
    effects.patients.front().sex = std::string("SECRETNAME");
    try {
        fixture_.save(effects);
        FAIL() << "must throw";
    } catch (const StoreError& error) {
        EXPECT_EQ(std::string(error.what()).find("SECRETNAME"), std::string::npos) << error.what();
        EXPECT_EQ(error.sqlstate(), "23514");
    }
}

TEST_F(UnitsOfWork, F6_ATerminatedSessionRunsAgainOnAnother) {
    EXPECT_EQ(save_counting([&](int run) {
                  if (run == 1) terminate_sessions();
              }),
              2);
    EXPECT_EQ(orders(), "1");
}

TEST_F(UnitsOfWork, F6_ABodyThatSwallowsTheErrorIsNotCommitted) {
    fixture_.save(effects_of(1));
    int runs = 0;
    fixture_.store->run([&](UnitOfWork& work) {
        if (++runs == 1) {
            (void)work.load(keys_of_order(1));
            terminate_sessions();
            EXPECT_THROW((void)work.load(keys_of_order(1)), StoreError);
        }
        work.save(effects_of(2));
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(orders(), "2");
}

TEST_F(UnitsOfWork, TwoThatCreateTheSameOrderDoItOneAfterTheOther) {
    constexpr int kRounds = 10;
    std::atomic<int> created{0};
    for (int n = 1; n <= kRounds; ++n) {
        std::barrier start(2);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&] {
                start.arrive_and_wait();
                bool is_new = false;
                fixture_.store->run([&](UnitOfWork& work) {
                    is_new = work.load(keys_of_order(n)).orders.empty();
                    if (is_new) work.save(effects_of(n));
                });
                if (is_new) ++created;
            });
    }
    EXPECT_EQ(created, kRounds);
    EXPECT_EQ(orders(), std::to_string(kRounds));
}

TEST_F(UnitsOfWork, B13_TheSameMessageOnTwoConnectionsHasOneEffect) {
    constexpr int kRounds = 10;
    std::atomic<int> applied{0};
    std::atomic<int> repeated{0};
    for (int n = 1; n <= kRounds; ++n) {
        std::barrier start(2);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&, i] {
                auto message = a_message(std::to_string(n));
                message.receipt = store::ReceiptId(std::to_string(n) + "/" + std::to_string(i));
                start.arrive_and_wait();
                bool is_repeat = false;
                fixture_.store->run([&](UnitOfWork& work) {
                    const auto history = work.open(question_of(message), {}).history;
                    is_repeat = history.repeat_of.has_value();
                    auto stored = message;
                    if (is_repeat) stored.disposition = store::Disposition::duplicate;
                    work.save_message(stored);
                });
                ++(is_repeat ? repeated : applied);
            });
    }
    EXPECT_EQ(applied, kRounds);
    EXPECT_EQ(repeated, kRounds);
}

// The lock table is one for all sessions of a server: 15,000 locks of one unit of work took it from
// everybody.
TEST_F(UnitsOfWork, C32_ManyNamesTakeFewLocksAndOthersWorkMeanwhile) {
    const auto locks = [this] {
        return std::stoi(fixture_.database.psql(
            "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from "
            "pg_database where datname = current_database())"));
    };
    Keys few = keys_of_order(1);
    Keys many;
    for (int n = 0; n < 15'000; ++n) many.fillers.push_back({"F" + std::to_string(n), Issuer("RIS")});
    fixture_.store->run([&](UnitOfWork& work) {
        (void)work.load(few);
        EXPECT_EQ(locks(), 3) << "its two names, and the gate";
    });
    fixture_.store->run([&](UnitOfWork& work) {
        (void)work.load(many);
        EXPECT_LE(locks(), 64);
        EXPECT_EQ(psql(fixture_.database.connection(),  // locks that end with the session
                       "select count(pg_advisory_lock(n)) from generate_series(1, 2000) as n"),
                  "2000");
    });
}

TEST_F(UnitsOfWork, C32_OneOfManyNamesAndOneOfFewThatCreateTheSameOrderDoItOneAfterTheOther) {
    constexpr int kRounds = 10;
    std::atomic<int> created{0};
    for (int n = 1; n <= kRounds; ++n) {
        std::barrier start(2);
        std::vector<std::jthread> threads;
        for (const bool has_many : {false, true})
            threads.emplace_back([&, has_many] {
                Keys keys = keys_of_order(n);
                for (int i = 0; has_many && i < 1000; ++i)
                    keys.fillers.push_back({"F" + std::to_string(i), Issuer("RIS")});
                start.arrive_and_wait();
                bool is_new = false;
                fixture_.store->run([&](UnitOfWork& work) {
                    is_new = work.load(keys).orders.empty();
                    if (is_new) work.save(effects_of(n));
                });
                if (is_new) ++created;
            });
    }
    EXPECT_EQ(created, kRounds);
    EXPECT_EQ(orders(), std::to_string(kRounds));
}

TEST_F(UnitsOfWork, CrossingUpdatesOfTwoOrdersBothHappen) {
    fixture_.save(effects_of(1));
    fixture_.save(effects_of(2));
    constexpr int kRounds = 10;
    std::vector<std::jthread> threads;
    for (const bool reversed : {false, true})
        threads.emplace_back([&, reversed] {
            Keys keys;
            keys.accessions = {accession(1), accession(2)};
            if (reversed) std::swap(keys.accessions[0], keys.accessions[1]);
            for (int round = 0; round < kRounds; ++round)
                fixture_.store->run([&](UnitOfWork& work) {
                    Effects effects;
                    effects.orders = work.load(keys).orders;
                    auto& order = effects.orders.front();
                    order.requesting_service = *order.requesting_service + "x";
                    work.save(effects);
                });
        });
    threads.clear();
    const auto service = *fixture_.load(keys_of_order(1)).orders.front().requesting_service;
    EXPECT_TRUE(service.ends_with(std::string(2 * kRounds, 'x'))) << "no update was lost";
}

TEST_F(UnitsOfWork, AnOrderThatMovesToAnotherPatientWhileItIsWaitedForIsLoadedAgain) {
    fixture_.save(effects_of(1));
    fixture_.save(effects_of(2));
    Keys by_accession;
    by_accession.accessions = {accession(1)};
    std::jthread waiting;
    PatientId seen;
    fixture_.store->run([&](UnitOfWork& work) {
        Keys patients_only;  // locks the patient, not the name of the order
        patients_only.patients = {patient_id(1), patient_id(2)};
        patients_only.orders_of_patients = true;
        Effects merge;
        merge.orders = work.load(patients_only).orders;
        merge.orders.front().patient = patient_id(2);
        merge.orders.resize(1);
        waiting = std::jthread([&] {
            fixture_.store->run([&](UnitOfWork& other) {
                const Known known = other.load(by_accession);
                seen = known.orders.at(0).patient;
                EXPECT_NE(known.patient(seen), nullptr) << "never an order without its patient";
            });
        });
        while (fixture_.database.psql(
                   "select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == "0")
            std::this_thread::yield();
        work.save(merge);
    });
    waiting.join();
    EXPECT_EQ(seen, patient_id(2));
}

}  // namespace store_unit_of_work_test
}  // namespace mwl::test
