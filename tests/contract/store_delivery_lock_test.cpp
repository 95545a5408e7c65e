// Who delivers: one broker at a time, one that is silent loses its turn, and nobody holds the lock twice.
#include <gtest/gtest.h>

#include <functional>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_delivery_lock_test {

using namespace std::chrono_literals;

const DestinationName kRis("ris");

class DeliveryLockTest : public ::testing::Test {
protected:
    std::unique_ptr<store::Store> broker(std::chrono::milliseconds heartbeat = 2s,
                                         std::chrono::milliseconds silence = 8s) {
        auto options = options_for(fixture_.database.connection());
        options.lock_heartbeat = heartbeat;
        options.lock_silence = silence;
        return store::open_store(options, fixture_.clock, Log());
    }
    void enqueue(int n) {
        Effects effects = effects_of(n);
        effects.performed.push_back(a_performed_step(n));
        fixture_.save(effects);
        fixture_.store->run([&](store::UnitOfWork& work) {
            work.enqueue({kRis,
                          order_row(n),
                          {},
                          a_performed_step(n).uid,
                          StatusTransition::in_progress,
                          std::to_string(n),
                          "bytes"});
        });
    }
    static bool eventually(const std::function<bool()>& wish) {
        for (const auto until = std::chrono::steady_clock::now() + kPatience;;) {
            if (wish()) return true;
            if (std::chrono::steady_clock::now() > until) return false;
        }
    }
    // Of the session that holds the lock.
    std::string lock_session(const std::string& what) const {
        return fixture_.database.psql("select " + what +
                                      " from pg_stat_activity a join pg_locks l on l.pid = a.pid where "
                                      "a.datname = current_database() and "
                                      "l.locktype = 'advisory' and l.objid = 1 and l.granted");
    }

    StoreFixture fixture_;
};

TEST_F(DeliveryLockTest, G13_AStatementThatTimedOutDoesNotLeaveTheLockHeldTwice) {
    enqueue(1);
    const auto first = broker();
    const auto second = broker();
    ASSERT_TRUE(first->outbox().hold_delivery_lock());
    ASSERT_EQ(second->outbox().claim(kRis, 1, 3600s).size(), 1U) << "something to free";
    (void)fixture_.database.psql(
        "create function time_out() returns trigger language plpgsql as $$ begin raise exception 'canceling "
        "statement due to statement timeout' using errcode = '57014'; end $$; create trigger time_out before "
        "update on outbox for each row execute function time_out()");
    EXPECT_FALSE(first->outbox().hold_delivery_lock());
    (void)fixture_.database.psql("drop trigger time_out on outbox");
    ASSERT_TRUE(eventually([&] { return first->outbox().hold_delivery_lock(); }));
    first->outbox().release_delivery_lock();
    EXPECT_TRUE(eventually([&] { return second->outbox().hold_delivery_lock(); }))
        << "the first has let go, and lives on";
}

TEST_F(DeliveryLockTest, G15_TheHolderIsHeardOfAlsoWhileItsSendTakesLong) {
    const auto holder = broker(20ms);
    ASSERT_TRUE(holder->outbox().hold_delivery_lock());
    auto seen = lock_session("a.state_change");
    for (int beat = 0; beat < 3; ++beat) {  // nobody asks for anything meanwhile
        const auto before = seen;
        ASSERT_TRUE(eventually([&] { return (seen = lock_session("a.state_change")) != before; }));
    }
    EXPECT_TRUE(holder->outbox().holds_delivery_lock());
}

TEST_F(DeliveryLockTest, G15_ASilentHolderLosesTheLockAndNothingElse) {
    enqueue(1);
    const auto silent = broker(1h, 1s);
    const auto other = broker();
    const auto claimed = silent->outbox().claim(kRis, 1, 60s);
    ASSERT_EQ(claimed.size(), 1U);
    const std::string others =
        "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    const auto pids = fixture_.database.psql("select string_agg(pid::text, ',' order by pid) " + others);
    ASSERT_TRUE(eventually([&] { return silent->outbox().hold_delivery_lock(); }));
    ASSERT_TRUE(eventually([&] { return other->outbox().hold_delivery_lock(); }));
    EXPECT_FALSE(silent->outbox().keep_claim(claimed.at(0).row, 60s)) << "writes nothing when it wakes";
    EXPECT_FALSE(silent->outbox().holds_delivery_lock());
    EXPECT_FALSE(silent->outbox().hold_delivery_lock());
    EXPECT_EQ(fixture_.database.psql("select string_agg(pid::text, ',' order by pid) " + others +
                                     " and pid in (" + pids + ")"),
              pids)
        << "its other sessions may be silent for as long as they like";
}

TEST_F(DeliveryLockTest, WhoHoldsItIsToldAsTheDatabaseKnowsIt) {
    const auto first = broker();
    const auto second = broker();
    EXPECT_EQ(first->outbox().delivery_holder().who, "");
    EXPECT_FALSE(first->outbox().delivery_holder().is_this_process);
    ASSERT_TRUE(first->outbox().hold_delivery_lock());
    EXPECT_TRUE(first->outbox().delivery_holder().is_this_process);
    EXPECT_FALSE(second->outbox().holds_delivery_lock());
    const auto seen = second->outbox().delivery_holder();
    EXPECT_FALSE(seen.is_this_process);
    EXPECT_EQ(seen.who, "mwlbroker on the database's own host, database session " + lock_session("a.pid"));
}

}  // namespace store_delivery_lock_test
}  // namespace mwl::test
