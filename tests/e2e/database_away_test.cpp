// The database away while the broker serves: messages are held and answered when it is back, or left to their
// sender; questions get a failure, never an empty success; everything comes back by itself (faults.md F2, F3,
// F17, A17; oracles LEDGER, BAL).

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "support/books.h"
#include "support/broker.h"
#include "support/paired_exams.h"
#include "support/postgres.h"
#include "support/ris_book.h"
#include "support/rounds.h"

namespace mwl::test {
namespace database_away_test {

namespace tags = dataset::tags;
using namespace std::chrono_literals;

class DatabaseAway : public ::testing::Test {
protected:
    void SetUp() override {
        cluster_.start();
        (void)store::migrate(options_for(cluster_.connection()), Log());
    }

    void start(std::chrono::seconds hold) {
        broker_ = std::make_unique<RunningBroker>(BrokerOptions{
            cluster_.connection(), ris_.port(), {"mllp.hold_seconds=" + std::to_string(hold.count())}, {}});
        broker_->start();
        broker_->import_devices();
        exams_ = std::make_unique<PairedExams>(*broker_);
    }

    PairedOrder order(int number) const { return exams_->order(number); }
    std::string send(const PairedOrder& order) { return exams_->send(order); }
    dicom::Status begin(const PairedOrder& order) const { return exams_->begin(order); }
    dicom::Status complete(const PairedOrder& order) const { return exams_->complete(order); }
    dicom::FindResult ask() const {
        dataset::Dataset step;
        step.set_empty(tags::ScheduledProcedureStepID);
        dataset::Dataset query;
        query.set_empty(tags::AccessionNumber).set_items(tags::ScheduledProcedureStepSequence, {step});
        return exams_->association().find(query);
    }
    // Status of the worklist and the accession numbers on it.
    std::string worklist() const {
        const auto found = ask();
        std::set<std::string> accessions;
        for (const auto& item : found.items) accessions.insert(item.item.value(tags::AccessionNumber));
        std::string text = dicom::hex_of(found.status);
        for (const auto& accession : accessions) text += " " + accession;
        return text;
    }
    std::string readiness() const { return http_get(broker_->port("http"), "/readyz").substr(9, 3); }

    PrivateCluster cluster_;
    RisBook ris_;
    std::unique_ptr<RunningBroker> broker_;
    std::unique_ptr<PairedExams> exams_;
};

TEST_F(DatabaseAway, F2_AMessageIsHeldUntilItIsBackAndMeanwhileNothingIsAnEmptySuccess) {
    start(10min);
    ASSERT_EQ(send(order(0)), "AA");
    ASSERT_EQ(worklist(), "0000 A100000");
    cluster_.stop();
    auto held = std::async(std::launch::async, [this] { return send(order(1)); });
    ASSERT_TRUE(broker_->process().says("message waits for the database"));
    EXPECT_EQ(readiness(), "503");
    EXPECT_EQ(worklist(), dicom::hex_of(dicom::status::kDatabaseUnavailable));
    EXPECT_EQ(begin(order(0)), dicom::status::kProcessingFailure);
    EXPECT_EQ(held.wait_for(0s), std::future_status::timeout) << "held all the while";
    cluster_.start();
    EXPECT_EQ(held.get(), "AA");
    EXPECT_EQ(readiness(), "200");
    EXPECT_EQ(worklist(), "0000 A100000 A100001");
    EXPECT_EQ(begin(order(1)), dicom::status::kSuccess);
    EXPECT_EQ(complete(order(1)), dicom::status::kSuccess);
    EXPECT_TRUE(ris_.wait_for(2)) << "delivery came back too";
    auto books = balanced_books(*broker_, cluster_.connection());
    EXPECT_EQ(books.received, 2);
    EXPECT_EQ(books.unanswered, 0);
    EXPECT_EQ(books.kept["applied"], 2);
}

TEST_F(DatabaseAway, F2_BeyondTheHoldTheSenderIsLeftWithoutAnAnswerAndNothingIsStored) {
    start(1s);
    cluster_.stop();
    EXPECT_NE(send(order(0)).find("closed"), std::string::npos);
    EXPECT_TRUE(broker_->process().says("MLLP-209"));
    cluster_.start();
    EXPECT_EQ(psql(cluster_.connection(), "select count(*) from message"), "0");
    EXPECT_EQ(readiness(), "200");
    EXPECT_EQ(send(order(0)), "AA") << "the sender's own repeat";
    auto books = balanced_books(*broker_, cluster_.connection());
    EXPECT_EQ(books.received, 2);
    EXPECT_EQ(books.unanswered, 1);
    EXPECT_EQ(books.kept["applied"], 1);
    EXPECT_EQ(books.rows(), 1);
}

TEST_F(DatabaseAway, F17_WhileItsServerIsStoppedQuestionsFailInsteadOfHangingAndSigtermEndsTheBroker) {
    start(1s);
    ASSERT_EQ(send(order(0)), "AA");
    ASSERT_EQ(worklist(), "0000 A100000");
    cluster_.pause(PrivateCluster::Part::server);
    EXPECT_EQ(worklist(), dicom::hex_of(dicom::status::kDatabaseUnavailable));
    EXPECT_EQ(readiness(), "503");
    EXPECT_NE(send(order(1)), "AA");
    EXPECT_EQ(broker_->stop(), 0);
}

// Senders that never stop, and what they were told. Thread-safe.
class Ledger {
public:
    void acknowledge(const std::string& control_id) {
        const std::lock_guard lock(mutex_);
        acknowledged_.insert(control_id);
        changed_.notify_all();
    }
    // False if that many more do not come.
    bool grows_by(std::size_t more) {
        std::unique_lock lock(mutex_);
        const auto wanted = acknowledged_.size() + more;
        return changed_.wait_for(lock, kPatience, [&] { return acknowledged_.size() >= wanted; });
    }
    std::set<std::string> acknowledged() const {
        const std::lock_guard lock(mutex_);
        return acknowledged_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::set<std::string> acknowledged_;
};

class UnderLoad : public DatabaseAway {
protected:
    static constexpr int kSenders = 4;
    static constexpr std::size_t kBetweenRestarts = 20;

    void send_without_end(int number, const std::atomic<bool>& stopping, Ledger& ledger) {
        auto client = exams_->sender();
        for (; !stopping; number += kSenders) {
            EXPECT_EQ(PairedExams::send(client, order(number)), "AA") << number;
            ledger.acknowledge(order(number).control_id());
        }
    }
};

TEST_F(UnderLoad, F2_NothingAcknowledgedIsLostOrDoubledByRestarts) {
    start(10min);
    Ledger ledger;
    std::atomic<bool> stopping{false};
    std::vector<std::jthread> senders;
    for (int i = 0; i < kSenders; ++i)
        senders.emplace_back([&, i] { send_without_end(i, stopping, ledger); });
    const int all = rounds(2);
    bool goes_on = true;
    for (int round = 0; goes_on && round < all; ++round) {
        round % 2 == 0 ? cluster_.stop_now() : cluster_.stop();
        cluster_.start();
        goes_on = ledger.grows_by(kBetweenRestarts);
    }
    EXPECT_TRUE(goes_on);
    stopping = true;
    senders.clear();  // joins
    std::istringstream rows(psql(cluster_.connection(), "select control_id from message order by id"));
    std::multiset<std::string> stored;
    for (std::string id; std::getline(rows, id);) stored.insert(id);
    const auto acknowledged = ledger.acknowledged();
    EXPECT_TRUE(std::equal(stored.begin(), stored.end(), acknowledged.begin(), acknowledged.end()))
        << stored.size() << " rows, " << acknowledged.size() << " acknowledged";
    auto books = balanced_books(*broker_, cluster_.connection());
    EXPECT_EQ(books.received, static_cast<std::int64_t>(acknowledged.size()));
    EXPECT_EQ(books.kept["applied"], books.received);
    EXPECT_EQ(ask().items.size(), std::min<std::size_t>(acknowledged.size(), 1000));
}

}  // namespace database_away_test
}  // namespace mwl::test
