// The server away, back, killed, or silent at the worst moment.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <thread>

#include "contract/reply_cutter.h"
#include "contract/store_samples.h"
#include "support/rounds.h"

namespace mwl::test {
namespace store_restart_test {

using store::UnitOfWork;

// On a connection that loses the reply to a COMMIT.
class CommitInDoubt : public ::testing::Test {
protected:
    const MigratedDatabase database_;
    const FixedClock clock_;
    ReplyCutter cutter_{folder_of(database_.connection())};
    const std::unique_ptr<store::Store> store_ =
        store::open_store(options_for(through(database_.connection(), cutter_.folder())), clock_, Log());
};

TEST_F(CommitInDoubt, F9_ACommitWhoseReplyWasLostHasExactlyOneEffect) {
    int runs = 0;
    bool found_own = false;
    cutter_.cut_next_commit_reply();
    store_->run([&](UnitOfWork& work) {
        ++runs;
        const auto message = a_message("r1");
        if (work.open(question_of(message), {}).history.own) {
            found_own = true;
            return;
        }
        EXPECT_TRUE(work.load(keys_of_order(1)).orders.empty());
        work.save_message(message);
        work.save(effects_of(1));
    });
    EXPECT_EQ(cutter_.cuts(), 1);
    EXPECT_EQ(runs, 2);
    EXPECT_TRUE(found_own);
    EXPECT_EQ(database_.psql("select count(*) from message"), "1");
    EXPECT_EQ(database_.psql("select count(*) from timeline"), "1");
}

TEST_F(CommitInDoubt, F9_ABodyThatDoesNotLookForItsMessageMeetsTheUniqueReceipt) {
    cutter_.cut_next_commit_reply();
    EXPECT_THROW(store_->run([&](UnitOfWork& work) { work.save_message(a_message("r1")); }), StoreError);
    EXPECT_EQ(database_.psql("select count(*) from message"), "1");
}

// The second look no longer finds the device, and the command said that there was none.
TEST_F(CommitInDoubt, F9_ADeviceRemovedWithoutAnAnswerIsRemovedAndIsNotLookedForAgain) {
    Device device;
    device.ae = AeTitle("CT1");
    store_->edit_devices("device import", an_act(), [&](const auto&) {
        return store::DeviceChanges{{device}, {}, "CT1"};
    });
    int looks = 0;
    cutter_.cut_next_commit_reply();
    store_->edit_devices("device remove", an_act(), [&](const std::vector<Device>& all) {
        ++looks;
        if (all.empty()) throw ConfigError("no device CT1");
        return store::DeviceChanges{{}, {device.ae}, "CT1"};
    });
    EXPECT_EQ(cutter_.cuts(), 1);
    EXPECT_EQ(looks, 1);
    EXPECT_EQ(database_.psql("select string_agg(act, ', ' order by id) from audit"),
              "device import, device remove");
}

TEST_F(CommitInDoubt, F9_AnAssociationIsOnRecordOnceThoughTheAnswerWasLost) {
    cutter_.cut_next_commit_reply();
    store_->save_associations(
        {{0, "a", clock_.now(), clock_.now(), "10.0.0.1", "AE1", "MWLBROKER", "released", "", "", {}, 0}});
    EXPECT_EQ(cutter_.cuts(), 1);
    EXPECT_EQ(database_.psql("select count(*) from association"), "1");
}

class Restart : public ::testing::Test {
protected:
    void SetUp() override {
        cluster_.start();
        (void)store::migrate(options_for(cluster_.connection()), Log());
        store_ = store::open_store(options_for(cluster_.connection()), clock_, Log());
    }
    // Uses `sessions` sessions at the same time.
    void use(int sessions) {
        store_->run([&](UnitOfWork& work) {
            (void)work.load(keys_of_order(sessions));
            if (sessions > 1) use(sessions - 1);
        });
    }

    PrivateCluster cluster_;
    FixedClock clock_;
    std::unique_ptr<store::Store> store_;
};

TEST_F(Restart, F2_NoDeadSessionReachesACallerAfterACrash) {
    const int all = rounds(3);
    for (int round = 0; round < all; ++round) {
        use(8);
        cluster_.stop_now();
        cluster_.start();
        EXPECT_NO_THROW(use(8));
        cluster_.stop_now();
        cluster_.start();
        EXPECT_NO_THROW((void)store_->devices()) << "reads neither";
        store_->candidates().for_each({}, [](WorklistItem&&) { return true; });
    }
}

TEST_F(Restart, F2_TheBrokerIsReadyWithTheFirstQuestionAfterAFastStop) {
    use(8);
    cluster_.stop();
    cluster_.start();
    EXPECT_TRUE(store_->is_ready());
    EXPECT_NO_THROW(use(8));
}

struct Question {
    const char* what;
    void (*ask)(store::Store&);
};
const Question kQuestions[] = {
    {"readiness", [](store::Store& s) { EXPECT_TRUE(s.is_ready()); }},
    {"outbox", [](store::Store& s) { (void)s.records().status_counts(); }},
    {"statuses",
     [](store::Store& s) {
         (void)s.records().statuses({}, {1, {}}).rows;
     }},
    {"claim",
     [](store::Store& s) { (void)s.outbox().claim(DestinationName("ris"), 1, std::chrono::seconds(1)); }},
    {"holder", [](store::Store& s) { (void)s.outbox().delivery_holder(); }},
    {"lock", [](store::Store& s) { EXPECT_TRUE(s.outbox().hold_delivery_lock()); }},
    {"messages", [](store::Store& s) { (void)s.records().message_counts(); }},
    {"message", [](store::Store& s) { (void)s.records().message(MessageRow{1}); }},
    {"candidates", [](store::Store& s) { s.candidates().for_each({}, [](WorklistItem&&) { return true; }); }},
    {"steps",
     [](store::Store& s) {
         (void)s.records().steps({{}, accession(1)}, {}).rows;
     }},
    {"devices", [](store::Store& s) { (void)s.devices_version(); }},
    {"import", [](store::Store& s) { import_devices(s, {}); }},
    {"alarms", [](store::Store& s) { (void)s.records().alarms(); }},
    {"performed steps",
     [](store::Store& s) {
         (void)s.records().performed_steps({}, {1, {}}).rows;
     }},
    {"timeline", [](store::Store& s) { (void)s.records().timeline(accession(1), {}).rows; }},
    {"notes", [](store::Store& s) { (void)s.records().notes(accession(1)); }},
    {"associations",
     [](store::Store& s) {
         (void)s.records().associations({}, {1, {}}).rows;
     }},
    {"queries", [](store::Store& s) { (void)s.records().queries({}, {}); }},
    {"observations", [](store::Store& s) { s.save_associations({}); }},
};

TEST(DeadSessions, F2_WhoeverAsksFirstAfterTheDatabaseCameBackMeetsNone) {
    const MigratedDatabase database;
    const FixedClock clock;
    const auto store = store::open_store(options_for(database.connection()), clock, Log());
    for (const auto& question : kQuestions) {
        SCOPED_TRACE(question.what);
        (void)store->devices();  // at least one session is open
        (void)database.psql(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = "
            "current_database() and pid <> pg_backend_pid()");
        EXPECT_NO_THROW(question.ask(*store));
    }
}

TEST_F(Restart, G13_TheBrokerThatWaitsForTheDeliveryLockGetsItWithTheFirstTryAfterARestart) {
    const auto other = store::open_store(options_for(cluster_.connection()), clock_, Log());
    ASSERT_TRUE(other->outbox().hold_delivery_lock());
    ASSERT_FALSE(store_->outbox().hold_delivery_lock());
    cluster_.stop();
    cluster_.start();
    EXPECT_TRUE(store_->outbox().hold_delivery_lock());
}

TEST_F(Restart, F3_WithoutADatabaseEverythingSaysSoAndComesBackByItself) {
    cluster_.stop();
    store_ = store::open_store(options_for(cluster_.connection()), clock_, Log());
    EXPECT_FALSE(store_->is_ready());
    EXPECT_THROW(use(1), StoreError);
    EXPECT_THROW((void)store_->devices(), StoreError);
    EXPECT_THROW((void)store_->outbox().hold_delivery_lock(), StoreError);
    cluster_.start();
    EXPECT_TRUE(store_->is_ready());
    EXPECT_NO_THROW(use(1));
    EXPECT_TRUE(store_->outbox().hold_delivery_lock());
}

TEST_F(Restart, G13_ADeliveryLockLostInACrashIsGainedAgain) {
    ASSERT_TRUE(store_->outbox().hold_delivery_lock());
    cluster_.stop_now();
    EXPECT_THROW((void)store_->outbox().hold_delivery_lock(), StoreError);
    cluster_.start();
    EXPECT_TRUE(store_->outbox().hold_delivery_lock());
}

// A store that waits for the server no longer than a test wants to.
class Silence : public Restart {
protected:
    void SetUp() override {
        Restart::SetUp();
        auto options = options_for(cluster_.connection());
        options.statement_timeout = std::chrono::milliseconds(1000);
        options.silence = std::chrono::milliseconds(500);
        options.connect_timeout = std::chrono::seconds(2);
        store_ = store::open_store(options, clock_, Log());
    }
    // Until it succeeds: on a busy machine any single try may exceed this store's patience.
    void eventually(const std::function<void()>& work) {
        for (const auto until = std::chrono::steady_clock::now() + kPatience;;) {
            try {
                return work();
            } catch (const StoreError&) {
                if (std::chrono::steady_clock::now() > until) throw;
            }
        }
    }
    void ask() {
        store_->candidates().for_each({}, [](WorklistItem&&) { return true; });
    }
};

TEST_F(Silence, F17_WhileTheServerIsStoppedEverythingFailsInsteadOfHangingAndThenWorksAgain) {
    eventually([&] { use(3); });
    eventually([&] { ASSERT_TRUE(store_->outbox().hold_delivery_lock()); });
    cluster_.pause(PrivateCluster::Part::server);
    EXPECT_THROW(use(1), StoreError);
    EXPECT_THROW(ask(), StoreError);
    EXPECT_THROW((void)store_->devices(), StoreError);
    EXPECT_FALSE(store_->is_ready());
    EXPECT_THROW((void)store_->outbox().hold_delivery_lock(), StoreError);
    store_->outbox().release_delivery_lock();
    cluster_.go_on();
    eventually([&] { use(3); });
    eventually([&] { ask(); });
    eventually([&] {
        if (!store_->outbox().hold_delivery_lock()) throw StoreError("the session before has it still");
    });
}

TEST_F(Restart, A17_ReadinessTurnsRedWhileOrdinaryWorkStillWaitsForTheSilentServer) {
    auto options = options_for(cluster_.connection());
    options.statement_timeout = kPatience;
    store_ = store::open_store(options, clock_, Log());
    use(2);
    std::promise<void> begun;
    std::atomic<bool> is_done{false};
    std::jthread work([&] {
        store_->run([&](UnitOfWork& unit) {
            (void)unit.load(keys_of_order(1));
            cluster_.pause(PrivateCluster::Part::sessions);
            begun.set_value();
            (void)unit.load(keys_of_order(2));
        });
        is_done = true;
    });
    begun.get_future().wait();
    EXPECT_FALSE(store_->is_ready());
    EXPECT_FALSE(is_done);
    cluster_.go_on();
}

TEST_F(Silence, F17_OneStoppedSessionFailsInTheMiddleOfItsWorkAndTheNextWorkGetsAnother) {
    bool is_paused = false;
    const auto work = [&](UnitOfWork& unit) {
        (void)unit.load(keys_of_order(1));
        cluster_.pause(PrivateCluster::Part::sessions);
        is_paused = true;
        unit.save_message(a_message("r1"));
    };
    while (!is_paused) EXPECT_THROW(store_->run(work), StoreError);
    eventually([&] { ask(); });
    cluster_.go_on();
    eventually([&] { use(1); });
}

TEST_F(Silence, F17_ThroughPocoAStoppedSessionFailsToo) {
    eventually([&] { (void)store_->devices(); });
    cluster_.pause(PrivateCluster::Part::sessions);
    EXPECT_THROW((void)store_->devices(), StoreError);
    eventually([&] { (void)store_->devices(); });
}

struct Lines : Log::Sink {
    void line(LogLevel level, const std::string& line) override {
        if (level >= LogLevel::warn) lines.push_back(line);
    }
    bool wants(LogLevel /*level*/) const override { return true; }
    std::vector<std::string> lines;
};

TEST(Pool, WhenAllSessionsAreInUseTheWaitIsBoundedAndLoud) {
    const MigratedDatabase database;
    const FixedClock clock;
    const auto lines = std::make_shared<Lines>();
    auto options = options_for(database.connection());
    options.sessions = 2;
    options.wait_for_session = std::chrono::milliseconds(20);
    const auto store = store::open_store(options, clock, Log(lines));
    store->run([&](UnitOfWork& work) {
        (void)work.load(keys_of_order(1));
        EXPECT_NO_THROW((void)store->devices()) << "the second is free";
        store->run([&](UnitOfWork& inner) {
            (void)inner.load(keys_of_order(2));
            EXPECT_THROW((void)store->devices(), StoreError);
            EXPECT_FALSE(store->is_ready());
        });
    });
    ASSERT_FALSE(lines->lines.empty());
    EXPECT_NE(lines->lines.front().find("database sessions all in use"), std::string::npos);
    EXPECT_NO_THROW((void)store->devices());
}

TEST(Pool, F7_ARowLockedBySomebodyElseIsAnErrorNotAHang) {
    const MigratedDatabase database;
    const FixedClock clock;
    auto options = options_for(database.connection());
    options.lock_timeout = std::chrono::milliseconds(50);
    const auto store = store::open_store(options, clock, Log());
    const auto locker = store::open_store(options_for(database.connection()), clock, Log());
    locker->run([&](UnitOfWork& work) {
        (void)work.load(keys_of_order(1));
        try {
            store->run([](UnitOfWork& other) { (void)other.load(keys_of_order(1)); });
            FAIL() << "must throw";
        } catch (const StoreError& error) {
            EXPECT_EQ(error.sqlstate(), "55P03");
        }
    });
}

TEST(Pool, F11_AnErrorWhileConnectingDoesNotTellTheConnectionString) {
    const MigratedDatabase database;
    const FixedClock clock;
    const auto store = store::open_store(
        options_for(database.connection() + " password=topsecret application_name=canary"), clock, Log());
    EXPECT_NO_THROW((void)store->devices());
    const auto broken = store::open_store(
        options_for(with_database(database.connection(), "absent") + " password=topsecret"), clock, Log());
    try {
        (void)broken->devices();
        FAIL() << "must throw";
    } catch (const StoreError& error) {
        EXPECT_EQ(std::string(error.what()).find("topsecret"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("absent"), std::string::npos) << error.what();
    }
}

}  // namespace store_restart_test
}  // namespace mwl::test
