// A-ASSOCIATE under the PDU gate, and PDUs out of turn.

#include <gtest/gtest.h>

#include <array>

#include "unit/gate/peer.h"

namespace mwl::gate::test {
namespace {

struct AssociateCase {
    const char* name;
    Raw stream;
    const char* expected;
};

Raw many_contexts(int count) {
    Raw items;
    for (int i = 0; i < count; ++i) items = items + proposed(static_cast<std::uint8_t>(2 * i + 1));
    return items;
}

Raw request_with(const Raw& contexts, const Raw& user = user_information()) {
    return associate_request(application_context() + contexts + user);
}

TEST(PduGateAssociate, RequestWithVerificationAndWorklistPasses) {
    PduGate gate(Role::acceptor);
    EXPECT_TRUE(show(gate, associate_request()).ok());
    EXPECT_EQ(gate.state(), PduState::awaiting_our_answer);
}

TEST(PduGateAssociate, D3_RequestsForTheAssociationToJudgePass) {
    auto other_version = associate_request();
    other_version[7] = 2;
    const std::array cases{
        AssociateCase{"protocol version 2", other_version, ""},
        AssociateCase{"unknown application context",
                      associate_request(item(0x10, text("1.2.3")) + proposed(1) + user_information()), ""},
        AssociateCase{"128 contexts", request_with(many_contexts(128)), ""},
        AssociateCase{"compressed syntax only",
                      request_with(proposed(1, kWorklistFind, item(0x40, text("1.2.840.10008.1.2.4.50")))),
                      ""},
        AssociateCase{"64 transfer syntaxes",
                      request_with(proposed(1, kWorklistFind, repeat(64, transfer_syntax()))), ""},
    };
    for (const auto& c : cases) EXPECT_EQ(of_first(c.stream), c.expected) << c.name;
}

TEST(PduGateAssociate, UserItemsOfRealPeersPass) {
    const auto role_selection = item(0x54, number(22, 2, true) + text(kWorklistFind) + Raw{1, 0});
    const auto extended = item(0x56, number(22, 2, true) + text(kWorklistFind) + Raw{1, 1});
    const auto common =
        item(0x57, number(3, 2, true) + text("1.2") + number(3, 2, true) + text("1.3") + number(0, 2, true));
    const auto identity = item(0x58, Raw{2, 0} + number(2, 2, true) + text("me") + number(0, 2, true));
    const auto window = item(0x53, zeros(4));
    const auto unheard_of = item(0x7A, text("vendor"));
    EXPECT_EQ(
        of_first(request_with(proposed(1), user_information(window + role_selection + role_selection +
                                                            extended + common + identity + unheard_of))),
        "");
}

TEST(PduGateAssociate, D4_SizesThatCannotBeAreRefusedAtTheHeader) {
    EXPECT_EQ(of_first(pdu_header(1, 256 * 1024 + 1)), "DUL-110 2/6");
    EXPECT_EQ(of_first(pdu_header(1, 257UL * 1024)), "DUL-110 2/6");
    EXPECT_EQ(of_first(pdu_header(1, 0xFFFF'FFFF)), "DUL-110 2/6");
    EXPECT_EQ(of_first(pdu_header(1, 67)), "DUL-110 2/6");
    EXPECT_EQ(of_first(pdu_header(1, 256UL * 1024)), "");
}

TEST(PduGateAssociate, D4_ItemLengthsMustAddUp) {
    const Raw context_start{1, 0, 0, 0};
    const std::array cases{
        AssociateCase{"no items", associate_request(Raw{}), "DUL-110 2/6"},
        AssociateCase{"item longer than the PDU", associate_request(item_of_length(0x10, 4000, text("1.2"))),
                      "DUL-110 2/6"},
        AssociateCase{"application context of 64 KiB", associate_request(item(0x10, zeros(60'000))),
                      "DUL-110 2/6"},
        AssociateCase{"context shorter than its header", request_with(item(0x20, zeros(3))), "DUL-110 2/6"},
        AssociateCase{"sub-item longer than its context",
                      request_with(item(0x20, context_start + item_of_length(0x30, 40, text("1.2")))),
                      "DUL-110 2/6"},
        AssociateCase{
            "bytes left over in a context",
            request_with(item(0x20, context_start + item(0x30, text("1.2")) + transfer_syntax() + zeros(3))),
            "DUL-110 2/6"},
        AssociateCase{"bytes left over in the PDU", request_with(proposed(1), user_information() + zeros(2)),
                      "DUL-110 2/6"},
        AssociateCase{"maximum length of 2 bytes",
                      request_with(proposed(1), item(0x50, item(0x51, zeros(2)))), "DUL-110 2/6"},
        AssociateCase{"length in role selection lies",
                      request_with(proposed(1),
                                   user_information(item(0x54, number(9, 2, true) + text("1.2") + zeros(2)))),
                      "DUL-110 2/6"},
        AssociateCase{"role selection with a rest",
                      request_with(proposed(1),
                                   user_information(item(0x54, number(3, 2, true) + text("1.2") + zeros(9)))),
                      "DUL-110 2/6"},
        AssociateCase{
            "length in extended negotiation lies",
            request_with(proposed(1), user_information(item(0x56, number(0xFFFF, 2, true) + text("1.2")))),
            "DUL-110 2/6"},
        AssociateCase{
            "second length in user identity lies",
            request_with(proposed(1), user_information(item(0x58, Raw{2, 0} + number(2, 2, true) +
                                                                      text("me") + number(500, 2, true)))),
            "DUL-110 2/6"},
        AssociateCase{"user identity ends before its second length",
                      request_with(proposed(1), user_information(item(0x58, Raw{2, 0} + number(3, 2, true) +
                                                                                text("abc") + Raw{0}))),
                      "DUL-110 2/6"},
    };
    for (const auto& c : cases) EXPECT_EQ(of_first(c.stream), c.expected) << c.name;
}

TEST(PduGateAssociate, D4_ItemsMissingGivenTwiceOrOutOfPlace) {
    const Raw context_start{1, 0, 0, 0};
    const auto abstract_syntax = item(0x30, text("1.2"));
    const std::array cases{
        AssociateCase{"no application context", associate_request(proposed(1) + user_information()),
                      "DUL-110 2/6"},
        AssociateCase{"no context", associate_request(application_context() + user_information()),
                      "DUL-110 2/6"},
        AssociateCase{"no user information", associate_request(application_context() + proposed(1)),
                      "DUL-110 2/6"},
        AssociateCase{"no maximum length", request_with(proposed(1), item(0x50, {})), "DUL-110 2/6"},
        AssociateCase{"no abstract syntax", request_with(item(0x20, context_start + transfer_syntax())),
                      "DUL-110 2/6"},
        AssociateCase{"no transfer syntax", request_with(item(0x20, context_start + abstract_syntax)),
                      "DUL-110 2/6"},
        AssociateCase{"two application contexts", request_with(application_context() + proposed(1)),
                      "DUL-110 2/6"},
        AssociateCase{"two user informations",
                      request_with(proposed(1), user_information() + user_information()), "DUL-110 2/6"},
        AssociateCase{"two maximum lengths", request_with(proposed(1), user_information(maximum_length())),
                      "DUL-110 2/6"},
        AssociateCase{
            "two abstract syntaxes",
            request_with(item(0x20, context_start + abstract_syntax + abstract_syntax + transfer_syntax())),
            "DUL-110 2/6"},
        AssociateCase{"context answered in a request", request_with(answered(1, 0)), "DUL-113 2/5"},
        AssociateCase{"transfer syntax at top level", request_with(proposed(1) + transfer_syntax()),
                      "DUL-113 2/5"},
        AssociateCase{"unknown item at top level", request_with(proposed(1) + item(0x99, {})), "DUL-113 2/5"},
        AssociateCase{"even context id", request_with(proposed(2)), "DUL-112 2/6"},
        AssociateCase{"context id twice", request_with(proposed(1) + proposed(1)), "DUL-112 2/6"},
        AssociateCase{"129 contexts", request_with(many_contexts(129)), "DUL-111 2/6"},
        AssociateCase{"65 transfer syntaxes",
                      request_with(proposed(1, kWorklistFind, repeat(65, transfer_syntax()))), "DUL-111 2/6"},
        AssociateCase{"513 user items",
                      request_with(proposed(1), user_information(repeat(510, item(0x7A, {})))),
                      "DUL-111 2/6"},
    };
    for (const auto& c : cases) EXPECT_EQ(of_first(c.stream), c.expected) << c.name;
}

TEST(PduGateAssociate, D4_LyingItemIsRefusedBeforeTheRestOfThePduArrives) {
    const auto begun = pdu_header(1, 200'000) + associate_fixed() + item_of_length(0x10, 65, {});
    EXPECT_EQ(of_first(begun), "DUL-110 2/6");
}

TEST(PduGateAssociate, D5_PdusOutOfTurnAreRefusedAtTheirFirstByte) {
    const auto in = [](PduType type) { return Raw{static_cast<std::uint8_t>(type)}; };
    EXPECT_EQ(of_first(in(PduType::data)), "DUL-104 2/2");
    EXPECT_EQ(of_first(in(PduType::associate_accept)), "DUL-104 2/2");
    EXPECT_EQ(of_first(in(PduType::associate_reject)), "DUL-104 2/2");
    EXPECT_EQ(of_first(in(PduType::release_request)), "DUL-104 2/2");
    EXPECT_EQ(of_first(in(PduType::release_response)), "DUL-104 2/2");
    EXPECT_EQ(of_first(Raw{0x2A}), "DUL-103 2/1");
    EXPECT_EQ(of_established(in(PduType::associate_request)), "DUL-104 2/2");
    EXPECT_EQ(of_established(in(PduType::associate_accept)), "DUL-104 2/2");
    EXPECT_EQ(of_established(in(PduType::associate_reject)), "DUL-104 2/2");
    EXPECT_EQ(of_established(in(PduType::release_response)), "DUL-104 2/2");
    EXPECT_EQ(of_established(Raw{0x2A}), "DUL-103 2/1");
    EXPECT_EQ(of_established(text("GET")), "DUL-103 2/1");
}

TEST(PduGateAssociate, D5_DataBeforeOurAnswerIsRefused) {
    EXPECT_EQ(of_first(associate_request() + p_data(pdv(1, kCommand | kLast, echo_command()))),
              "DUL-104 2/2");
}

TEST(PduGateAssociate, D5_SecondRequestInPlaceOfTheDataSetIsRefused) {
    EXPECT_EQ(of_established(p_data(pdv(3, kCommand | kLast, find_command())) + associate_request()),
              "DUL-104 2/2");
}

TEST(PduGateAssociate, D5_NothingButAbortFollowsAReleaseRequest) {
    EXPECT_EQ(of_established(release_request()), "");
    EXPECT_EQ(of_established(release_request() + abort_pdu()), "");
    EXPECT_EQ(of_established(release_request() + release_request()), "DUL-104 2/2");
    EXPECT_EQ(of_established(abort_pdu() + abort_pdu()), "DUL-104 2/2");
}

TEST(PduGateAssociate, ShortPdusAreFourBytesLong) {
    for (const auto type : {PduType::release_request, PduType::abort}) {
        const auto value = static_cast<std::uint8_t>(type);
        EXPECT_EQ(of_established(pdu_header(value, 5)), "DUL-105 2/6");
        EXPECT_EQ(of_established(pdu_header(value, 0)), "DUL-105 2/6");
        EXPECT_EQ(of_established(pdu_header(value, 0xFFFF'FFFF)), "DUL-105 2/6");
    }
}

TEST(PduGateAssociate, A13_OtherProtocolsAreNamedAtTheirFirstByte) {
    const std::array cases{
        AssociateCase{"HTTP", text("GET / HTTP/1.1\r\n"), "no DICOM: looks like HTTP"},
        AssociateCase{"TLS", Raw{0x16, 0x03, 0x01, 0x02, 0x00}, "no DICOM: looks like TLS"},
        AssociateCase{"MLLP", text("\x0BMSH|^~\\&|"), "no DICOM: looks like MLLP"},
    };
    for (const auto& c : cases) {
        PduGate gate(Role::acceptor);
        const auto verdict = show(gate, Bytes(c.stream).first(1));
        ASSERT_FALSE(verdict.ok()) << c.name;
        EXPECT_EQ(summary(verdict), "DUL-102 2/1") << c.name;
        EXPECT_EQ(verdict.violation().problem.what, c.expected);
    }
}

TEST(PduGateAssociate, ViolationStaysAndNothingPassesAfterIt) {
    PduGate gate(Role::acceptor);
    const auto first = show(gate, Raw{0x2A});
    EXPECT_EQ(show(gate, associate_request()), first);
    Bytes nothing;
    Raw written;
    EXPECT_EQ(gate.rewrite(nothing, written), first);
    EXPECT_TRUE(written.empty());
    EXPECT_EQ(first.violation().problem.where, "PDU (number 1)");
}

TEST(PduGateAssociate, RequestorLearnsItsContextsFromTheAnswer) {
    PduGate gate(Role::requestor);
    ASSERT_TRUE(show(gate, associate_accept(answered(1, 0) + answered(3, 3))).ok());
    EXPECT_EQ(gate.state(), PduState::established);
    EXPECT_TRUE(show(gate, p_data(pdv(1, kCommand | kLast, find_response()))).ok());
    EXPECT_EQ(summary(show(gate, p_data(pdv(3, kCommand | kLast, find_response())))), "DUL-123 2/6");
}

TEST(PduGateAssociate, RequestorIsRejectedOrRefusesARequest) {
    PduGate rejected(Role::requestor);
    EXPECT_TRUE(show(rejected, pdu(PduType::associate_reject, Raw{0, 1, 1, 7})).ok());
    EXPECT_EQ(rejected.state(), PduState::ended);
    PduGate asked(Role::requestor);
    EXPECT_EQ(summary(show(asked, associate_request())), "DUL-104 2/2");
}

TEST(PduGateAssociate, ReleaseResponseIsExpectedOnlyOfWhoAsked) {
    PduGate gate(Role::requestor);
    ASSERT_TRUE(show(gate, associate_accept(answered(1, 0))).ok());
    gate.release_requested();
    EXPECT_TRUE(show(gate, release_request()).ok());
    EXPECT_EQ(gate.state(), PduState::collision);
    EXPECT_TRUE(show(gate, release_response()).ok());
    EXPECT_EQ(gate.state(), PduState::ended);
}

TEST(PduGateAssociate, CallsInTheWrongStateChangeNothing) {
    PduGate gate(Role::acceptor);
    gate.accepted(kAcceptedContexts);
    gate.release_requested();
    EXPECT_EQ(gate.state(), PduState::awaiting_request);
}

}  // namespace
}  // namespace mwl::gate::test
