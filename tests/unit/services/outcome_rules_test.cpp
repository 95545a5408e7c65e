// What becomes of a status message after each outcome of its sending, whatever protocol it went by.
#include "services/outcome_rules.h"

#include <gtest/gtest.h>

#include "unit/services/delivery_fixture.h"

namespace mwl::services {
namespace {

using Kind = SendOutcome::Kind;

struct Case {
    Kind outcome;
    OnRefusal on_refusal;
    Fate in_time;
    Fate past_its_time;
};

TEST(OutcomeRules, EachOutcomeHasItsFate) {
    constexpr std::array kCases{
        Case{Kind::accepted, OnRefusal::retry, Fate::delivered, Fate::delivered},
        Case{Kind::accepted, OnRefusal::park, Fate::delivered, Fate::delivered},
        Case{Kind::refused, OnRefusal::retry, Fate::again, Fate::given_up},
        Case{Kind::refused, OnRefusal::park, Fate::parked, Fate::parked},
        Case{Kind::unrelated, OnRefusal::retry, Fate::again, Fate::given_up},
        Case{Kind::unrelated, OnRefusal::park, Fate::again, Fate::given_up},
        Case{Kind::failed, OnRefusal::retry, Fate::again, Fate::given_up},
        Case{Kind::failed, OnRefusal::park, Fate::again, Fate::given_up},
        Case{Kind::not_written, OnRefusal::retry, Fate::untouched, Fate::untouched},
        Case{Kind::not_written, OnRefusal::park, Fate::untouched, Fate::untouched},
    };
    for (const auto& each : kCases) {
        EXPECT_EQ(fate_of(each.outcome, each.on_refusal, false), each.in_time)
            << static_cast<int>(each.outcome);
        EXPECT_EQ(fate_of(each.outcome, each.on_refusal, true), each.past_its_time);
    }
}

TEST(OutcomeRules, G3_OnlyAnAnswerToSomethingElseCostsTheConnection) {
    for (const auto& rule : kOutcomeRules) EXPECT_EQ(rule.drops_connection, rule.outcome == Kind::unrelated);
}

// A forwarder of MPPS, say: it answers with a DIMSE status and has never heard of MSA.
class StatusSender final : public Sender {
public:
    Result<void> connect() override { return {}; }
    SendOutcome send(const store::OutboundMessage& message, const MayWrite& may_write) override {
        if (!may_write()) return SendOutcome::not_written();
        return message.payload == "bytes of 1" ? SendOutcome::accepted("0000")
                                               : SendOutcome::refused("0110 processing failure");
    }
    void drop_connection() noexcept override {}
    void stop_connecting() noexcept override {}
    void cut() noexcept override {}
};

TEST_F(DeliveryTest, AReceiverThatSpeaksNoHl7IsDeliveredToByTheSameRules) {
    to_ris().on_refusal = OnRefusal::park;
    routes_.back().sender = std::make_unique<StatusSender>();
    outbox_.add("1", "A");
    outbox_.add("2", "B");
    start();
    ASSERT_TRUE(outbox_.wait_for("1", OutboxState::sent));
    ASSERT_TRUE(outbox_.wait_for("2", OutboxState::parked));
    EXPECT_EQ(outbox_.row("1").ack, "0000");
    EXPECT_EQ(outbox_.row("2").message.last_error, "0110 processing failure");
}

}  // namespace
}  // namespace mwl::services
