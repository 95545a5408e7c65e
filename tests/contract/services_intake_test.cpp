// Messages in: AA means committed, one disposition each, and whatever cannot be used is kept with its bytes.
#include <algorithm>
#include <atomic>
#include <barrier>
#include <thread>

#include "contract/services_samples.h"

namespace mwl::test {
namespace {

using Texts = std::vector<std::string>;

class IntakeTest : public ServicesTest {
protected:
    using ServicesTest::ServicesTest;

    // Where and with which number of table 0357 the acknowledgement complains.
    static std::string complaint(const std::string& ack) {
        const auto message = hl7::Message::parse(ack);
        if (!message) return to_string(message.problem());
        const bool is_early = !message->at("ERR-1").empty();  // up to 2.4 all of it stands in ERR-1
        const auto place = message->at(is_early ? "ERR-1" : "ERR-2");
        const auto number = is_early ? place.component(4).subcomponent(1) : message->at("ERR-3.1");
        return std::string(message->at("MSA-1").raw()) + " " + number.text() + " " +
               place.component(1).text() + "-" + place.component(3).text();
    }
    void expect_kept(const std::string& bytes, Disposition disposition) {
        const auto message = last();
        EXPECT_EQ(message.raw, bytes);
        EXPECT_EQ(message.disposition, disposition) << name_of(message.disposition);
        EXPECT_EQ(message.problem.has_value(),
                  disposition == Disposition::quarantined || disposition == Disposition::rejected);
    }
    // From now on the database turns every new row of the table away with this SQLSTATE.
    void fail_inserts(const std::string& table, const std::string& sqlstate) {
        (void)fixture_.database.psql(
            "create function fail() returns trigger language plpgsql as $$ begin raise exception 'made to "
            "fail' "
            "using errcode = '" +
            sqlstate + "'; end $$; create trigger fail before insert on " + table +
            " for each row execute function fail()");
    }
};

TEST_F(IntakeTest, AnAcceptedMessageIsARowWithItsBytesAndItsEffects) {
    const auto message = order_message(1);
    const auto ack = send(message.str());
    EXPECT_EQ(ack.code, hl7::AckCode::AA);
    EXPECT_EQ(ack.acknowledged_id, "NW1-080000");
    expect_kept(message.str(), Disposition::applied);
    EXPECT_EQ(last().peer, "10.0.0.9");
    EXPECT_EQ(last().type, "ORM^O01");
    EXPECT_EQ(last().identity.sender.str(), "RIS|HOSP");
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
}

TEST_F(IntakeTest, WithoutACommitThereIsNoAcknowledgementAndNoEffect) {
    fail_inserts("scheduled_step", "53100");
    EXPECT_THROW((void)accept(order_message(1).str()), StoreError);
    EXPECT_EQ(count("message"), "0");
    EXPECT_EQ(count("imaging_order"), "0");
    EXPECT_EQ(intake_.counts().at(Disposition::applied), 0);
}

TEST_F(IntakeTest, C16_ARepeatGetsTheSameAnswerAndHasNoSecondEffect) {
    const auto bytes = order_message(1).str();
    const auto first = send(bytes);
    const auto timeline = count("timeline");
    const auto second = send(bytes);
    EXPECT_EQ(second.code, first.code);
    EXPECT_EQ(second.acknowledged_id, first.acknowledged_id);
    expect_kept(bytes, Disposition::duplicate);
    EXPECT_TRUE(last().duplicate_of);
    EXPECT_EQ(count("timeline"), timeline);
    EXPECT_EQ(count("scheduled_step"), "1");
}

TEST_F(IntakeTest, ARepeatAfterTheWindowIsANewMessageWithoutNewContent) {
    const auto bytes = order_message(1).str();
    (void)send(bytes);
    fixture_.clock.advance(std::chrono::hours(24 * 7 + 1));
    EXPECT_EQ(code(bytes), "AA");
    expect_kept(bytes, Disposition::applied);
    EXPECT_EQ(count("scheduled_step"), "1");
}

TEST_F(IntakeTest, B13_TheSameMessageFromTwoThreadsHasOneEffectAndTwoEqualAnswers) {
    constexpr int kRounds = 20;
    std::atomic<int> accepted{0};
    for (int n = 1; n <= kRounds; ++n) {
        const auto bytes = order_message(n).str();
        std::barrier start(2);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&] {
                start.arrive_and_wait();
                if (hl7::parse_ack(accept(bytes))->code == hl7::AckCode::AA) ++accepted;
            });
    }
    EXPECT_EQ(accepted, 2 * kRounds);
    EXPECT_EQ(intake_.counts().at(Disposition::applied), kRounds);
    EXPECT_EQ(intake_.counts().at(Disposition::duplicate), kRounds);
    EXPECT_EQ(count("imaging_order"), std::to_string(kRounds));
    EXPECT_EQ(count("timeline where event = 'order created'"), std::to_string(kRounds));
}

class WithoutHeader : public IntakeTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(WithoutHeader, C1_IsRejectedWith100AndKept) {
    const std::string bytes = GetParam();
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 6), "AR 100");
    expect_kept(bytes, Disposition::rejected);
}
INSTANTIATE_TEST_SUITE_P(Each, WithoutHeader,
                         ::testing::Values("", "   ", "PID|1||P1\r", "MSH", "MSH|^~", "hello"));

TEST_F(IntakeTest, C4_AnEmptyControlIdIsRejectedWith101AndKept) {
    const auto bytes = order_message(1).set("MSH-10", "").str();
    EXPECT_EQ(complaint(accept(bytes)), "AR 101 MSH-10");
    expect_kept(bytes, Disposition::rejected);
}

TEST_F(IntakeTest, C5_AUsedControlIdWithAnotherBodyIsProcessedAndFlagged) {
    ASSERT_EQ(code(order_message(1)), "AA");
    const auto other = order_message(2).set("MSH-10", "NW1-080000");
    EXPECT_EQ(code(other), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(last().reason, "control id was used before with another body");
    EXPECT_EQ(accessions(ask()), (Texts{"ACC1", "ACC2"}));
}

TEST_F(IntakeTest, C6_TheSameContentUnderAnotherControlIdChangesNothing) {
    order(1);
    const auto before = ask().items;
    EXPECT_EQ(code(order_message(1).set("MSH-10", "OTHER")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(ask().items, before);
    EXPECT_EQ(fixture_.database.psql("select string_agg(event, ', ' order by id) from timeline"),
              "order created, order repeated");
}

struct Untaken {
    const char* place;
    const char* value;
    const char* complaint;
};
class NotTaken : public IntakeTest, public ::testing::WithParamInterface<Untaken> {};

TEST_P(NotTaken, C7_IsRejectedWithItsNumberAndKept) {
    const auto bytes = order_message(1).set(GetParam().place, GetParam().value).str();
    EXPECT_EQ(complaint(accept(bytes)), GetParam().complaint);
    expect_kept(bytes, Disposition::rejected);
    EXPECT_EQ(count("imaging_order"), "0");
}
INSTANTIATE_TEST_SUITE_P(Each, NotTaken,
                         ::testing::Values(Untaken{"MSH-9", "XYZ^Z01", "AR 200 MSH-9"},
                                           Untaken{"MSH-9", "ORM^O99", "AR 201 MSH-9"},
                                           Untaken{"MSH-11", "X", "AR 202 MSH-11"},
                                           Untaken{"MSH-12", "9.9", "AR 203 MSH-12"}));

class Incomplete : public IntakeTest, public ::testing::WithParamInterface<Untaken> {};

TEST_P(Incomplete, C8_IsQuarantinedWithTheLocationAndItsBytes) {
    auto message = order_message(1).set(GetParam().place, GetParam().value);
    if (std::string(GetParam().place) == "OBR-18") message.set("ORC-3", "").set("OBR-3", "");
    EXPECT_EQ(complaint(accept(message.str())), GetParam().complaint);
    expect_kept(message.str(), Disposition::quarantined);
    EXPECT_EQ(count("imaging_order"), "0");
    EXPECT_EQ(count("patient"), "0") << "all or nothing";
}
INSTANTIATE_TEST_SUITE_P(Each, Incomplete,
                         ::testing::Values(Untaken{"PID-3", "", "AE 101 PID-3"},
                                           Untaken{"OBR-18", "", "AE 101 OBR-18"},
                                           Untaken{"OBR-24", "", "AE 101 OBR-24"},
                                           Untaken{"ORC-7", "^^^20260230", "AE 102 ORC-7"},
                                           Untaken{"ORC-1", "QQ", "AE 103 ORC-1"}));

TEST_F(IntakeTest, ARepeatOfAQuarantinedMessageIsProcessedAfresh) {
    const auto cancel = order_message(1, "CA", "20260701090000");
    ASSERT_EQ(code(cancel), "AE");
    ASSERT_EQ(code(order_message(1)), "AA");
    EXPECT_EQ(code(cancel), "AA") << "now there is something to cancel";
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(status("SPS1"), "CANCELLED");
}

TEST_F(IntakeTest, C15_ACancelOfAnUnknownOrderIsKeptWith204) {
    const auto bytes = order_message(1, "CA").str();
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 6), "AE 204");
    expect_kept(bytes, Disposition::quarantined);
}

TEST_F(IntakeTest, C15_AnOrderAfterItsCancelStaysCancelled) {
    order(1);
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    EXPECT_EQ(code(order_message(1, "NW", "20260701100000")), "AA");
    EXPECT_EQ(status("SPS1"), "CANCELLED");
    EXPECT_TRUE(ask().items.empty());
}

TEST_F(IntakeTest, C16_AnOlderMessageOfTheSameSenderIsFlaggedAndNotApplied) {
    order(1);
    const auto newer = order_message(1, "XO", "20260701120000").set("ORC-7", "1^^^20260703110000^^R");
    ASSERT_EQ(code(newer), "AA");
    const auto older = order_message(1, "XO", "20260701110000").set("ORC-7", "1^^^20260704120000^^R");
    EXPECT_EQ(code(older), "AA");
    expect_kept(older.str(), Disposition::stale);
    const auto items = ask().items;
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0]
                  .items(tags::ScheduledProcedureStepSequence)
                  .at(0)
                  .value(tags::ScheduledProcedureStepStartDate),
              "20260703");
}

TEST_F(IntakeTest, C16_WithinTheToleranceOfTheSendersClocksNothingIsStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701080100")), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20260701080000").set("ORC-7", "1^^^20260703110000^^R")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied) << "60 s older";
    EXPECT_EQ(code(order_message(1, "XO", "20260701075959").set("ORC-7", "1^^^20260704110000^^R")), "AA");
    EXPECT_EQ(last().disposition, Disposition::stale) << "61 s older";
}

TEST_F(IntakeTest, C16_OlderNewsOfAPatientIsFlaggedAndNotApplied) {
    order(1);
    const auto moved = [](const std::string& sent, const std::string& ward) {
        return patient_message(1, sent).set("PV1-3", ward);
    };
    ASSERT_EQ(code(moved("20260701120000", "WARD-NEW")), "AA");
    ASSERT_EQ(code(moved("20260701120500", "WARD-NEW")), "AA") << "says the same again, five minutes later";
    const auto older = moved("20260701120300", "WARD-OLD").str();
    EXPECT_EQ(code(older), "AA");
    expect_kept(older, Disposition::stale);
    const auto located =
        worklist_query([](auto& query, auto&) { query.set_empty(tags::CurrentPatientLocation); });
    EXPECT_EQ(ask(located).items.at(0).value(tags::CurrentPatientLocation), "WARD-NEW");
}

TEST_F(IntakeTest, C16_NewsOfAPatientMakesAnOrderOfYesterdayNotStale) {
    ASSERT_EQ(code(patient_message(1, "20260701120000")), "AA");
    EXPECT_EQ(code(order_message(1, "NW", "20260701080000")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied) << "orders are compared with orders";
}

TEST_F(IntakeTest, C23_AnAcknowledgementIsNeverAcknowledged) {
    const auto ack = accept(order_message(1).str());
    EXPECT_TRUE(accept_all(ack).empty());
    expect_kept(ack, Disposition::ignored);
}

TEST_F(IntakeTest, InEnhancedModeOnlyWhatIsAskedForIsAnswered) {
    const auto asking = [](int n, const char* accept, const char* application) {
        return order_message(n).set("MSH-15", accept).set("MSH-16", application).str();
    };
    const auto codes = [&](const std::string& bytes) {
        Texts found;
        for (const auto& ack : accept_all(bytes)) found.emplace_back(hl7::name_of(hl7::parse_ack(ack)->code));
        return found;
    };
    EXPECT_EQ(codes(asking(1, "AL", "NE")), Texts{"CA"});
    EXPECT_EQ(codes(asking(2, "AL", "AL")), (Texts{"CA", "AA"}));
    EXPECT_EQ(codes(asking(3, "NE", "NE")), Texts{});
    EXPECT_EQ(codes(asking(4, "NE", "ER")), Texts{});
    EXPECT_EQ(count("imaging_order"), "4") << "whatever is answered";
}

TEST_F(IntakeTest, C16_AnotherSendersClockMakesNothingStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701120000")), "AA");
    const auto other =
        order_message(1, "XO", "20260701110000").set("MSH-3", "OTHER").set("ORC-7", "1^^^20260703110000");
    EXPECT_EQ(code(other), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
}

TEST_F(IntakeTest, C16_ACancelIsNeverStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20260701120000")), "AA");
    EXPECT_EQ(code(order_message(1, "CA", "20260701110000")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(status("SPS1"), "CANCELLED");
}

TEST_F(IntakeTest, C28_AnAccessionOfAnotherPatientIsQuarantinedAndTheOpenStepWithheld) {
    order(2);
    const auto wrong = order_message(1, "XO", "20260701090000").set("PID-3", "PAT2^^^HOSP^MR");
    EXPECT_EQ(code(wrong), "AE");
    expect_kept(wrong.str(), Disposition::quarantined);
    EXPECT_EQ(last().problem->code, Code::conflict);
    EXPECT_EQ(accessions(ask()), Texts{"ACC2"}) << "in doubt: shown to nobody";
    EXPECT_EQ(fixture_.database.psql(
                  "select p.patient_id from imaging_order o join patient p on p.id = o.patient_id "
                  "where o.accession = 'ACC1'"),
              "PAT1");
}

TEST_F(IntakeTest, C28_AConsistentMessageShowsTheOrderAgain) {
    order(1);
    ASSERT_EQ(code(order_message(1, "XO", "20260701090000").set("PID-3", "PAT2^^^HOSP^MR")), "AE");
    ASSERT_TRUE(ask().items.empty());
    EXPECT_EQ(code(order_message(1, "XO", "20260701100000")), "AA");
    EXPECT_EQ(accessions(ask()), Texts{"ACC1"});
}

TEST_F(IntakeTest, C20_HostileTextIsKeptAsItIs) {
    const std::string name = "'; DROP TABLE imaging_order;--";
    EXPECT_EQ(code(order_message(1).set("PID-5", name + "^$1%_")), "AA");
    EXPECT_EQ(ask().items.at(0).value(tags::PatientName), name + "^$1%_");
}

TEST_F(IntakeTest, C14_BytesThatNoTextColumnHoldsAreAnsweredAndKeptAllTheSame) {
    auto bytes = order_message(1).set("MSH-3", "R\xD6NTGEN").set("MSH-18", "8859/1").str();
    EXPECT_EQ(code(bytes), "AA");
    expect_kept(bytes, Disposition::applied);
    bytes = order_message(2).set("MSH-10", std::string("A\0B", 3)).set("MSH-4", "\xFF\xFE").str();
    const auto ack = accept(bytes);
    EXPECT_NE(ack.find("MSA|A"), std::string::npos) << ack;
    EXPECT_EQ(last().raw, bytes);
}

TEST_F(IntakeTest, AMessageTooLongForTheListenerIsRefusedAndItsBeginningKept) {
    const auto bytes = order_message(1).str().substr(0, 200);
    const auto acks = intake_.refuse({bytes, "10.0.0.9"},
                                     {Code::too_large, "", "the message is longer than this listener takes"});
    ASSERT_EQ(acks.size(), 1U);
    const auto& ack = acks.front();
    EXPECT_EQ(complaint(ack).substr(0, 6), "AR 207");
    EXPECT_EQ(hl7::parse_ack(ack)->acknowledged_id, "NW1-080000");
    expect_kept(bytes, Disposition::rejected);
}

TEST_F(IntakeTest, TheBooksBalance) {
    order(2);
    (void)send(order_message(1).str());                                                       // duplicate
    (void)send(order_message(9, "CA").str());                                                 // quarantined
    (void)accept("no header");                                                                // rejected
    (void)send(order_message(1, "XO", "20260701070000").set("ORC-7", "1^^^20260709").str());  // stale
    (void)send(order_message(3, "UA").str());                                                 // ignored
    const auto counts = intake_.counts();
    EXPECT_EQ(counts, fixture_.store->messages().balance());
    EXPECT_EQ(counts, (std::map<Disposition, std::int64_t>{{Disposition::applied, 2},
                                                           {Disposition::duplicate, 1},
                                                           {Disposition::stale, 1},
                                                           {Disposition::ignored, 1},
                                                           {Disposition::rejected, 1},
                                                           {Disposition::quarantined, 1}}));
    EXPECT_EQ(count("message"), "7");
}

TEST_F(IntakeTest, NoNameOfAPersonIsLogged) {
    order(1);
    (void)send(order_message(1, "XO", "20260701090000").set("PID-3", "PAT2^^^HOSP^MR").str());
    (void)send(order_message(1).set("PID-3", "").str());
    EXPECT_NE(log_->text.find("ORM^O01"), std::string::npos);
    EXPECT_EQ(log_->text.find("FAMILY1"), std::string::npos) << log_->text;
}

// A sender that is held while the database is away.
class HeldSender : public IntakeTest {
protected:
    static services::IntakeOptions options() {
        auto options = intake_options();
        options.hold = std::chrono::minutes(10);
        return options;
    }
    HeldSender() : IntakeTest(options()) {}

    // Inserts fail until the log tells that the message waits; then `after` happens.
    void while_it_waits(const std::function<void()>& after) {
        fail_inserts("scheduled_step", "53100");
        log_->when_told("message waits for the database", after);
    }
};

TEST_F(HeldSender, IsAnsweredWhenTheDatabaseCanAgain) {
    while_it_waits([this] { (void)fixture_.database.psql("drop trigger fail on scheduled_step"); });
    EXPECT_EQ(code(order_message(1)), "AA");
    EXPECT_EQ(count("message"), "1");
    EXPECT_EQ(intake_.counts().at(Disposition::applied), 1);
}

TEST_F(HeldSender, IsSettledUnderTheOptionsItMetFirstWhateverIsReloadedMeanwhile) {
    while_it_waits([this] {
        intake_.use(intake_options({}));  // no profile takes anybody's messages; nobody is held
        (void)fixture_.database.psql("drop trigger fail on scheduled_step");
    });
    EXPECT_EQ(code(order_message(1)), "AA");
    EXPECT_EQ(code(order_message(2)), "AR") << "the next message";
}

TEST_F(HeldSender, IsLeftWithoutAnAnswerWhenTheBrokerStops) {
    while_it_waits([this] { intake_.stop_holding(); });
    EXPECT_THROW((void)accept_all(order_message(1).str()), StoreError);
    EXPECT_EQ(count("message"), "0");
}

TEST_F(HeldSender, IsToldAtOnceThatItsContentIsRefused) {
    fail_inserts("scheduled_step", "23514");
    const auto bytes = order_message(1).str();
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 6), "AR 207");
    expect_kept(bytes, Disposition::rejected);
    EXPECT_EQ(count("imaging_order"), "0");
}

class InBerlin : public IntakeTest {
protected:
    static mapping::SiteProfile profile() {
        mapping::SiteProfile profile;
        profile.zone = *Zone::named("Europe/Berlin");
        return profile;
    }
    InBerlin() : IntakeTest(intake_options({profile()})) {}
};

TEST_F(InBerlin, I1_ATimeThatClocksShowedTwiceMakesNothingStale) {
    ASSERT_EQ(code(order_message(1, "NW", "20261025025000")), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20261025021000").set("ORC-7", "1^^^20261103110000^^R")), "AA");
    EXPECT_EQ(last().disposition, Disposition::applied);
}

// Two senders, each with a profile of its own, and nobody else.
class TwoSenders : public IntakeTest {
protected:
    static mapping::SiteProfile profile(const std::string& application, const std::string& modality) {
        mapping::SiteProfile profile;
        profile.sending_application = application;
        profile.modality_of_service = {{"RAD", modality}};
        return profile;
    }
    TwoSenders() : IntakeTest(intake_options({profile("EAST", "DX"), profile("WEST", "CR")})) {}

    std::string modality_from(const OrderMessage& message) {
        EXPECT_EQ(code(message), "AA");
        return fixture_.database.psql("select modality from scheduled_step order by id desc limit 1");
    }
};

TEST_F(TwoSenders, EachIsReadByItsOwnProfile) {
    EXPECT_EQ(modality_from(order_message(1).set("MSH-3", "EAST").set("OBR-24", "RAD")), "DX");
    EXPECT_EQ(modality_from(order_message(2).set("MSH-3", "WEST^1.2.3^ISO").set("OBR-24", "RAD")), "CR");
}

TEST_F(TwoSenders, C2_TheSenderIsFoundUnderItsOwnDelimiters) {
    auto bytes = order_message(1).set("MSH-3", "WEST^1.2.3^ISO").set("OBR-24", "RAD").str();
    std::ranges::replace(bytes, '^', '%');
    EXPECT_EQ(code(bytes), "AA");
    EXPECT_EQ(fixture_.database.psql("select modality from scheduled_step"), "CR");
}

TEST_F(TwoSenders, AnUnknownSenderIsRefused) {
    const auto bytes = order_message(1).str();
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 3), "AR ");
    expect_kept(bytes, Disposition::rejected);
    EXPECT_EQ(last().problem->where, "MSH-3");
}

TEST_F(TwoSenders, C1_WithoutAHeaderItIsTheHeaderThatIsMissing) {
    EXPECT_EQ(complaint(accept("PID|1||P1\r")).substr(0, 6), "AR 100");
}

}  // namespace
}  // namespace mwl::test
