// The log of messages: found again after a lost commit, known when repeated, and never lost in the books.
#include <gtest/gtest.h>

#include "contract/store_samples.h"

namespace mwl::test {
namespace store_messages_test {

using store::Disposition;
using store::MessageHistory;
using store::ReceiptId;
using store::StoredMessage;
using namespace std::chrono_literals;

constexpr std::chrono::hours kWindow{168};

class Messages : public ::testing::Test {
protected:
    void save(const StoredMessage& message, const Effects& effects = {}) {
        fixture_.store->run([&](store::UnitOfWork& work) {
            work.save_message(message);
            work.save(effects);
        });
    }
    MessageHistory history(const StoredMessage& message) {
        MessageHistory history;
        fixture_.store->run(
            [&](store::UnitOfWork& work) { history = work.open(question_of(message, kWindow), {}).history; });
        return history;
    }
    // Of orders 1 to 3 and their patients.
    NewestSaid newest(const SenderName& sender) {
        Keys keys;
        for (const int n : {1, 2, 3}) keys.accessions.push_back(accession(n));
        keys.sender = sender;
        return fixture_.load(keys).newest;
    }
    // The same message, received again.
    static StoredMessage again(StoredMessage message, const std::string& receipt) {
        message.receipt = ReceiptId(receipt);
        return message;
    }

    StoreFixture fixture_;
};

TEST_F(Messages, AMessageComesBackAsItWasReceived) {
    StoredMessage message = a_message("r1");
    message.disposition = Disposition::quarantined;
    message.problem = Problem{Code::wrong_data_type, "OBR[1]-36", "no date"};
    message.reason = "because";
    save(message);
    const auto found = fixture_.store->records().messages({}, {5, {}}).rows;
    ASSERT_EQ(found.size(), 1U);
    const StoredMessage& stored = found.front();
    EXPECT_EQ(stored.receipt, message.receipt);
    EXPECT_EQ(stored.received_at, message.received_at);
    EXPECT_EQ(stored.peer, message.peer);
    EXPECT_EQ(fixture_.store->records().message(stored.row).value().raw, message.raw) << "with its NUL";
    EXPECT_EQ(stored.identity, message.identity);
    EXPECT_EQ(stored.type, message.type);
    EXPECT_EQ(stored.sent_instant, message.sent_instant);
    EXPECT_EQ(stored.disposition, message.disposition);
    EXPECT_EQ(stored.ack_code, message.ack_code);
    EXPECT_EQ(stored.problem, message.problem);
    EXPECT_EQ(stored.reason, message.reason);
    EXPECT_EQ(fixture_.store->records().message(stored.row)->receipt, message.receipt);
    EXPECT_FALSE(fixture_.store->records().message(MessageRow{stored.row.value + 1}));
}

TEST_F(Messages, F9_OurOwnRowIsFoundByItsReceipt) {
    save(a_message("r1"));
    const auto found = history(a_message("r1"));
    ASSERT_TRUE(found.own);
    EXPECT_EQ(found.own->ack_code, "AA");
    EXPECT_FALSE(found.repeat_of) << "it is not a repeat of itself";
}

TEST_F(Messages, AnEqualMessageThatWasAppliedOrIgnoredIsARepeat) {
    const std::map<Disposition, bool> expected{
        {Disposition::applied, true}, {Disposition::duplicate, false}, {Disposition::stale, false},
        {Disposition::ignored, true}, {Disposition::rejected, false},  {Disposition::quarantined, false}};
    for (const auto& [disposition, repeats] : expected) {
        StoredMessage message = a_message(std::string(name_of(disposition)));
        message.disposition = disposition;
        save(message);
        const auto found = history(again(message, "later"));
        EXPECT_EQ(found.repeat_of.has_value(), repeats) << name_of(disposition);
        EXPECT_FALSE(found.own);
        EXPECT_FALSE(found.control_id_reused);
    }
}

TEST_F(Messages, OutsideOfTheWindowAnEqualMessageIsNew) {
    const StoredMessage message = a_message("r1");
    save(message);
    fixture_.clock.advance(kWindow);
    EXPECT_TRUE(history(again(message, "r2")).repeat_of);
    fixture_.clock.advance(1us);
    EXPECT_FALSE(history(again(message, "r2")).repeat_of);
}

TEST_F(Messages, C5_TheSameControlIdWithAnotherBodyIsReused) {
    const StoredMessage message = a_message("r1");
    save(message);
    StoredMessage other = again(message, "r2");
    other.identity.body_digest = "another body";
    EXPECT_TRUE(history(other).control_id_reused);
    EXPECT_FALSE(history(other).repeat_of);
    other.identity.sender = SenderName("SOMEBODY|ELSE");
    EXPECT_FALSE(history(other).control_id_reused);
}

TEST_F(Messages, ARepeatRefersToTheFirst) {
    const StoredMessage message = a_message("r1");
    save(message);
    StoredMessage repeat = again(message, "r2");
    repeat.disposition = Disposition::duplicate;
    repeat.duplicate_of = history(repeat).repeat_of.value().row;
    save(repeat);
    const auto found = fixture_.store->records().messages({}, {1, {}}).rows;
    EXPECT_EQ(found.at(0).duplicate_of, repeat.duplicate_of);
}

TEST_F(Messages, BytesThatAreNoTextAndEndlessControlIdsAreKeptAllTheSame) {
    StoredMessage message = a_message("r1");
    message.identity.control_id = std::string(100'000, 'x') + "\xFF\xFE" + std::string(1, '\0');
    message.identity.sender = SenderName("\xC3\x28|\xA0");
    message.raw = std::string(1 << 20, '\0');
    save(message);
    EXPECT_TRUE(history(again(message, "r2")).repeat_of);
    const auto row = fixture_.store->records().messages({}, {1, {}}).rows.at(0).row;
    EXPECT_EQ(fixture_.store->records().message(row).value().raw, message.raw);
}

// The page of messages took fifty mebibytes from the database.
TEST_F(Messages, AListOfMessagesLeavesTheirBytesInTheDatabase) {
    save(a_message("r1"));
    EXPECT_EQ(fixture_.store->records().messages({}, {1, {}}).rows.at(0).raw, "");
}

TEST_F(Messages, QuarantinedMessagesOfTheLastDayWaitForAPerson) {
    StoredMessage message = a_message("r1");
    message.disposition = Disposition::quarantined;
    save(message);
    EXPECT_EQ(fixture_.store->records().alarms().at(store::Alarm::quarantined_last_day), 1);
    fixture_.clock.advance(std::chrono::hours(25));
    EXPECT_EQ(fixture_.store->records().alarms().at(store::Alarm::quarantined_last_day), 0);
}

TEST_F(Messages, TheNewestInstantIsOfThisSenderAndOfEachOfTheseOrdersOrPatients) {
    const auto at = [](int second) {
        return instant_from_micros(1'789'000'000'000'000 + second * 1'000'000LL);
    };
    int receipt = 0;
    const auto save_with = [&](int second, int order, Disposition disposition,
                               bool tells_of_patient = false) {
        StoredMessage message = a_message(std::to_string(++receipt));
        message.sent_instant = at(second);
        message.disposition = disposition;
        Effects effects = effects_of(order);
        if (tells_of_patient)
            effects.patients_told_of = {patient_id(order)};
        else
            effects.orders_told_of = {order_row(order)};
        save(message, effects);
    };
    save_with(5, 1, Disposition::applied);
    save_with(3, 1, Disposition::applied);
    save_with(9, 1, Disposition::stale);
    save_with(8, 2, Disposition::applied);
    const SenderName sender("RIS|HOSP");
    save_with(20, 1, Disposition::applied, true);
    const auto said = newest(sender);
    EXPECT_EQ(said.of_orders, (std::map<OrderRow, Instant>{{order_row(1), at(5)}, {order_row(2), at(8)}}));
    EXPECT_EQ(said.of_patients, (std::map<PatientId, Instant>{{patient_id(1), at(20)}}))
        << "news of the patient, without an order";
    EXPECT_TRUE(newest(SenderName("OTHER|HOSP")).of_orders.empty());
    EXPECT_TRUE(newest(SenderName("OTHER|HOSP")).of_patients.empty());
    save_with(30, 2, Disposition::quarantined);
    EXPECT_EQ(newest(sender).of_orders.at(order_row(2)), at(30)) << "a doubt is news";
}

TEST_F(Messages, TimelineAndNotesReferToTheMessageSavedBeforeThem) {
    Effects effects = effects_of(1);
    const MappingNote note{NoteKind::generated, "StudyInstanceUID", "", "ZDS was missing; generated"};
    effects.notes.push_back({order_row(1), {note, note}});
    save(a_message("r1"), effects);
    const auto row = fixture_.store->records().messages({}, {1, {}}).rows.at(0).row;
    const auto timeline = fixture_.store->records().timeline(accession(1), {}).rows;
    ASSERT_EQ(timeline.size(), 1U);
    EXPECT_EQ(timeline[0].event, "order created");
    EXPECT_EQ(timeline[0].detail, "from a test");
    EXPECT_EQ(timeline[0].message, row);
    EXPECT_EQ(timeline[0].at, fixture_.clock.now());
    EXPECT_EQ(fixture_.store->records().notes(accession(1)),
              (std::vector<store::StoredNote>{{note, row}, {note, row}}));
    EXPECT_TRUE(fixture_.store->records().notes(accession(2)).empty());
    EXPECT_EQ(fixture_.database.psql("select distinct message_id from mapping_note"),
              std::to_string(row.value));
}

TEST_F(Messages, TheTimelineIsOnlyAppendedTo) {
    save(a_message("r1"), effects_of(1));
    EXPECT_ANY_THROW(fixture_.database.psql("update timeline set event = 'x'"));
    EXPECT_ANY_THROW(fixture_.database.psql("delete from timeline"));
}

TEST_F(Messages, EveryMessageIsCountedOnceInTheBalance) {
    int receipt = 0;
    for (const auto disposition : store::kDispositions)
        for (int i = 0; i <= static_cast<int>(disposition); ++i) {
            StoredMessage message = a_message(std::to_string(++receipt));
            message.disposition = disposition;
            save(message);
        }
    const auto balance = fixture_.store->records().message_counts();
    std::int64_t sum = 0;
    for (const auto disposition : store::kDispositions) {
        EXPECT_EQ(balance.at(disposition), static_cast<int>(disposition) + 1);
        sum += balance.at(disposition);
    }
    EXPECT_EQ(sum, receipt);
}

}  // namespace store_messages_test
}  // namespace mwl::test
