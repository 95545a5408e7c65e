// Two brokers on one database: one delivers, and when it is frozen or killed the other does. Each tells a RIS
// of its own here, so that it can be seen who told what.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>

#include "support/broker.h"
#include "support/paired_exams.h"
#include "support/postgres.h"
#include "support/ris_book.h"

namespace mwl::test {
namespace two_brokers_test {

using Told = std::vector<std::string>;

class TwoBrokers : public ::testing::Test {
protected:
    void SetUp() override {
        first_.start();
        first_.import_devices();
        ASSERT_TRUE(shows(first_, "/metrics", "mwl_delivery_lock_held 1\n"));
        second_.start();
    }

    // Asks until the page shows it.
    static bool shows(RunningBroker& broker, const std::string& page, const std::string& text) {
        const auto until = std::chrono::steady_clock::now() + kPatience;
        while (http_get(broker.port("http"), page).find(text) == std::string::npos)
            if (!broker.is_running() || std::chrono::steady_clock::now() > until) return false;
        return true;
    }
    static void examine(PairedExams& exams, int number) {
        ASSERT_EQ(exams.send(exams.order(number)), "AA");
        ASSERT_EQ(exams.begin(exams.order(number)), dicom::status::kSuccess);
        ASSERT_EQ(exams.complete(exams.order(number)), dicom::status::kSuccess);
    }
    // The first broker has told the beginning of examination 0 and waits for the acknowledgement; two more
    // examinations are claimed or wait.
    void examine_until_the_first_ris_is_silent() {
        ris_of_first_.hold();
        PairedExams exams(first_);
        examine(exams, 0);
        ASSERT_TRUE(ris_of_first_.wait_for(1));
        examine(exams, 1);
        examine(exams, 2);
    }
    static Told statuses_of(const Told& told, int number) {
        Told found;
        for (const auto& line : told)
            if (line.starts_with(PairedOrder{number, ""}.accession() + " "))
                found.push_back(line.substr(line.size() - 2));
        return found;
    }
    // Of the first such status; empty if there is none.
    static std::string bytes_of(const RisBook& ris, const std::string& accession, const std::string& status) {
        for (const auto& one : ris.received())
            if (one.accession == accession && one.order_status == status) return one.bytes;
        return "";
    }
    std::string sent() const {
        return database_.psql("select count(*) from status_message where state = 'sent'");
    }

    MigratedDatabase database_;
    RisBook ris_of_first_;
    RisBook ris_of_second_;
    RunningBroker first_{{database_.connection(), ris_of_first_.port(), {}, {}}};
    RunningBroker second_{{database_.connection(), ris_of_second_.port(), {}, {}}};
};

TEST_F(TwoBrokers, G13_WhoDeliversIsShownByBoth) {
    EXPECT_TRUE(shows(first_, "/readyz", "this broker delivers"));
    EXPECT_TRUE(shows(second_, "/readyz", "another broker delivers: mwlbroker on "));
    EXPECT_TRUE(shows(second_, "/metrics", "mwl_delivery_lock_held 0\n"));
    EXPECT_EQ(first_.stop(), 0);
    EXPECT_TRUE(shows(second_, "/readyz", "this broker delivers"));
}

TEST_F(TwoBrokers, G15_WhenTheOneThatDeliversIsFrozenTheOtherTellsTheRisAndTheWokenOneWritesNothing) {
    examine_until_the_first_ris_is_silent();
    first_.process().signal(SIGSTOP);
    ASSERT_TRUE(ris_of_second_.wait_for(6));
    const auto told = ris_of_second_.told();
    for (const int number : {0, 1, 2}) EXPECT_EQ(statuses_of(told, number), (Told{"IP", "CM"})) << number;
    EXPECT_EQ(bytes_of(ris_of_second_, "A100000", "IP"), bytes_of(ris_of_first_, "A100000", "IP"))
        << "in doubt, so told again with the same bytes";

    ris_of_first_.let_go();
    first_.process().signal(SIGCONT);
    ASSERT_TRUE(shows(first_, "/readyz", "another broker delivers"));
    PairedExams exams(first_);
    examine(exams, 3);
    ASSERT_TRUE(ris_of_second_.wait_for(8));
    EXPECT_EQ(statuses_of(ris_of_second_.told(), 3), (Told{"IP", "CM"}));
    EXPECT_EQ(first_.stop(), 0);
    EXPECT_EQ(second_.stop(), 0);
    EXPECT_EQ(ris_of_first_.told(), Told{"A100000 IP"});
    EXPECT_EQ(ris_of_second_.received().size(), 8U);
    EXPECT_EQ(sent(), "8");
}

TEST_F(TwoBrokers, G13_WhenTheOneThatDeliversIsKilledTheOtherTellsTheRis) {
    examine_until_the_first_ris_is_silent();
    first_.kill();
    ASSERT_TRUE(ris_of_second_.wait_for(6));
    for (const int number : {0, 1, 2})
        EXPECT_EQ(statuses_of(ris_of_second_.told(), number), (Told{"IP", "CM"})) << number;
    EXPECT_EQ(second_.stop(), 0);
    EXPECT_EQ(sent(), "6");
}

}  // namespace two_brokers_test
}  // namespace mwl::test
