// A RIS that is down, silent or refusing is seen on the page, by health checks and by monitoring, and the
// broker stays ready: orders and worklists do not depend on it.

#include <gtest/gtest.h>
#include <signal.h>

#include <memory>

#include "sim/ris.h"
#include "support/broker.h"
#include "support/paired_exams.h"
#include "support/postgres.h"
#include "support/reserved_port.h"

namespace mwl::test {
namespace ris_down_test {

class RisDown : public ::testing::Test {
protected:
    RisDown() : broker_({database_.connection(), ris_port_.number(), {}, {}, settings(5)}) {}

    // A settings file of this test, with the time after which a waiting status is an alarm.
    std::filesystem::path settings(int alarm_minutes) const {
        return folder_.write("settings.toml", "profiles = [\"" MWL_SOURCE_DIR
                                              "/config/profiles/ihe-orm.toml\"]\n[[destination]]\nname = "
                                              "\"ris\"\nhost = \"127.0.0.1\"\nack_seconds = 1\n"
                                              "alarm_minutes = " +
                                                  std::to_string(alarm_minutes) + "\n");
    }
    void start_broker() {
        broker_.start();
        broker_.import_devices();
    }
    void start_ris(std::optional<hl7::AckCode> answer = hl7::AckCode::AA) {
        sim::RisOptions options;
        options.port = ris_port_.number();
        options.answer = answer;
        ris_ = std::make_unique<sim::Ris>(options, deadlines_, system_clock(), Log(),
                                          [](const sim::ReceivedStatus&) {});
        ris_->start();
    }
    void examine() {
        PairedExams exams(broker_);
        ASSERT_EQ(exams.send(exams.order(0)), "AA");
        ASSERT_EQ(exams.begin(exams.order(0)), dicom::status::kSuccess);
        ASSERT_EQ(exams.complete(exams.order(0)), dicom::status::kSuccess);
    }
    // As if so much time had passed since the statuses were queued, and their next try were due.
    void let_pass(const std::string& interval) {
        (void)database_.psql("update outbox set due_at = now(), created_at = created_at - interval '" +
                             interval + "' where state <> 'sent'");
    }
    // Asks until the page shows it.
    bool shows(const std::string& page, const std::string& text) {
        const auto until = std::chrono::steady_clock::now() + kPatience;
        while (ask(page).find(text) == std::string::npos)
            if (!broker_.is_running() || std::chrono::steady_clock::now() > until) return false;
        return true;
    }
    std::string ask(const std::string& page) { return http_get(broker_.port("http"), page); }
    std::string refused() const {
        return "connection refused by 127.0.0.1 port " + std::to_string(ris_port_.number()) + " since 20";
    }
    int times_logged(const std::string& text) const {
        const auto log = broker_.log();
        int times = 0;
        for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++times;
        return times;
    }

    MigratedDatabase database_;
    net::Deadlines deadlines_;
    ScratchFolder folder_;
    const ReservedPort ris_port_;  // nobody listens there until start_ris()
    std::unique_ptr<sim::Ris> ris_;
    RunningBroker broker_;
};

TEST_F(RisDown, ARefusedConnectionDegradesHealthAndIsSaidOnThePageUntilTheRisIsBack) {
    start_broker();
    EXPECT_TRUE(shows("/readyz", "\"degraded\": false"));
    examine();
    EXPECT_TRUE(shows("/readyz", refused())) << ask("/readyz");
    const auto health = ask("/readyz");
    EXPECT_NE(health.find("200 OK"), std::string::npos) << "the broker works without it";
    for (const auto* const part : {"\"ready\": true", "\"degraded\": true", "\"name\": \"destination ris\"",
                                   "\"state\": \"degraded\"", "; 2 wait, the oldest for "})
        EXPECT_NE(health.find(part), std::string::npos) << part << health;
    const auto page = ask("/");
    EXPECT_NE(page.find("destination ris"), std::string::npos);
    EXPECT_NE(page.find(refused()), std::string::npos) << page;
    EXPECT_NE(page.find("needs a look"), std::string::npos);
    EXPECT_TRUE(shows("/metrics", "\nmwl_destination_failing{destination=\"ris\"} 1\n"));
    start_ris();
    let_pass("0 min");
    EXPECT_TRUE(shows("/readyz", "\"detail\": \"nothing waits\""));
    EXPECT_TRUE(shows("/readyz", "\"degraded\": false"));
    EXPECT_TRUE(shows("/metrics", "\nmwl_destination_failing{destination=\"ris\"} 0\n"));
}

TEST_F(RisDown, AStatusThatWaitsTooLongIsAnAlarmOnceAndOverOnce) {
    start_broker();
    examine();
    ASSERT_TRUE(shows("/readyz", refused()));
    EXPECT_TRUE(shows("/metrics", "\nmwl_alarms{kind=\"destination_overdue\"} 0\n"));
    EXPECT_EQ(ask("/").find("not told in time"), std::string::npos);
    let_pass("6 min");
    EXPECT_TRUE(shows("/metrics", "\nmwl_alarms{kind=\"destination_overdue\"} 1\n")) << ask("/metrics");
    EXPECT_NE(ask("/").find("href=\"/outbox\">1 destination is not told in time"), std::string::npos);
    EXPECT_TRUE(shows("/readyz", "2 wait, the oldest for 6 min"));
    EXPECT_NE(ask("/readyz").find("200 OK"), std::string::npos);
    start_ris();
    let_pass("0 min");
    EXPECT_TRUE(broker_.process().says("alarm over kind=destination_overdue"));
    EXPECT_TRUE(shows("/metrics", "\nmwl_alarms{kind=\"destination_overdue\"} 0\n"));
    EXPECT_TRUE(shows("/metrics", "\nmwl_destination_oldest_waiting_seconds{destination=\"ris\"} 0\n"));
    EXPECT_EQ(times_logged("alarm raised kind=destination_overdue"), 1);
    EXPECT_EQ(times_logged("alarm over kind=destination_overdue"), 1);
}

TEST_F(RisDown, AfterARestartTheAgeIsTrueAndTheAlarmComesWithoutAnybodyAsking) {
    start_broker();
    examine();
    ASSERT_TRUE(shows("/readyz", refused()));
    broker_.kill();
    let_pass("3 hours");
    broker_.start();
    EXPECT_TRUE(broker_.process().says("alarm raised kind=destination_overdue")) << broker_.log();
    EXPECT_TRUE(broker_.process().says("2 waiting, the oldest for 180 min: connection refused by"))
        << broker_.log();
    EXPECT_TRUE(shows("/readyz", "2 wait, the oldest for 3 h 0 min"));
}

TEST_F(RisDown, TheTimeUntilTheAlarmChangesWhileTheBrokerRuns) {
    (void)settings(10);
    start_broker();
    examine();
    let_pass("6 min");
    EXPECT_TRUE(shows("/readyz", "2 wait, the oldest for 6 min"));
    EXPECT_TRUE(shows("/metrics", "\nmwl_alarms{kind=\"destination_overdue\"} 0\n"));
    (void)settings(5);
    broker_.process().signal(SIGHUP);
    EXPECT_TRUE(shows("/metrics", "\nmwl_alarms{kind=\"destination_overdue\"} 1\n"));
}

TEST_F(RisDown, ARefusalIsShownWithItsCode) {
    start_ris(hl7::AckCode::AE);
    start_broker();
    examine();
    EXPECT_TRUE(shows("/readyz", "refuses with AE")) << ask("/readyz");
    EXPECT_TRUE(shows("/readyz", "\"state\": \"degraded\""));
}

TEST_F(RisDown, ASilentOneGivesNoAnswer) {
    start_ris(std::nullopt);
    start_broker();
    examine();
    EXPECT_TRUE(shows("/readyz", "\"no answer since 20")) << ask("/readyz");
}

}  // namespace ris_down_test
}  // namespace mwl::test
