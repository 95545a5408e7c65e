// Messages in: AA means committed, one disposition each, whoever sends and whatever becomes of the database.
#include <algorithm>
#include <atomic>
#include <barrier>
#include <thread>

#include "contract/services_intake.h"

namespace mwl::test {
namespace services_intake_test {

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
    EXPECT_EQ(intake_.received(), 1);
    EXPECT_EQ(intake_.unanswered(), 1);
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

TEST_F(IntakeTest, ARepeatOfAQuarantinedMessageIsProcessedAfresh) {
    const auto cancel = order_message(1, "CA", "20260701090000");
    ASSERT_EQ(code(cancel), "AE");
    ASSERT_EQ(code(order_message(1)), "AA");
    EXPECT_EQ(code(cancel), "AA") << "now there is something to cancel";
    EXPECT_EQ(last().disposition, Disposition::applied);
    EXPECT_EQ(status("SPS1"), "CANCELLED");
}

TEST_F(IntakeTest, C23_AnAcknowledgementIsNeverAcknowledged) {
    const auto ack = accept(order_message(1).str());
    EXPECT_TRUE(accept_all(ack).empty());
    expect_kept(ack, Disposition::ignored);
    const std::string response = "MSH|^~\\&|A|B|C|D|2026||RSP^K22|1|P|2.5\rMSA|AA|77\r";
    EXPECT_TRUE(accept_all(response).empty()) << "nor is a response of another type";
    expect_kept(response, Disposition::ignored);
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
    EXPECT_EQ(counts, fixture_.store->records().message_counts());
    EXPECT_EQ(counts, (std::map<Disposition, std::int64_t>{{Disposition::applied, 2},
                                                           {Disposition::duplicate, 1},
                                                           {Disposition::stale, 1},
                                                           {Disposition::ignored, 1},
                                                           {Disposition::rejected, 1},
                                                           {Disposition::quarantined, 1}}));
    EXPECT_EQ(count("message"), "7");
    EXPECT_EQ(intake_.received(), 7);
    EXPECT_EQ(intake_.unanswered(), 0);
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
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 6), "AE 207");
    expect_kept(bytes, Disposition::quarantined);
    EXPECT_EQ(count("imaging_order"), "0");
}

// Two senders, each with a profile of its own, and nobody else.
class TwoSenders : public IntakeTest {
protected:
    static mapping::SiteProfile profile(const std::string& application, const std::string& modality) {
        mapping::SiteProfile profile;
        profile.sender.match.applications = {application};
        profile.tables["sections"].add("RAD", {modality});
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

TEST_F(TwoSenders, AreFoundInAnySpelling) {
    EXPECT_EQ(modality_from(order_message(1).set("MSH-3", "east ").set("OBR-24", "RAD")), "DX");
    EXPECT_EQ(modality_from(order_message(2).set("MSH-3", " West^1.2.3").set("OBR-24", "RAD")), "CR");
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

// Engines that stop the whole feed at an AE.
class QuietSender : public IntakeTest {
protected:
    static mapping::SiteProfile profile() {
        mapping::SiteProfile profile;
        profile.intake.on_error = mapping::OnError::aa_and_quarantine;
        profile.intake.update_of_unknown = mapping::UpdateOfUnknown::reject;
        profile.sender.match.peers = *AccessList::parse({"10.0.0.0/8"});
        return profile;
    }
    QuietSender() : IntakeTest(intake_options({profile()})) {}
};

TEST_F(QuietSender, IsAnsweredAaAndToldWhatIsQuarantined) {
    const auto bytes = order_message(1).set("OBR-24", "KLINGON").str();
    const auto ack = hl7::parse_ack(accept(bytes));
    ASSERT_TRUE(ack.ok());
    EXPECT_EQ(ack->code, hl7::AckCode::AA);
    EXPECT_EQ(ack->text.substr(0, 23), "quarantined: OBR[1]-24:");
    expect_kept(bytes, Disposition::quarantined);
    EXPECT_EQ(count("imaging_order"), "0");
    EXPECT_EQ(code(order_message(1)), "AA") << "mended and sent again";
    EXPECT_EQ(count("imaging_order"), "1");
}

TEST_F(QuietSender, C7_IsStillToldWhatIsNotTakenAtAll) {
    const auto bytes = order_message(1).set("MSH-9", "DFT^P03").str();
    EXPECT_EQ(complaint(accept(bytes)).substr(0, 3), "AR ");
    expect_kept(bytes, Disposition::rejected);
}

TEST_F(QuietSender, AnUpdateOfAnUnknownOrderMakesNoneWhereTheProfileSaysSo) {
    const auto bytes = order_message(1, "XO").str();
    EXPECT_EQ(code(bytes), "AA");
    expect_kept(bytes, Disposition::quarantined);
    EXPECT_EQ(last().problem->code, Code::unknown_key);
    EXPECT_EQ(last().problem->where, "ORC[1]-3");
    EXPECT_EQ(count("imaging_order"), "0");
    EXPECT_EQ(code(order_message(1)), "AA");
    EXPECT_EQ(code(order_message(1, "XO", "20260701090000").set("OBR-24", "MR")), "AA");
    EXPECT_EQ(fixture_.database.psql("select modality from scheduled_step"), "MR");
}

TEST_F(QuietSender, AnAddressThatMayNotBeItIsRefused) {
    const auto bytes = order_message(1).str();
    const auto acks = intake_.accept({bytes, "192.0.2.1:4000", *IpAddress::parse("192.0.2.1")});
    EXPECT_EQ(complaint(acks.at(0)).substr(0, 3), "AR ");
    expect_kept(bytes, Disposition::rejected);
    EXPECT_NE(last().problem->what.find("192.0.2.1 may not send as this sender"), std::string::npos);
    EXPECT_EQ(count("imaging_order"), "0");
}

}  // namespace services_intake_test
}  // namespace mwl::test
