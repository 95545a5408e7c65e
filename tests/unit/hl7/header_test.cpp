#include <gtest/gtest.h>

#include <string>

#include "mwl/hl7/message.h"
#include "sample_message.h"

namespace mwl::hl7 {
namespace {

constexpr std::string_view kFullHeader =
    "MSH|^~\\&|RIS^1|HOSP|MWL|RAD|20260701080000+0200||OMG^O19^OMG_O19|A^7|T^A|2.5.1^DEU|12||AL|NE|DEU|8859/"
    "1~ISO IR87\r";

void expect_full_header(const RawHeader& header) {
    EXPECT_TRUE(header.found);
    EXPECT_EQ(header.sending_application, "RIS^1");
    EXPECT_EQ(header.sending_facility, "HOSP");
    EXPECT_EQ(header.receiving_application, "MWL");
    EXPECT_EQ(header.receiving_facility, "RAD");
    EXPECT_EQ(header.sent_at, "20260701080000+0200");
    EXPECT_EQ(header.type, "OMG");
    EXPECT_EQ(header.trigger, "O19");
    EXPECT_EQ(header.control_id, "A^7");
    EXPECT_EQ(header.processing_id, "T^A");
    EXPECT_EQ(header.version, "2.5.1");
    EXPECT_EQ(header.accept_ack, "AL");
    EXPECT_EQ(header.application_ack, "NE");
    EXPECT_EQ(header.charset, "8859/1~ISO IR87");
}

TEST(Header, IsReadFromAMessageAndFromItsBytesAlike) {
    expect_full_header(header_of(parsed(kFullHeader)));
    expect_full_header(peek_header(kFullHeader));
}

TEST(Header, IsInTheSendersCharacterSet) {
    const std::string bytes = "MSH|^~\\&|R\xFC|H|||||ADT^A08|1|P|2.5||||||8859/1\rPID|1\r";
    EXPECT_EQ(header_of(parsed(bytes)).sending_application, "R\xFC");
    EXPECT_EQ(peek_header(bytes).sending_application, "R\xFC");
}

TEST(Header, C1_IsFoundWhereverItStands) {
    EXPECT_EQ(peek_header("PID|1\rMSH|^~\\&|RIS|H||||| |55\r").control_id, "55");
    EXPECT_EQ(peek_header("\xEF\xBB\xBF\r\nMSH|^~\\&|RIS|H||||| |55").control_id, "55");
    EXPECT_EQ(peek_header("FHS|^~\\&\rBHS|^~\\&\nMSH|^~\\&|RIS\rMSH|^~\\&|SECOND\r").sending_application,
              "RIS");
}

TEST(Header, C1_IsNotFoundWhereThereIsNone) {
    for (const auto* bytes : {"", "   ", "PID|1\r", "MSH", "MSHELL script", "xMSH|^~\\&|RIS"}) {
        const auto header = peek_header(bytes);
        EXPECT_FALSE(header.found) << bytes;
        EXPECT_EQ(header.control_id, "") << bytes;
        EXPECT_EQ(header.delimiters, Delimiters{}) << bytes;
    }
}

TEST(Header, C1_ShortOneGivesWhatItHas) {
    const auto header = peek_header("MSH|^~");
    EXPECT_TRUE(header.found);
    EXPECT_EQ(header.sending_application, "");
}

TEST(Header, C2_AmbiguousDelimitersAreReplacedAndFieldsStillFound) {
    const auto header = peek_header("MSH$^^\\&$RI|S$HOSP$MWL$RAD$2026$$ADT^A08$55$P$2.5\rPID$1\r");
    EXPECT_TRUE(header.found);
    EXPECT_EQ(header.delimiters, Delimiters{});
    EXPECT_EQ(header.sending_application, "RIS")
        << "a value must not hold the separator that the answer will use";
    EXPECT_EQ(header.trigger, "A08");
    EXPECT_EQ(header.control_id, "55");
}

TEST(Header, C3_UnreadableCharacterSetDoesNotHideIt) {
    const auto header = peek_header("MSH|^~\\&|R\xFC|H|||||ADT^A08|55|P|2.5||||||UNICODE UTF-8\r");
    EXPECT_EQ(header.control_id, "55");
    EXPECT_EQ(header.sending_application, "R\xFC");
}

// One sender, two spellings: its orders were no longer recognised as its own.
TEST(Header, SpacesAndCaseMakeNoOtherSender) {
    const auto sender = [](const std::string& application, const std::string& facility) {
        return sender_of(peek_header("MSH|^~\\&|" + application + "|" + facility + "|M|R|2026||ADT^A08|1\r"))
            .str();
    };
    EXPECT_EQ(sender("TRAK", "NORTH"), "TRAK|NORTH");
    EXPECT_EQ(sender("trak ", " North"), "TRAK|NORTH");
    EXPECT_EQ(sender("trak^1.2.3 ^iso", "^ ^"), "TRAK^1.2.3^ISO|");
    EXPECT_EQ(sender("^1.2.3", ""), "^1.2.3|");
    EXPECT_NE(sender("TRAK", "A"), sender("TRAK", "B"));
}

TEST(Header, SendersAreTheSameWhateverDelimitersTheyDeclare) {
    const auto header = peek_header("MSH$%*!#$trak%1.2$H$M$R$2026$$ADT%A08$1\r");
    EXPECT_EQ(sender_of(header).str(), "TRAK^1.2|H");
    EXPECT_EQ(header.sending_application, "trak%1.2");  // answered as it was spelled
}

TEST(Header, C23_AMessageWithAnMsaAnswersAnotherOneWhateverItsType) {
    const std::string msh = "MSH|^~\\&|A|B|C|D|2026||RSP^K22|1|P|2.5\r";
    EXPECT_TRUE(peek_header(msh + "MSA|AA|77\rQAK|1\r").acknowledges);
    EXPECT_TRUE(peek_header("\xEF\xBB\xBF" + msh + "SFT|x\rUAC|y\r\nMSA|AA|77\r").acknowledges);
    EXPECT_FALSE(peek_header(msh).acknowledges);
    EXPECT_FALSE(peek_header(msh + "PID|1\rMSA|AA|77\r").acknowledges);
    EXPECT_FALSE(peek_header(msh + "MSAX|AA\r").acknowledges);
    EXPECT_FALSE(peek_header(msh + "MSA").acknowledges);
}

}  // namespace
}  // namespace mwl::hl7
