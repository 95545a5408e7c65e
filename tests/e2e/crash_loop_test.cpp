// Orders and examinations while the broker is killed again and again, at named points and at random: every
// acknowledged message is there once, every MPPS transition reached the RIS, in order, with the same bytes
// (faults.md H1-H14, A16, E6, G6; oracles LEDGER, RIS, PAIR, BAL).

#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <future>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "mwl/dicom/client.h"
#include "mwl/hl7/ack.h"
#include "mwl/mllp/client.h"
#include "mwl/store/store.h"
#include "mwl/time/dicom_time.h"
#include "sim/modality.h"
#include "support/books.h"
#include "support/broker.h"
#include "support/orders.h"
#include "support/postgres.h"
#include "support/ris_book.h"
#include "support/rounds.h"

namespace mwl::test {
namespace crash_loop_test {

class CrashLoop : public ::testing::Test {
protected:
    CrashLoop() : broker_({database_.connection(), ris_.port(), {}, {}}) {
        broker_.start();
        broker_.import_devices();
        day_ = print_da(Zone().to_local(system_clock().now()).date);
    }

    // One attempt each; false: no answer, ask again.
    bool send(const PairedOrder& order) {
        ++attempts_;
        mllp::ClientOptions options;
        options.host = "127.0.0.1";
        options.port = broker_.port("mllp");
        mllp::Client client(options, deadlines_);
        const auto reply = client.send(order.message());
        if (!reply) last_words_ = to_string(reply.problem());
        if (!reply) return false;
        const auto ack = hl7::parse_ack(*reply);
        EXPECT_TRUE(ack && ack->code == hl7::AckCode::AA) << order.accession();
        if (ack) ledger_.insert(ack->acknowledged_id);
        return true;
    }

    sim::ModalityOptions modality() const {
        sim::ModalityOptions options;
        options.port = broker_.port("dicom");
        return options;
    }

    // The same bytes at each attempt, as a modality repeats them.
    bool perform(const PairedOrder& order, bool final) {
        try {
            const auto options = modality();
            auto client = dicom::Client::associate(
                {.port = options.port, .calling = options.ae, .called = options.called});
            if (!client) return false;
            const Instant then = instant_from_micros(micros(started_));
            const auto response =
                final ? client->n_set(order.mpps(), sim::performed_final(options, then, order.study()))
                      : client->n_create(order.mpps(),
                                         sim::performed_in_progress(order.item(), options, then, "PPS1"));
            if (response.status == dicom::status::kDatabaseUnavailable ||
                response.status == dicom::status::kProcessingFailure)
                return false;
            EXPECT_EQ(response.status, dicom::status::kSuccess)
                << order.accession() << ": " << response.error_comment;
            return true;
        } catch (const NetworkError&) {
            return false;
        }
    }

    // False: it died at the point before it was ready; delivery starts work that an earlier round left.
    bool restart(const std::string& crash_at) {
        broker_.kill();
        broker_.options().environment = {{"CRASH_AT", crash_at}};
        return broker_.start_unless_killed();
    }

    // Nothing kills the broker any more: every attempt has to succeed.
    void finish_all(int orders) {
        ASSERT_TRUE(restart(""));
        for (int n = 0; n < orders; ++n) {
            const PairedOrder order{n, day_};
            ASSERT_TRUE(send(order) && perform(order, false) && perform(order, true)) << order.accession();
        }
    }

    void check_ledger(int orders) {
        const auto store = store::open_store({.connection = database_.connection()}, system_clock(), Log());
        std::map<std::string, int> applied;
        store::MessagePage page;
        for (store::MessagePage::Asked asked{store::kMostRows, {}};; asked.after = page.next) {
            page = store->records().messages({.disposition = store::Disposition::applied}, asked);
            for (const auto& message : page.rows) ++applied[message.identity.control_id];
            if (!page.next) break;
        }
        for (const auto& id : ledger_) EXPECT_EQ(applied[id], 1) << id;
        EXPECT_EQ(applied.size(), static_cast<std::size_t>(orders));
    }

    // Of the last broker, to which every order was sent once more and nothing else; and of all of them
    // together.
    void check_books(int orders) {
        auto books = balanced_books(broker_, database_.connection());
        EXPECT_EQ(books.received, orders);
        EXPECT_EQ(books.unanswered, 0);
        EXPECT_EQ(books.kept["applied"], orders);
        EXPECT_EQ(books.rows(), orders + books.kept["duplicate"]) << "repeats, and nothing else";
        EXPECT_LE(books.rows(), attempts_) << "no row without a sender";
    }

    // Every order: IP before CM, nothing else, and all repeats of one message byte for byte the same.
    void check_ris(int orders) {
        ASSERT_TRUE(ris_.wait_until([&](const auto& received) {
            std::set<std::string> ids;
            for (const auto& status : received) ids.insert(status.control_id);
            return ids.size() >= static_cast<std::size_t>(2 * orders);
        }));
        std::map<std::string, std::vector<std::string>> transitions;
        std::map<std::string, std::string> digest;
        for (const auto& status : ris_.received()) {
            auto& seen = transitions[status.accession];
            if (std::find(seen.begin(), seen.end(), status.order_status) == seen.end())
                seen.push_back(status.order_status);
            EXPECT_EQ(digest.try_emplace(status.control_id, status.digest).first->second, status.digest);
        }
        EXPECT_EQ(transitions.size(), static_cast<std::size_t>(orders));
        for (const auto& [accession, seen] : transitions)
            EXPECT_EQ(seen, (std::vector<std::string>{"IP", "CM"})) << accession;
        EXPECT_EQ(digest.size(), static_cast<std::size_t>(2 * orders));
    }

    MigratedDatabase database_;
    net::Deadlines deadlines_;
    RisBook ris_;
    RunningBroker broker_;
    std::string day_;
    Instant started_ = system_clock().now();
    std::set<std::string> ledger_;
    int attempts_ = 0;
    std::string last_words_;  // why the last message got no answer
};

struct Point {
    const char* name;
    int pass;
};

// Every named point, the MPPS ones at the N-CREATE and at the N-SET.
constexpr std::array kPoints{
    Point{"mllp.read", 1},        Point{"intake.parsed", 1},    Point{"intake.saved", 1},
    Point{"intake.committed", 1}, Point{"mllp.answering", 1},   Point{"mllp.half_answered", 1},
    Point{"mllp.answered", 1},    Point{"mpps.saved", 1},       Point{"mpps.saved", 2},
    Point{"mpps.committed", 1},   Point{"mpps.committed", 2},   Point{"mpps.answered", 1},
    Point{"mpps.answered", 2},    Point{"delivery.claimed", 1}, Point{"delivery.sending", 1},
    Point{"delivery.sent", 1},    Point{"delivery.sent", 2},    Point{"delivery.acked", 1},
    Point{"delivery.marked", 1},
};

TEST_F(CrashLoop, H1ToH14_NothingIsLostOrDoubledWhenKilledAtNamedPoints) {
    int orders = 0;
    for (const auto& point : kPoints) {
        const PairedOrder order{orders++, day_};
        const std::string where = std::string(point.name) + ":" + std::to_string(point.pass);
        int deaths = 0;
        if (!restart(where)) {
            ++deaths;
            ASSERT_TRUE(restart(""));
        }
        const auto die_and_restart = [&] {
            ASSERT_TRUE(broker_.process().ended_within(kPatience)) << where << ": an attempt failed, "
                                                                   << "but the broker lives";
            ++deaths;
            ASSERT_TRUE(restart(""));
        };
        while (!send(order)) ASSERT_NO_FATAL_FAILURE(die_and_restart());
        while (!perform(order, false)) ASSERT_NO_FATAL_FAILURE(die_and_restart());
        while (!perform(order, true)) ASSERT_NO_FATAL_FAILURE(die_and_restart());
        // Delivery, and whatever comes after the last answer, dies on its own time.
        if (deaths == 0) {
            ASSERT_NO_FATAL_FAILURE(die_and_restart());
        }
        EXPECT_EQ(deaths, 1) << where;
        if (std::string_view(point.name) == "mllp.half_answered") {
            EXPECT_NE(last_words_.find("closed inside its answer"), std::string::npos)
                << "H5: " << last_words_;
        }
    }
    ASSERT_NO_FATAL_FAILURE(finish_all(orders));
    check_ledger(orders);
    check_ris(orders);
    check_books(orders);
}

TEST_F(CrashLoop, H_NothingIsLostOrDoubledWhenKilledAtRandom) {
    const int orders = rounds(24);
    std::minstd_rand chance(20261120);
    for (int n = 0; n < orders; ++n) {
        const PairedOrder order{n, day_};
        auto work = std::async(std::launch::async,
                               [&] { return send(order) && perform(order, false) && perform(order, true); });
        for (auto spins = chance() % 40'000; spins > 0; --spins) std::this_thread::yield();
        broker_.process().signal(SIGKILL);
        (void)work.get();
        ASSERT_TRUE(restart(""));
    }
    ASSERT_NO_FATAL_FAILURE(finish_all(orders));
    check_ledger(orders);
    check_ris(orders);
    check_books(orders);
}

}  // namespace crash_loop_test
}  // namespace mwl::test
