#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "mwl/hl7/message.h"
#include "sample_message.h"

namespace mwl::hl7 {
namespace {

std::vector<std::string> names_of(const Message& message) {
    std::vector<std::string> names;
    for (const auto& segment : message.segments()) names.emplace_back(segment.name());
    return names;
}

TEST(MessageHeader, NamesTypeTriggerControlIdAndVersion) {
    const auto message = parsed(kOrder);
    EXPECT_EQ(message.type(), "ORM");
    EXPECT_EQ(message.trigger(), "O01");
    EXPECT_EQ(message.control_id(), "MSG00001");
    EXPECT_EQ(message.version(), "2.3.1");
}

TEST(MessageHeader, Msh1IsTheSeparatorAndMsh2StandsAsWritten) {
    const auto message = parsed(kOrder);
    EXPECT_EQ(message.at("MSH-1").raw(), "|");
    EXPECT_EQ(message.at("MSH-2").raw(), "^~\\&");
    EXPECT_EQ(message.at("MSH-2").text(), "^~\\&");
    EXPECT_EQ(message.at("MSH-2.1").raw(), "^~\\&");
    EXPECT_EQ(message.at("MSH-3").raw(), "RIS");
    EXPECT_EQ(message.segment("MSH").fields(), 12U);
}

TEST(MessageSegments, AreCountedByNameAndAmongAll) {
    const auto message = parsed(with_segments("PID|1\rORC|NW\rOBR|1\rORC|XO\rOBR|2\r"));
    EXPECT_EQ(message.segment("OBR", 2).field(1).raw(), "2");
    EXPECT_EQ(message.segment("OBR", 2).index(), 2);
    EXPECT_EQ(message.segment("OBR", 2).ordinal(), 6);
    EXPECT_FALSE(message.segment("OBR", 3));
    EXPECT_FALSE(message.segment("ZDS"));
    EXPECT_EQ(message.at("ORC[2]-1").raw(), "XO");
}

TEST(MessageSegments, UnknownOnesAreKeptAndOnesWithoutFieldsAreSegments) {
    const auto message = parsed(with_segments("ZZ9|a|b\rEVN\rPV1|\r"));
    EXPECT_EQ(names_of(message), (std::vector<std::string>{"MSH", "ZZ9", "EVN", "PV1"}));
    EXPECT_EQ(message.segment("EVN").fields(), 0U);
    EXPECT_EQ(message.segment("PV1").fields(), 1U);
    EXPECT_TRUE(message.at("PV1-1").empty());
}

TEST(MessageParts, AreReachedByPathDownToSubcomponents) {
    const auto message = parsed(with_segments("PID|1||A^^^ISS&1.2&ISO^MR~B^^^OTHER\r"));
    EXPECT_EQ(message.at("PID-3").raw(), "A^^^ISS&1.2&ISO^MR~B^^^OTHER");
    EXPECT_EQ(message.at("PID-3.1").raw(), "A");
    EXPECT_EQ(message.at("PID-3.4.2").raw(), "1.2");
    EXPECT_EQ(message.at("PID-3[2]").raw(), "B^^^OTHER");
    EXPECT_EQ(message.at("PID-3[2].4.1").raw(), "OTHER");
    EXPECT_EQ(message.at("PID-3").repetitions(), 2U);
    EXPECT_EQ(message.at("PID-3").components(), 5U);
    EXPECT_EQ(message.at("PID-3.4").subcomponent(3).raw(), "ISO");
}

TEST(MessageParts, AreTheirOwnFirstSmallerPartWhereNotDivided) {
    const auto message = parsed(with_segments("PID|1||A\r"));
    EXPECT_EQ(message.at("PID-3[1].1.1").raw(), "A");
    EXPECT_TRUE(message.at("PID-3.2").empty());
    EXPECT_TRUE(message.at("PID-3.1.2").empty());
    EXPECT_EQ(message.at("PID-3.1").components(), 1U);
    EXPECT_EQ(message.at("PID-3").subcomponent(1).raw(), "A");
}

TEST(MessageParts, MissingOnesHaveMissingParts) {
    const auto message = parsed(kOrder);
    for (const auto* path : {"ZZZ-1", "PID-99", "PID-3[9]", "PID-3.9.9", "PID", "not a path", ""}) {
        const auto part = message.at(path);
        EXPECT_TRUE(part.empty()) << path;
        EXPECT_EQ(part.text(), "") << path;
        EXPECT_EQ(part.repetitions(), 0U) << path;
        EXPECT_EQ(part.components(), 0U) << path;
        EXPECT_TRUE(part.each_repetition().empty()) << path;
        EXPECT_TRUE(part.repetition(2).component(1).subcomponent(1).empty()) << path;
    }
    EXPECT_TRUE(message.segment("PID").field(0).empty());
}

TEST(MessageParts, EachRepetitionGivesWhatRepetitionGives) {
    const auto message = parsed(with_segments("PID|1||A^1~~C~\r"));
    const auto field = message.at("PID-3");
    const auto all = field.each_repetition();
    ASSERT_EQ(all.size(), 4U);
    for (std::size_t n = 1; n <= all.size(); ++n) EXPECT_EQ(all[n - 1].raw(), field.repetition(n).raw());
    EXPECT_EQ(all[0].component(2).raw(), "1");
    EXPECT_EQ(all[2].raw(), "C");
    ASSERT_EQ(message.at("PID-1").each_repetition().size(), 1U);
}

TEST(MessageParts, TellEmptyFromNull) {
    const auto message = parsed(with_segments("PID|1||\"\"||X^\"\"\r"));
    EXPECT_TRUE(message.at("PID-3").is_null());
    EXPECT_FALSE(message.at("PID-3").empty());
    EXPECT_FALSE(message.at("PID-3").has_text());
    EXPECT_EQ(message.at("PID-3").text(), "");
    EXPECT_TRUE(message.at("PID-5.2").is_null());
    EXPECT_TRUE(message.at("PID-4").empty());
    EXPECT_FALSE(message.at("PID-4").is_null());
    EXPECT_TRUE(message.at("PID-5.1").has_text());
}

TEST(Message, KeepsItsPartsWhenMoved) {
    auto first = parsed(kOrder);
    const auto id = first.at("PID-3.1");
    const auto second = std::move(first);
    EXPECT_EQ(id.raw(), "PAT001");
    EXPECT_EQ(second.at("PID-3.1").raw().data(), id.raw().data());
}

TEST(SegmentEnds, B6_CrLfCrlfMixedAndMissingGiveTheSameSegments) {
    const std::string msh = "MSH|^~\\&|RIS|H|MWL|H|20260701||ORM^O01|1|P|2.3.1";
    const std::vector<std::string> variants{msh + "\rPID|1\rORC|NW\r",
                                            msh + "\nPID|1\nORC|NW\n",
                                            msh + "\r\nPID|1\r\nORC|NW\r\n",
                                            msh + "\rPID|1\nORC|NW",
                                            msh + "\r\n\r\nPID|1\r \t\rORC|NW",
                                            "\xEF\xBB\xBF" + msh + "\rPID|1\rORC|NW\r",
                                            "\r\n" + msh + "\rPID|1\rORC|NW\r" + std::string("\0\0  \0", 5)};
    for (const auto& bytes : variants) {
        const auto message = Message::parse(bytes);
        ASSERT_TRUE(message.ok()) << bytes;
        EXPECT_EQ(names_of(*message), (std::vector<std::string>{"MSH", "PID", "ORC"})) << bytes;
        EXPECT_EQ(message->at("PID-1").raw(), "1") << bytes;
        EXPECT_EQ(message->at("ORC-1").raw(), "NW") << bytes;
    }
}

struct Refusal {
    std::string bytes;
    Code code;
    std::string where;
};

class RefusedMessage : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedMessage, GivesOneClearProblem) {
    const auto message = Message::parse(GetParam().bytes);
    ASSERT_FALSE(message.ok());
    EXPECT_EQ(message.problem().code, GetParam().code);
    EXPECT_EQ(message.problem().where, GetParam().where);
    EXPECT_FALSE(message.problem().what.empty());
}

INSTANTIATE_TEST_SUITE_P(B9_EmptyFrame, RefusedMessage,
                         testing::Values(Refusal{"", Code::segment_sequence, "MSH[1]"},
                                         Refusal{"   ", Code::segment_sequence, "MSH[1]"},
                                         Refusal{"\r\n\r", Code::segment_sequence, "MSH[1]"},
                                         Refusal{std::string(3, '\0'), Code::segment_sequence, "MSH[1]"}));

INSTANTIATE_TEST_SUITE_P(C1_MshMissingNotFirstOrShort, RefusedMessage,
                         testing::Values(Refusal{"PID|1\r", Code::segment_sequence, "MSH[1]"},
                                         Refusal{"PID|1\rMSH|^~\\&|RIS\r", Code::segment_sequence, "MSH[1]"},
                                         Refusal{"MSH", Code::segment_sequence, "MSH[1]"},
                                         Refusal{"MSH|^~\\\r", Code::segment_sequence, "MSH[1]"},
                                         Refusal{"garbage", Code::segment_sequence, "MSH[1]"}));

INSTANTIATE_TEST_SUITE_P(
    B10_BatchOrSeveralMessages, RefusedMessage,
    testing::Values(Refusal{"FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|RIS\r", Code::segment_sequence, "FHS[1]"},
                    Refusal{"BHS|^~\\&\rMSH|^~\\&|RIS\r", Code::segment_sequence, "BHS[1]"},
                    Refusal{"MSH|^~\\&|RIS\rPID|1\rMSH|^~\\&|RIS\r", Code::segment_sequence, "MSH[2]"},
                    Refusal{"MSH|^~\\&|RIS\rPID|1\rBTS|1\r", Code::segment_sequence, "BTS[1]"}));

INSTANTIATE_TEST_SUITE_P(
    LineThatIsNoSegment, RefusedMessage,
    testing::Values(Refusal{"MSH|^~\\&|RIS\rpid|1\r", Code::segment_sequence, "segment 2"},
                    Refusal{"MSH|^~\\&|RIS\rPID|1\rmore text\r", Code::segment_sequence, "segment 3"},
                    Refusal{"MSH|^~\\&|RIS\rPIDX|1\r", Code::segment_sequence, "segment 2"},
                    Refusal{"MSH|^~\\&|RIS\rPV\r", Code::segment_sequence, "segment 2"}));

INSTANTIATE_TEST_SUITE_P(C2_AmbiguousDelimiters, RefusedMessage,
                         testing::Values(Refusal{"MSH|^^\\&|RIS", Code::malformed, "MSH[1]-2"},
                                         Refusal{"MSH|^~|&|RIS|", Code::malformed, "MSH[1]-2"},
                                         Refusal{"MSH||~\\&|RIS", Code::malformed, "MSH[1]-2"},
                                         Refusal{"MSH|^~\\&#!|RIS", Code::malformed, "MSH[1]-2"},
                                         Refusal{"MSH|^~\\A|RIS", Code::malformed, "MSH[1]-2"},
                                         Refusal{"MSH|^~\\\"|RIS", Code::malformed, "MSH[1]-2"},
                                         Refusal{"MSH|^~\\ |RIS", Code::malformed, "MSH[1]-2"},
                                         Refusal{"MSHA^~\\&ARIS", Code::malformed, "MSH[1]-1"},
                                         Refusal{"MSH ^~\\& RIS", Code::malformed, "MSH[1]-1"}));

TEST(MessageDelimiters, C2_AreUsedAsDeclared) {
    const auto message = Message::parse("MSH$%*!@$RIS\rPID$1$$A%%%ISS@1.2@ISO*B$X^Y~Z|\\&\r");
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(message->delimiters(), (Delimiters{'$', '%', '*', '!', '@', '\0'}));
    EXPECT_EQ(message->at("PID-3.4.2").raw(), "1.2");
    EXPECT_EQ(message->at("PID-3[2]").raw(), "B");
    EXPECT_EQ(message->at("PID-4.1.1").text(), "X^Y~Z|\\&");
}

TEST(MessageDelimiters, C2_ThreeOrFiveEncodingCharactersAreRead) {
    const auto three = Message::parse("MSH|^~\\|RIS\rPID|1||A&B^C\r");
    ASSERT_TRUE(three.ok());
    EXPECT_EQ(three->delimiters(), (Delimiters{'|', '^', '~', '\\', '\0', '\0'}));
    EXPECT_EQ(three->at("PID-3.1.1").raw(), "A&B");
    EXPECT_TRUE(three->at("PID-3.1.2").empty());

    const auto five = Message::parse("MSH|^~\\&#|RIS\rPID|1||A\\P\\B\r");
    ASSERT_TRUE(five.ok());
    EXPECT_EQ(five->delimiters(), (Delimiters{'|', '^', '~', '\\', '&', '#'}));
    EXPECT_EQ(five->at("MSH-2").raw(), "^~\\&#");
    EXPECT_EQ(five->at("MSH-3").raw(), "RIS");
    EXPECT_EQ(five->at("PID-3").text(), "A#B");
}

}  // namespace
}  // namespace mwl::hl7
