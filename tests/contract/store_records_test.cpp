// The read model: lists are read page by page, every row once, while new rows arrive; filters find what they
// say, in whatever month it stands.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "contract/store_samples.h"
#include "contract/trip_counter.h"

namespace mwl::test {
namespace store_records_test {

using namespace std::chrono_literals;
using store::Disposition;
using Names = std::vector<std::string>;

constexpr auto kDay = std::chrono::hours(24);
const DestinationName kRis("ris");

class RecordsTest : public ::testing::Test {
protected:
    store::Records& records() { return fixture_.store->records(); }
    Instant now() const { return fixture_.clock.now(); }

    // Reads a list to its end; before each further page `meanwhile` happens.
    template <typename Page, typename Read, typename Meanwhile>
    static auto all_of(int limit, const Read& read, const Meanwhile& meanwhile) {
        typename Page::Asked asked{limit, {}};
        auto rows = decltype(Page::rows){};
        for (int pages = 0; pages < 100; ++pages) {
            auto page = read(asked);
            EXPECT_LE(page.rows.size(), static_cast<std::size_t>(limit));
            std::ranges::move(page.rows, std::back_inserter(rows));
            if (!page.next) return rows;
            const auto cursor = Page::Cursor::from_text(page.next->to_text());
            EXPECT_TRUE(cursor);
            asked.after = *cursor;
            meanwhile();
        }
        ADD_FAILURE() << "the list has no end";
        return rows;
    }

    void receive(
        const std::string& receipt, Instant at,
        const std::function<void(store::StoredMessage&)>& change = [](auto&) {}) {
        auto message = a_message(receipt);
        message.received_at = at;
        change(message);
        fixture_.store->run([&](store::UnitOfWork& work) {
            (void)work.open(question_of(message), {});
            work.save_message(message);
            work.save(Effects());
        });
    }
    static Names receipts(const std::vector<store::StoredMessage>& messages) {
        Names names;
        for (const auto& message : messages) names.push_back(message.receipt.str());
        return names;
    }
    Names found(const store::MessageFilter& filter) { return receipts(records().messages(filter, {}).rows); }

    // Order n with a performed step and its status messages.
    void perform(int n, std::initializer_list<StatusTransition> transitions) {
        Effects effects = effects_of(n);
        effects.performed.push_back(a_performed_step(n));
        fixture_.save(effects);
        for (const auto transition : transitions)
            fixture_.store->run([&](store::UnitOfWork& work) {
                (void)work.load(keys_of_order(n));
                work.enqueue({kRis, order_row(n), step_id(n), a_performed_step(n).uid, transition,
                              std::to_string(n) + " " + std::string(name_of(transition)), "bytes"});
            });
    }
    static Names controls(const std::vector<store::OutboundMessage>& messages) {
        Names names;
        for (const auto& message : messages) names.push_back(message.control_id);
        return names;
    }

    store::QueryRecord a_query(const std::string& ae, Instant at, std::int64_t answers = 2) {
        store::QueryRecord query;
        query.association = "a of " + ae;
        query.asked_at = at;
        query.answered_at = at + 20ms;
        query.calling_ae = ae;
        query.answers = answers;
        query.keys = {{"(0008,0050)", "AccessionNumber", ""},
                      {"(0040,0100)>(0008,0060)", "Modality", "DX, {\"7\"}"},
                      {"(0009,1001)", "", ""}};
        return query;
    }
    store::AssociationRecord a_call(const std::string& ae, Instant at,
                                    const std::string& outcome = "released") {
        store::AssociationRecord record;
        record.id = "a of " + ae;
        record.opened_at = at;
        record.closed_at = at + 10s;
        record.calling_ae = ae;
        record.outcome = outcome;
        return record;
    }
    static Names callers(const auto& rows) {
        Names names;
        for (const auto& row : rows) names.push_back(row.calling_ae);
        return names;
    }
    std::string psql(const std::string& sql) { return fixture_.database.psql(sql); }

    StoreFixture fixture_;
};

TEST_F(RecordsTest, EveryMessageIsReadOnceAcrossMonthsWhileNewOnesArrive) {
    Names expected;
    for (int n = 0; n < 25; ++n) {
        receive(std::to_string(n), now() - n * n * kDay);  // the last one is nineteen months old
        expected.push_back(std::to_string(n));
    }
    while (fixture_.store->upkeep().make_months() > 0) continue;
    int later = 0;
    const auto read = [&](const auto& asked) { return records().messages({}, asked); };
    const auto rows = all_of<store::MessagePage>(4, read, [&] {
        ++later;
        receive("new " + std::to_string(later), now() + std::chrono::seconds(later));
    });
    EXPECT_EQ(receipts(rows), expected);
    EXPECT_GT(later, 5);
}

TEST_F(RecordsTest, RowsOfOneInstantAreReadOnceEach) {
    for (int n = 0; n < 7; ++n) receive(std::to_string(n), now());
    const auto rows = all_of<store::MessagePage>(
        2, [&](const auto& asked) { return records().messages({}, asked); }, [] {});
    EXPECT_EQ(receipts(rows), (Names{"6", "5", "4", "3", "2", "1", "0"}));
}

TEST_F(RecordsTest, APageIsNeverLargerThanItMayBe) {
    (void)psql(
        "insert into message (id, receipt, received_at, peer, raw, sender, sent_at, control_id, body_digest, "
        "type, disposition, ack_code, reason) select nextval('message_id'), 'r' || i, to_timestamp(1.7e9 + "
        "i), "
        "'10.0.0.1', '', case i when 10 then 'RARE' else 'RIS|HOSP' end, '', 'c' || i, '', 'ORM^O01', "
        "'applied', 'AA', '' from generate_series(1, 2600) as i");
    EXPECT_EQ(records().messages({}, {100'000, {}}).rows.size(), 500U);
    EXPECT_EQ(records().messages({}, {-1, {}}).rows.size(), 1U);
    // Nobody's search reads a whole table at once: it stops, and goes on where it stopped.
    store::MessageFilter rare;
    rare.sender = SenderName("RARE");
    store::MessagePage::Asked asked;
    Names found;
    int pages = 0;
    for (; pages < 10; ++pages) {
        const auto page = records().messages(rare, asked);
        for (const auto& name : receipts(page.rows)) found.push_back(name);
        if (!page.next) break;
        asked.after = page.next;
    }
    EXPECT_EQ(found, Names{"r10"});
    EXPECT_EQ(pages, 2);
}

TEST_F(RecordsTest, MessagesAreFoundByWhateverIsKnownOfThem) {
    receive("plain", now());
    receive("rejected", now() - 1h, [](auto& m) { m.disposition = Disposition::rejected; });
    receive("adt", now() - 2h, [](auto& m) { m.type = "ADT^A08"; });
    receive("other sender", now() - 3h, [](auto& m) { m.identity.sender = SenderName("EPIC|X"); });
    receive("other peer", now() - 4h, [](auto& m) { m.peer = "10.9.9.9"; });
    receive("old", now() - 700 * kDay, [](auto& m) { m.identity.control_id = "CONTROL 1"; });
    store::MessageFilter filter;
    filter.disposition = Disposition::rejected;
    EXPECT_EQ(found(filter), Names{"rejected"});
    filter.type = "ADT^A08";
    EXPECT_EQ(found(filter), Names{}) << "all that is stated must hold";
    filter.disposition = Disposition::applied;
    EXPECT_EQ(found(filter), Names{"adt"});
    filter = {};
    filter.control_id = "CONTROL 1";
    EXPECT_EQ(found(filter), Names{"old"});
    filter = {};
    filter.sender = SenderName("EPIC|X");
    EXPECT_EQ(found(filter), Names{"other sender"});
    filter = {};
    filter.peer = "10.9.9.9";
    EXPECT_EQ(found(filter), Names{"other peer"});
    filter = {};
    filter.received = {now() - 3h, now() - 1h};
    EXPECT_EQ(found(filter), (Names{"adt", "other sender"})) << "the end does not belong to the window";
    filter.sender = SenderName("'; drop table message; --");
    EXPECT_EQ(found(filter), Names{});
}

TEST_F(RecordsTest, MessagesAreFoundByTheirPatientAndByTheOrderThatTheyChanged) {
    for (int n = 1; n <= 2; ++n) {
        auto message = a_message("of " + std::to_string(n));
        message.received_at = now();
        message.speaks_of = {patient_id(n)};
        fixture_.store->run([&](store::UnitOfWork& work) {
            (void)work.open(question_of(message), keys_of_order(n));
            work.save_message(message);
            work.save(effects_of(n));
        });
    }
    store::MessageFilter filter;
    filter.order = accession(2);
    EXPECT_EQ(found(filter), Names{"of 2"});
    filter.order.number = "NONE";
    EXPECT_EQ(found(filter), Names{});
    // By now the patients are known.
    receive("again", now() + 1s, [](auto& m) { m.speaks_of = {patient_id(2)}; });
    filter = {};
    filter.patient = patient_id(2);
    EXPECT_EQ(found(filter), (Names{"again", "of 2"}));
    filter.patient.issuer = Issuer();
    EXPECT_EQ(found(filter), (Names{"again", "of 2"})) << "of any issuer";
    filter.order = accession(1);
    EXPECT_EQ(found(filter), Names{});
}

TEST_F(RecordsTest, AStatusThatIsSentWhileTheListIsReadKeepsItsPlace) {
    Names expected;
    for (int n = 1; n <= 6; ++n) {
        perform(n, {StatusTransition::in_progress, StatusTransition::completed});
        for (const auto* const word : {" in progress", " completed"})
            expected.insert(expected.begin(), std::to_string(n) + word);
        fixture_.clock.advance(1s);
    }
    const auto claimed = fixture_.store->outbox().claim(kRis, 3, 60s);
    ASSERT_EQ(claimed.size(), 3U);
    std::size_t sent = 0;
    const auto rows = all_of<store::StatusPage>(
        2, [&](const auto& asked) { return records().statuses({}, asked); },
        [&] {
            fixture_.clock.advance(40 * kDay);
            if (sent < claimed.size()) fixture_.store->outbox().sent(claimed[sent++].row, "AA");
        });
    EXPECT_EQ(controls(rows), expected);
}

TEST_F(RecordsTest, StatusesAreFoundByStateDestinationAndOrder) {
    perform(1, {StatusTransition::in_progress, StatusTransition::completed});
    perform(2, {StatusTransition::in_progress});
    auto& outbox = fixture_.store->outbox();
    const auto claimed = outbox.claim(kRis, 8, 60s);
    ASSERT_EQ(claimed.size(), 2U);
    outbox.sent(claimed[0].row, "AA");
    outbox.park(claimed[1].row, "AE");
    const auto found = [&](const store::StatusFilter& filter) {
        return controls(records().statuses(filter, {}).rows);
    };
    EXPECT_EQ(found({store::OutboxState::sent, {}, {}}), Names{"1 in progress"});
    EXPECT_EQ(found({store::OutboxState::parked, {}, {}}), Names{"2 in progress"});
    EXPECT_EQ(found({store::OutboxState::waiting, {}, {}}), Names{"1 completed"});
    EXPECT_EQ(found({{}, kRis, {}}).size(), 3U);
    EXPECT_EQ(found({{}, DestinationName("other"), {}}), Names{});
    EXPECT_EQ(found({{}, {}, accession(1)}), (Names{"1 completed", "1 in progress"}));
    EXPECT_EQ(found({store::OutboxState::sent, {}, accession(2)}), Names{});
}

TEST_F(RecordsTest, PerformedStepsAreReadPageByPageAndThoseThatNeedAPersonAreFound) {
    for (int n = 1; n <= 7; ++n) {
        Effects effects = effects_of(n);
        effects.performed.push_back(a_performed_step(n));
        if (n % 3 == 0) effects.performed[0].alarm = "another patient";
        if (n == 5) effects.performed[0].device = AeTitle("US1");
        fixture_.save(effects);
    }
    const auto uids = [](const auto& rows) {
        Names names;
        for (const auto& row : rows) names.push_back(row.uid.str());
        return names;
    };
    const auto read = [&](const auto& asked) { return records().performed_steps({}, asked); };
    EXPECT_EQ(uids(all_of<store::PerformedStepPage>(3, read, [] {})),
              (Names{"1.2.3.7", "1.2.3.6", "1.2.3.5", "1.2.3.4", "1.2.3.3", "1.2.3.2", "1.2.3.1"}));
    EXPECT_EQ(uids(records().performed_steps({true, false, {}}, {}).rows), (Names{"1.2.3.6", "1.2.3.3"}));
    EXPECT_EQ(records().performed_steps({false, true, {}}, {}).rows.size(), 7U) << "linked to no order";
    EXPECT_EQ(uids(records().performed_steps({false, false, AeTitle("US1")}, {}).rows), Names{"1.2.3.5"});
}

TEST_F(RecordsTest, AnAssociationComesBackWithItsQueries) {
    auto call = a_call("CT1", now());
    call.peer = "10.0.0.7";
    call.contexts = "1 worklist: accepted";
    call.operations = "C-ECHO status 0000";
    call.queries = {a_query("CT1", now() + 1s), a_query("CT1", now() + 2s, 0)};
    auto& empty = call.queries[1];
    empty.status = 0xA700;
    empty.characters_replaced = 3;
    empty.comment = "comment";
    empty.note = "note";
    empty.why_empty.emplace();
    empty.why_empty->looked_at = 12;
    empty.why_empty->is_about_asked_accession = true;
    empty.why_empty->nearest = {{{"Modality", "PatientName"}, 9}, {{dataset::WhyEmpty::kWithheld}, 3}};
    fixture_.store->save_associations({a_call("US1", now() - 1h), call});
    const auto found = records().associations({}, {}).rows;
    ASSERT_EQ(callers(found), (Names{"CT1", "US1"}));
    EXPECT_EQ(found[0].peer, call.peer);
    EXPECT_EQ(found[0].operations, call.operations);
    EXPECT_EQ(found[0].queries_in_all, 2);
    ASSERT_EQ(found[0].queries.size(), 2U);
    EXPECT_EQ(found[0].queries[0].keys, call.queries[0].keys);
    EXPECT_FALSE(found[0].queries[0].why_empty);
    const auto& read = found[0].queries[1];
    EXPECT_EQ(read.why_empty, empty.why_empty);
    EXPECT_EQ(read.status, empty.status);
    EXPECT_EQ(read.characters_replaced, 3);
    EXPECT_EQ(read.comment + read.note, "commentnote");
    EXPECT_EQ(read.answered_at, empty.answered_at);
    EXPECT_EQ(read.association, "a of CT1");
    EXPECT_TRUE(found[1].queries.empty());
}

TEST_F(RecordsTest, AnAssociationOfManyQueriesShowsTheFirstOfThem) {
    auto call = a_call("CT1", now());
    for (int n = 0; n < 30; ++n)
        call.queries.push_back(a_query("CT1", now() + std::chrono::milliseconds(n), n));
    fixture_.store->save_associations({call});
    const auto found = records().associations({}, {}).rows.at(0);
    EXPECT_EQ(found.queries_in_all, 30);
    ASSERT_EQ(found.queries.size(), 20U);
    EXPECT_EQ(found.queries[0].answers, 0);
}

TEST_F(RecordsTest, AssociationsAndQueriesAreFoundByDeviceOutcomeAndTime) {
    std::vector<store::AssociationRecord> calls;
    for (int n = 0; n < 9; ++n) {
        const std::string ae = n % 3 == 0 ? "CT1" : "US1";
        calls.push_back(a_call(ae, now() - n * 30 * kDay, n == 4 ? "rejected 1/1/3: unknown" : "released"));
        if (n != 4) calls.back().queries = {a_query(ae, now() - n * 30 * kDay + 1s, n % 2)};
    }
    fixture_.store->save_associations(calls);
    while (fixture_.store->upkeep().make_months() > 0) continue;
    const auto read = [&](const auto& asked) { return records().associations({}, asked); };
    EXPECT_EQ(all_of<store::AssociationPage>(2, read, [] {}).size(), 9U);
    EXPECT_EQ(callers(records().associations({{}, AeTitle("CT1"), ""}, {}).rows), Names(3, "CT1"));
    EXPECT_EQ(callers(records().associations({{}, {}, "rejected"}, {}).rows), Names{"US1"});
    EXPECT_EQ(records().associations({{}, {}, "rel"}, {}).rows.size(), 8U);
    EXPECT_EQ(records().associations({{now() - 1h, {}}, {}, ""}, {}).rows.size(), 1U);

    const auto read_queries = [&](const auto& asked) { return records().queries({}, asked); };
    EXPECT_EQ(all_of<store::QueryPage>(3, read_queries, [] {}).size(), 8U);
    store::QueryFilter filter;
    filter.is_empty = true;
    EXPECT_EQ(records().queries(filter, {}).rows.size(), 4U);
    filter.calling_ae = AeTitle("CT1");
    EXPECT_EQ(callers(records().queries(filter, {}).rows), Names(2, "CT1"));
    filter.asked.from = now();
    EXPECT_EQ(records().queries(filter, {}).rows.size(), 1U);
    filter = {};
    filter.status = 0xA700;
    EXPECT_TRUE(records().queries(filter, {}).rows.empty());
}

TEST_F(RecordsTest, QueriesAreForgottenWithTheirAssociations) {
    auto call = a_call("CT1", instant_from_micros(1'000'000'000'000'000));
    call.queries = {a_query("CT1", call.opened_at + 1s)};
    fixture_.store->save_associations({call});
    fixture_.clock.advance(system_clock().now() - now());
    while (fixture_.store->upkeep().make_months() > 0) continue;
    EXPECT_EQ(fixture_.store->upkeep().forget_months(store::Kept::associations, now() - 400 * kDay, {}),
              (Names{"query_2001_09", "association_2001_09"}));
    EXPECT_TRUE(records().queries({}, {}).rows.empty());
}

TEST_F(RecordsTest, TheStepsOfADayAndOfAnOrderAreReadInOrderOfStart) {
    Effects effects = effects_of(1);
    auto& steps = effects.orders[0].procedures[0].steps;
    const Step first = steps[0];
    for (int n = 0; n < 7; ++n) {
        if (n > 0) steps.push_back(first);
        steps.back().id = StepId("S" + std::to_string(n));
        steps.back().start = std::optional(now() + std::chrono::minutes(n / 2));
    }
    steps.back().start = std::optional<Instant>();
    fixture_.save(effects);
    const auto ids = [](const auto& rows) {
        Names names;
        for (const auto& row : rows) names.push_back(row.step.id.str());
        return names;
    };
    const auto of_day = [&](const auto& asked) { return records().steps({{now(), now() + 1h}, {}}, asked); };
    EXPECT_EQ(ids(all_of<store::StepPage>(2, of_day, [] {})), (Names{"S0", "S1", "S2", "S3", "S4", "S5"}));
    const auto of_order = [&](const auto& asked) { return records().steps({{}, accession(1)}, asked); };
    EXPECT_EQ(ids(all_of<store::StepPage>(3, of_order, [] {})),
              (Names{"S0", "S1", "S2", "S3", "S4", "S5", "S6"}));
}

TEST_F(RecordsTest, TheTimelineOfAnOrderIsReadNewestFirst) {
    Effects effects = effects_of(1);
    for (int n = 1; n <= 9; ++n) effects.timeline.push_back({order_row(1), "event " + std::to_string(n), ""});
    fixture_.save(effects);
    const auto rows = all_of<store::TimelinePage>(
        4, [&](const auto& asked) { return records().timeline(accession(1), asked); }, [] {});
    ASSERT_EQ(rows.size(), 10U);
    EXPECT_EQ(rows.front().event, "event 9");
    EXPECT_EQ(rows.back().event, "order created");
}

TEST(RecordsTrips, APageOfRecentRowsCostsTwo) {
    const MigratedDatabase database;
    const auto connection = database.connection();
    const FixedClock clock(system_clock().now());
    TripCounter counter(folder_of(connection));
    const auto store = store::open_store(options_for(through(connection, counter.folder())), clock, Log());
    for (int n = 0; n < 5; ++n) {
        auto message = a_message(std::to_string(n));
        message.received_at = clock.now();
        store->run([&](store::UnitOfWork& work) {
            (void)work.open(question_of(message), {});
            work.save_message(message);
        });
    }
    const auto page = [&] { (void)store->records().messages({}, {3, {}}); };
    EXPECT_EQ(counter.of(page), 2) << "places, then rows";
}

}  // namespace store_records_test
}  // namespace mwl::test
