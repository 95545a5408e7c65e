// What time asks for, with the real program: months, expired steps, test patients that go, and an idle broker
// that asks its database nothing but once a second.
#include <gtest/gtest.h>

#include "contract/trip_counter.h"
#include "support/broker.h"
#include "support/orders.h"
#include "support/postgres.h"

namespace mwl::test {
namespace upkeep_test {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class UpkeepOfTheProgram : public ::testing::Test {
protected:
    std::string replay_sample() {
        return run_broker({"replay", MWL_SOURCE_DIR "/samples/01-portable-chest.hl7", "--to", broker_.mllp()})
            .output;
    }
    Finished command(const std::vector<std::string>& words) { return run(broker_.command(words)); }

    MigratedDatabase database_;
    RunningBroker broker_{{database_.connection(), 0, {"retention.message_months=1"}, {}}};
};

TEST_F(UpkeepOfTheProgram, ATestPatientIsDeletedOnRecordAndOnlyWithYes) {
    broker_.start();
    ASSERT_TRUE(has(replay_sample(), "AA"));
    const auto asked = command({"patient", "delete", "--id", "MRN1001", "--issuer", "HOSPITAL"});
    EXPECT_EQ(asked.exit_code, 1);
    EXPECT_TRUE(has(asked.output, "1 order, 0 performed steps, 1 message. Nothing is deleted without --yes."))
        << asked.output;
    EXPECT_EQ(database_.psql("select count(*) from patient"), "1");
    const auto done = command(
        {"patient", "delete", "--id", "MRN1001", "--issuer", "HOSPITAL", "--why", "go-live test", "--yes"});
    EXPECT_EQ(done.exit_code, 0) << done.output;
    EXPECT_TRUE(has(done.output, "deleted: patient \"MRN1001\" of issuer \"HOSPITAL\" with 1 order"))
        << done.output;
    EXPECT_EQ(database_.psql(
                  "select (select count(*) from patient) + (select count(*) from imaging_order) + (select "
                  "count(*) from message)"),
              "0");
    EXPECT_EQ(
        database_.psql("select count(*) from audit where act = 'patient deleted' and why = 'go-live test'"),
        "1");
    const auto again = command({"patient", "delete", "--id", "MRN1001", "--issuer", "HOSPITAL", "--yes"});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_TRUE(has(again.output, "there is no patient \"MRN1001\" of issuer \"HOSPITAL\"")) << again.output;
    EXPECT_TRUE(has(replay_sample(), "AA")) << "the same order may come again";
    EXPECT_EQ(database_.psql("select count(*) from imaging_order"), "1");
    EXPECT_EQ(broker_.stop(), 0);
}

TEST_F(UpkeepOfTheProgram, PurgeForgetsWhatIsOlderThanTheSettingsKeepAndSaysWhat) {
    broker_.start();
    ASSERT_TRUE(has(replay_sample(), "AA"));
    EXPECT_EQ(broker_.stop(), 0);
    (void)database_.psql("select make_month('message', '2019-05-01T00:00:00Z')");
    const auto done = command({"purge"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_TRUE(has(done.output, "forgotten: message_2019_05\n")) << done.output;
    EXPECT_TRUE(has(done.output, "1 month forgotten, 0 months made, 0 steps expired, 0 steps offered again"))
        << done.output;
    EXPECT_EQ(database_.psql("select count(*) from message"), "1");
    EXPECT_EQ(database_.psql("select detail from audit where act = 'purge'"), "message_2019_05");
}

TEST_F(UpkeepOfTheProgram, TheBrokerForgetsAndExpiresByItself) {
    (void)database_.psql("select make_month('message', '2019-05-01T00:00:00Z')");
    broker_.start();
    EXPECT_TRUE(broker_.process().says("months forgotten")) << broker_.log();
    EXPECT_EQ(database_.psql("select to_regclass('message_2019_05') is null"), "t");
    EXPECT_TRUE(has(http_get(broker_.port("http"), "/metrics"), "\nmwl_upkeep_ok 1\n"));
    EXPECT_EQ(broker_.stop(), 0);
}

// A chore that fails is seen where monitoring looks.
TEST_F(UpkeepOfTheProgram, AChoreThatFailsIsSeen) {
    (void)database_.psql("alter table monthly rename to monthly_no_more");
    broker_.start();
    EXPECT_TRUE(broker_.process().says("a chore failed")) << broker_.log();
    EXPECT_TRUE(has(http_get(broker_.port("http"), "/metrics"), "\nmwl_upkeep_ok 0\n"));
    EXPECT_TRUE(has(http_get(broker_.port("http"), "/readyz"), "200 OK"));
    EXPECT_TRUE(has(http_get(broker_.port("http"), "/readyz"), "make months: "));
    EXPECT_EQ(broker_.stop(), 0);
}

// Two of its destinations are not there: they have nothing to be told.
TEST(IdleBroker, AsksItsDatabaseOnceASecond) {
    const MigratedDatabase database;
    TripCounter counter(folder_of(database.connection()));
    RunningBroker broker({through(database.connection(), counter.folder()), 1, {}, {}});
    broker.start();
    const auto seconds_for_four = [&] {
        const int before = counter.trips();
        const auto begun = std::chrono::steady_clock::now();
        if (!counter.wait_for(before + 4)) return 0.0;
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    // Four questions take three seconds at least, once its chores of the start are done.
    double seconds = 0;
    for (int window = 0; window < 10 && seconds < 2.9; ++window) seconds = seconds_for_four();
    EXPECT_GE(seconds, 2.9);
    EXPECT_EQ(broker.stop(), 0);
}

}  // namespace upkeep_test
}  // namespace mwl::test
