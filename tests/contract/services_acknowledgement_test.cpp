// What an AA says beside its code: the sender, and who replays a file, need nothing but the acknowledgement.
#include "contract/services_intake.h"

namespace mwl::test {
namespace services_acknowledgement_test {

class AaSays : public IntakeTest {
protected:
    std::string text_of_aa(const OrderMessage& message) {
        const auto ack = send(message.str());
        EXPECT_EQ(ack.code, hl7::AckCode::AA);
        return ack.text;
    }
};

TEST_F(AaSays, NothingOfAMessageThatWasAppliedWholly) { EXPECT_EQ(text_of_aa(order_message(1)), ""); }

TEST_F(AaSays, ThatTheMessageCameBefore) {
    order(1);
    EXPECT_EQ(text_of_aa(order_message(1)), "duplicate: this message came before; nothing was changed");
}

TEST_F(AaSays, ThatTheSenderSaidSomethingNewerBefore) {
    order(1);
    ASSERT_EQ(code(order_message(1, "XO", "20260701120000").set("ORC-7", "1^^^20260703110000^^R")), "AA");
    EXPECT_EQ(text_of_aa(order_message(1, "XO", "20260701110000").set("ORC-7", "1^^^20260704120000^^R")),
              "stale: the same sender already sent a newer message for this order or patient");
}

TEST_F(AaSays, ThatAnUpdateOfAStepThatIsOverWasNotApplied) {
    order(1);
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    EXPECT_EQ(text_of_aa(order_message(1, "NW", "20260701100000")),
              "update not applied: step SPS1 is CANCELLED by ORC-1 NW");
}

TEST_F(AaSays, InEnhancedModeTheCommitSaysOnlyThatItIsKept) {
    order(1);
    const auto acks =
        accept_all(order_message(1).set("MSH-15", "AL").set("MSH-16", "AL").set("MSH-10", "E1").str());
    ASSERT_EQ(acks.size(), 2U);
    const auto again =
        accept_all(order_message(1).set("MSH-15", "AL").set("MSH-16", "AL").set("MSH-10", "E1").str());
    ASSERT_EQ(again.size(), 2U);
    EXPECT_EQ(hl7::parse_ack(again[0])->text, "");
    EXPECT_EQ(hl7::parse_ack(again[1])->text, "duplicate: this message came before; nothing was changed");
}

}  // namespace services_acknowledgement_test
}  // namespace mwl::test
