// What an answer over HL7 says of the status message that was sent.
#include <gtest/gtest.h>

#include "mwl/services/hl7_reply.h"
#include "unit/services/delivery_peers.h"

namespace mwl::services {
namespace {

SendOutcome outcome_of(const std::string& code, const std::string& acknowledged) {
    return outcome_of_hl7_reply(Receiver::ack(code, acknowledged), "MWL1");
}

TEST(Hl7Reply, G11_AnAcceptAcknowledgementCountsAsOne) {
    EXPECT_EQ(outcome_of("AA", "MWL1"), SendOutcome::accepted("AA"));
    EXPECT_EQ(outcome_of("CA", "MWL1"), SendOutcome::accepted("CA"));
}

TEST(Hl7Reply, G4_EveryOtherCodeIsARefusal) {
    for (const auto* const code : {"AE", "AR", "CE", "CR"})
        EXPECT_EQ(outcome_of(code, "MWL1"), SendOutcome::refused(std::string(code) + " "));
}

TEST(Hl7Reply, G4_ARefusalIsKeptWithItsReason) {
    const auto reply = "MSH|^~\\&|RIS|SITE|||2026||ACK|9|P|2.3.1\rMSA|AE|MWL1|unknown order\r";
    EXPECT_EQ(outcome_of_hl7_reply(reply, "MWL1"), SendOutcome::refused("AE unknown order"));
}

TEST(Hl7Reply, G3_AnAnswerToAnotherMessageIsNoneToThisOne) {
    for (const auto* const code : {"AA", "AE", "CR"})
        EXPECT_EQ(outcome_of(code, "MWL2"),
                  SendOutcome::unrelated("the acknowledgement names another message: MWL2"));
}

TEST(Hl7Reply, G4_AnAcknowledgementThatNamesNoMessageIsOfNone) {
    EXPECT_EQ(outcome_of("AA", ""), SendOutcome::unrelated("the acknowledgement names no message"));
    EXPECT_EQ(outcome_of("AE", ""), SendOutcome::unrelated("the acknowledgement names no message"));
}

TEST(Hl7Reply, G4_WhatIsNoAcknowledgementSaysNothingOfTheMessage) {
    for (const auto* const reply :
         {"", "HTTP/1.1 400 Bad Request\r\n", "MSH|^~\\&|RIS|SITE|||2026||ACK|9|P|2.3.1\r",
          "MSH|^~\\&|RIS|SITE|||2026||ACK|9|P|2.3.1\rMSA|OK|MWL1\r"}) {
        const auto outcome = outcome_of_hl7_reply(reply, "MWL1");
        EXPECT_EQ(outcome.kind, SendOutcome::Kind::unrelated) << reply;
        EXPECT_TRUE(outcome.words.starts_with("the reply is no acknowledgement")) << outcome.words;
    }
}

}  // namespace
}  // namespace mwl::services
