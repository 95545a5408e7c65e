// P-DATA-TF and command sets under the PDU gate.

#include <gtest/gtest.h>

#include <array>

#include "unit/gate/peer.h"

namespace mwl::gate::test {
namespace {

struct Case {
    const char* name;
    Raw stream;
    const char* expected;
};

constexpr int kWholeCommand = kCommand | kLast;
constexpr int kWholeData = kData | kLast;

Raw identifier() { return Writer{TransferSyntax::implicit_little}.modality(); }
Raw command(const Raw& elements_or_set) { return p_data(pdv(3, kWholeCommand, elements_or_set)); }

Raw echo_and_find() {
    return p_data(pdv(1, kWholeCommand, echo_command())) + p_data(pdv(3, kWholeCommand, find_command())) +
           p_data(pdv(3, kWholeData, identifier())) + release_request();
}

Raw without_class() { return command_set(us(0x0100, 0x0030) + us(0x0110, 1) + us(0x0800, 0x0101)); }

TEST(PduGateData, EchoFindAndReleasePass) {
    auto gate = established();
    EXPECT_TRUE(show(gate, echo_and_find()).ok());
    EXPECT_EQ(gate.state(), PduState::peer_released);
}

TEST(PduGateData, CommandAndDataSetMayShareAPduAndComeInFragments) {
    const auto set = find_command();
    const Raw first(set.begin(), set.begin() + 15);
    const Raw rest(set.begin() + 15, set.end());
    EXPECT_EQ(of_established(p_data(pdv(3, kCommand, first) + pdv(3, kWholeCommand, rest) +
                                    pdv(3, kData, identifier()) + pdv(3, kWholeData, {}))),
              "");
}

TEST(PduGateData, CancelMayFollowARequest) {
    const auto cancel = command_set(us(0x0100, 0x0FFF) + us(0x0120, 2) + us(0x0800, 0x0101));
    EXPECT_EQ(
        of_established(command(find_command()) + p_data(pdv(3, kWholeData, identifier())) + command(cancel)),
        "");
}

TEST(PduGateData, SameVerdictHoweverTheStreamIsCut) {
    const auto good = echo_and_find();
    const auto bad = command(without_class());
    for (const auto& stream : {good, bad, good + good, p_data(pdv(5, kWholeCommand, echo_command()))}) {
        auto whole = established();
        const auto expected = show(whole, stream);
        for (std::size_t cut = 1; cut < stream.size(); ++cut) {
            auto gate = established();
            auto verdict = show(gate, Bytes(stream).first(cut));
            if (verdict) verdict = show(gate, Bytes(stream).subspan(cut));
            EXPECT_EQ(verdict, expected) << "cut at " << cut;
        }
        auto dripped = established();
        EXPECT_EQ(show(dripped, stream, 1), expected);
    }
}

TEST(PduGateData, D4_AssociationRequestGetsTheSameVerdictHoweverItIsCut) {
    const auto twice =
        associate_request(application_context() + proposed(1) + proposed(1) + user_information());
    for (const auto& stream : {associate_request(), twice}) {
        const auto expected = of_first(stream);
        for (std::size_t piece = 1; piece < stream.size(); ++piece) {
            PduGate gate(Role::acceptor);
            EXPECT_EQ(summary(show(gate, stream, piece)), expected) << "pieces of " << piece;
        }
    }
}

TEST(PduGateData, D6_PdvsMustAddUp) {
    const std::array cases{
        Case{"PDV length 0", p_data(number(0, 4, true) + zeros(6)), "DUL-121 2/6"},
        Case{"PDV length 1", p_data(number(1, 4, true) + zeros(6)), "DUL-121 2/6"},
        Case{"PDV length 0xFFFFFFFF", p_data(number(0xFFFF'FFFF, 4, true) + zeros(6)), "DUL-121 2/6"},
        Case{"PDV longer than its PDU", p_data(pdv_of_length(11, 1, kCommand, zeros(8))), "DUL-121 2/6"},
        Case{"PDV shorter than its PDU", p_data(pdv_of_length(9, 1, kCommand, zeros(8))), "DUL-121 2/6"},
        Case{"no PDV", p_data({}), "DUL-121 2/6"},
        Case{"PDU longer than announced", pdu_header(4, 16'385), "DUL-120 2/6"},
        Case{"PDU of 4 GiB", pdu_header(4, 0xFFFF'FFFF), "DUL-120 2/6"},
        Case{"PDU just as announced", pdu_header(4, 16'384), ""},
    };
    for (const auto& c : cases) EXPECT_EQ(of_established(c.stream), c.expected) << c.name;
}

TEST(PduGateData, D6_ManyTinyPdvsEndTheAssociation) {
    const auto command_begun = p_data(pdv(3, kCommand, {}));
    EXPECT_EQ(of_established(p_data(repeat(64, pdv(3, kCommand, {})))), "");
    EXPECT_EQ(of_established(p_data(repeat(65, pdv(3, kCommand, {})))), "DUL-122 2/6");
    EXPECT_EQ(of_established(repeat(16'384, command_begun)), "");
    EXPECT_EQ(of_established(repeat(16'385, command_begun)), "DUL-122 2/6");
    const auto data = command(find_command()) + repeat(16'000, p_data(pdv(3, kData, {0})));
    EXPECT_EQ(of_established(data), "");
    EXPECT_EQ(of_established(data + repeat(384, p_data(pdv(3, kData, {0})))), "DUL-122 2/6");
}

TEST(PduGateData, D7_ContextThatWasNotAcceptedIsRefusedBeforeItsBytes) {
    EXPECT_EQ(of_established(pdu_header(4, 100) + number(96, 4, true) + Raw{5}), "DUL-123 2/6");
    EXPECT_EQ(of_established(p_data(pdv(2, kWholeCommand, echo_command()))), "DUL-123 2/6");
}

TEST(PduGateData, D5_FragmentsOutOfOrderAreRefused) {
    const std::array cases{
        Case{"data set without a command", p_data(pdv(3, kWholeData, identifier())), "DUL-124 2/5"},
        Case{"data set that was not announced",
             p_data(pdv(1, kWholeCommand, echo_command()) + pdv(1, kWholeData, identifier())), "DUL-124 2/5"},
        Case{"command in place of the data set", command(find_command()) + command(find_command()),
             "DUL-124 2/5"},
        Case{"data set within a command", p_data(pdv(3, kCommand, {}) + pdv(3, kData, {})), "DUL-124 2/5"},
        Case{"data set on another context",
             command(find_command()) + p_data(pdv(1, kWholeData, identifier())), "DUL-124 2/5"},
        Case{"command goes on in another context", p_data(pdv(3, kCommand, {}) + pdv(1, kCommand, {})),
             "DUL-124 2/5"},
    };
    for (const auto& c : cases) EXPECT_EQ(of_established(c.stream), c.expected) << c.name;
}

TEST(PduGateData, UndefinedControlBitsAreNotChecked) {
    EXPECT_EQ(of_established(p_data(pdv(1, kWholeCommand | 0xFC, echo_command()))), "");
}

TEST(PduGateData, D15_EndlessDataSetEndsTheAssociation) {
    PduLimits limits;
    limits.max_dataset_bytes = 1000;
    const auto half = p_data(pdv(3, kData, zeros(500)));
    EXPECT_EQ(of_established(command(find_command()) + half + half, limits), "");
    EXPECT_EQ(of_established(command(find_command()) + half + half + p_data(pdv(3, kData, {0})), limits),
              "DUL-140 2/6");
    const auto ended = command(find_command()) + half + p_data(pdv(3, kWholeData, zeros(500)));
    EXPECT_EQ(of_established(repeat(3, ended), limits), "") << "counted for each message";
}

TEST(PduGateData, D8_CommandSetsAreBounded) {
    EXPECT_EQ(of_established(p_data(pdv(3, kCommand, group_length(64 * 1024 - 11)))), "DUL-130 2/6");
    EXPECT_EQ(of_established(p_data(pdv(3, kCommand, group_length(0xFFFF'FFFF)))), "DUL-130 2/6");
    PduLimits limits;
    limits.max_command_bytes = 100;
    EXPECT_EQ(of_established(p_data(pdv(3, kCommand, zeros(101))), limits), "DUL-130 2/6");
}

TEST(PduGateData, D8_CommandSetsMustBeWellFormed) {
    const auto field = us(0x0100, 0x0030);
    const auto tail = us(0x0110, 1) + us(0x0800, 0x0101);
    const auto good = ui(0x0002, kVerification) + field + tail;
    const auto sequence = number(0, 2, false) + number(2, 2, false) + number(kUndefined, 4, false);
    const std::array cases{
        Case{"good", command(command_set(good)), ""},
        Case{"empty", command({}), "DUL-131 2/6"},
        Case{"no group length", command(good), "DUL-131 2/6"},
        Case{"group length too small", command(group_length(good.size() - 2) + good), "DUL-131 2/6"},
        Case{"group length too large", command(group_length(good.size() + 2) + good), "DUL-131 2/6"},
        Case{"bytes after the end", command(command_set(good) + zeros(3)), "DUL-131 2/6"},
        Case{"ends within a header", command(group_length(good.size() + 4) + good + zeros(4)), "DUL-131 2/6"},
        Case{"group length alone", command(group_length(0)), "DUL-132 2/6"},
        Case{"group length twice", command(command_set(group_length(0) + good)), "DUL-131 2/6"},
        Case{"other group",
             command(command_set(number(8, 2, false) + number(0x60, 2, false) + number(2, 4, false) +
                                 text("CT"))),
             "DUL-131 2/6"},
        Case{"descending", command(command_set(tail + field)), "DUL-131 2/6"},
        Case{"same element twice", command(command_set(field + field + tail)), "DUL-131 2/6"},
        Case{"undefined length", command(group_length(100) + sequence), "DUL-131 2/6"},
        Case{"1.5 GB",
             command(group_length(100) + number(0, 2, false) + number(2, 2, false) +
                     number(0x6000'0000, 4, false)),
             "DUL-131 2/6"},
        Case{"odd length", command(command_set(command_element(0x0002, text("1.2")) + field + tail)),
             "DUL-131 2/6"},
        Case{"US of 4 bytes", command(command_set(command_element(0x0100, zeros(4)) + tail)), "DUL-131 2/6"},
        Case{"US of no bytes", command(command_set(command_element(0x0100, {}) + tail)), "DUL-131 2/6"},
    };
    for (const auto& c : cases) EXPECT_EQ(of_established(c.stream), c.expected) << c.name;
}

TEST(PduGateData, D8_CommandsMustHaveWhatTheirMessageRequires) {
    const auto sop_class = ui(0x0002, kWorklistFind);
    const auto set_class = ui(0x0003, kWorklistFind);
    const auto set_instance = ui(0x1001, "1.2.3");
    const auto id = us(0x0110, 1);
    const auto no_data = us(0x0800, 0x0101);
    const auto data = us(0x0800, 1);
    const std::array cases{
        Case{"no command field", command(command_set(sop_class + id + no_data)), "DUL-132 2/6"},
        Case{"no message id", command(command_set(sop_class + us(0x0100, 0x0030) + no_data)), "DUL-132 2/6"},
        Case{"no SOP class", command(command_set(us(0x0100, 0x0030) + id + no_data)), "DUL-132 2/6"},
        Case{"no data set type", command(command_set(sop_class + us(0x0100, 0x0030) + id)), "DUL-132 2/6"},
        Case{"N-SET", command(command_set(set_class + us(0x0100, 0x0120) + id + data + set_instance)), ""},
        Case{"N-SET without instance", command(command_set(set_class + us(0x0100, 0x0120) + id + data)),
             "DUL-132 2/6"},
        Case{"N-CREATE without instance", command(command_set(sop_class + us(0x0100, 0x0140) + id + data)),
             ""},
        Case{"response sent to the SCP", command(find_response()), "DUL-133 2/5"},
        Case{"unknown command", command(command_set(sop_class + us(0x0100, 0x0666) + id + no_data)),
             "DUL-133 2/5"},
    };
    for (const auto& c : cases) EXPECT_EQ(of_established(c.stream), c.expected) << c.name;
}

TEST(PduGateData, D8_NothingIsWrittenOfABadCommand) {
    const auto bad = command(without_class());
    auto gate = established();
    Raw written;
    ASSERT_TRUE(show(gate, Bytes(bad).first(bad.size() - 1), std::string::npos, written).ok());
    EXPECT_EQ(summary(show(gate, Bytes(bad).last(1), 1, written)), "DUL-132 2/6");
    EXPECT_TRUE(written.empty());
}

TEST(PduGateData, D8_ProblemNamesTheElement) {
    auto gate = established();
    const auto verdict = show(gate, command(without_class()));
    ASSERT_FALSE(verdict.ok());
    EXPECT_EQ(verdict.violation().problem.where, "P-DATA-TF (number 2), command set (0000,0002)");
    EXPECT_EQ(verdict.violation().problem.what, "element required by the message is missing");
}

TEST(PduGateData, RequestorTakesResponsesAndEventReportsOnly) {
    const auto event = command_set(ui(0x0002, "1.2") + us(0x0100, 0x0100) + us(0x0110, 1) +
                                   us(0x0800, 0x0101) + ui(0x1000, "1.2.3") + us(0x1002, 1));
    const auto of_requestor = [](const Raw& set) {
        PduGate gate(Role::requestor);
        EXPECT_TRUE(show(gate, associate_accept(answered(1, 0))).ok());
        return summary(show(gate, p_data(pdv(1, kWholeCommand, set))));
    };
    EXPECT_EQ(of_requestor(find_response()), "");
    EXPECT_EQ(of_requestor(event), "");
    EXPECT_EQ(of_requestor(echo_command()), "DUL-133 2/5");
    EXPECT_EQ(of_requestor(command_set(us(0x0100, 0x8030) + us(0x0120, 1) + us(0x0800, 0x0101))),
              "DUL-132 2/6");
}

}  // namespace
}  // namespace mwl::gate::test
