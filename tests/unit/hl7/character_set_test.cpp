#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "mwl/hl7/message.h"
#include "sample_message.h"

namespace mwl::hl7 {
namespace {

using text::Charset;

// "四" in BIG-5 is A5 7C: its trail byte is '|'.
constexpr std::string_view kFourInBig5 = "\xA5\x7C";
constexpr std::string_view kFour = "\u56DB";

Problem problem_of(std::string_view bytes, const ParseOptions& options = {}) {
    const auto message = Message::parse(bytes, options);
    return message ? Problem{Code::internal, "", "was read"} : message.problem();
}

TEST(CharacterSet, C3_DeclaredSetsAreReadAndAbsentOneIsTheSenders) {
    const auto latin1 = parsed(header_in("8859/1") + "PID|1||1||M\xFCller\r");
    EXPECT_EQ(latin1.at("PID-5").text(), "M\u00FCller");
    EXPECT_EQ(latin1.charset(), Charset::latin1);
    EXPECT_FALSE(latin1.charset_is_assumed());
    EXPECT_FALSE(latin1.charset_is_alias());

    const auto greek = Message::parse(header_in("") + "PID|1||1||\xC1\r", {.charsets = {Charset::greek}});
    ASSERT_TRUE(greek.ok());
    EXPECT_EQ(greek->at("PID-5").text(), "\u0391");
    EXPECT_TRUE(greek->charset_is_assumed());
    EXPECT_EQ(greek->charset(), Charset::greek);
}

TEST(CharacterSet, AliasesAreReadAndTold) {
    const auto message = parsed(header_in("UTF-8") + "PID|1||1||M\u00FCller\r");
    EXPECT_EQ(message.charset(), Charset::utf8);
    EXPECT_TRUE(message.charset_is_alias());
}

TEST(CharacterSet, ANameThatTheSenderMeansOtherwiseIsReadAsItMeansIt) {
    const CharsetNames names{{"8859", Charset::latin1}, {"ASCII", Charset::latin1}};
    for (const std::string name : {"8859", " ASCII ", "ASCII~ISO IR87"}) {
        const auto message =
            Message::parse(header_in(name) + "PID|1||1||M\xFCller\r", {.read_declared = names});
        ASSERT_TRUE(message.ok()) << name;
        EXPECT_EQ(message->at("PID-5").text(), "M\u00FCller");
        EXPECT_TRUE(message->charset_is_by_sender());
    }
    const auto other =
        Message::parse(header_in("8859/1") + "PID|1||1||M\xFCller\r", {.read_declared = names});
    ASSERT_TRUE(other.ok());
    EXPECT_FALSE(other->charset_is_by_sender());
}

TEST(CharacterSet, C3_UnknownNameIsRefusedAtMsh18) {
    const auto problem = problem_of(header_in("KLINGON") + "PID|1\r");
    EXPECT_EQ(problem.code, Code::wrong_charset);
    EXPECT_EQ(problem.where, "MSH[1]-18");
    for (const char* const text : {"KLINGON", "8859/1", "UNICODE UTF-8", "GB 18030-2000", "WINDOWS-1252"})
        EXPECT_NE(problem.what.find(text), std::string::npos) << problem.what;
}

// JÜRGENS came out as JÃœRGENS on the worklist: UTF-8 without MSH-18 was read as Latin-1.
TEST(CharacterSet, C3_WithoutMsh18Utf8IsTriedBeforeLatin1AndTheAssumptionIsTold) {
    const auto utf8 = parsed(header_in("") + "PID|1||1||J\u00DCRGENS\r");
    EXPECT_EQ(utf8.at("PID-5").text(), "J\u00DCRGENS");
    EXPECT_EQ(utf8.charset(), Charset::utf8);
    EXPECT_TRUE(utf8.charset_is_assumed());
    const auto latin1 = parsed(header_in("") + "PID|1||1||J\xDCRGENS\r");
    EXPECT_EQ(latin1.at("PID-5").text(), "J\u00DCRGENS");
    EXPECT_EQ(latin1.charset(), Charset::latin1);
    EXPECT_TRUE(latin1.charset_is_assumed());
    EXPECT_FALSE(parsed(header_in("") + "PID|1||1||JURGENS\r").charset_is_assumed());
}

TEST(CharacterSet, C3_WithoutMsh18HexadecimalEscapesHelpToTellTheSet) {
    for (const auto* const name : {"J\\XDC\\RGENS", "J\\XC39C\\RGENS", "J\\XC3\\\\X9C\\RGENS"}) {
        const auto message = parsed(header_in("") + "PID|1||1||" + name + "\r");
        EXPECT_EQ(message.at("PID-5").text(), "J\u00DCRGENS") << name;
        EXPECT_TRUE(message.charset_is_assumed()) << name;
    }
}

TEST(CharacterSet, C3_BytesThatFitNoSetOfTheSenderAreRefusedWithTheSetsTried) {
    const auto problem = problem_of(header_in("") + "PID|1||1||quoted \x93so\x94\r");
    EXPECT_EQ(problem.code, Code::wrong_charset);
    EXPECT_EQ(problem.where, "PID[1]");
    EXPECT_NE(problem.what.find("UNICODE UTF-8, 8859/1"), std::string::npos) << problem.what;
}

TEST(CharacterSet, C3_BytesThatContradictTheSetAreRefusedAtTheirSegment) {
    const auto latin1_as_utf8 = problem_of(header_in("UNICODE UTF-8") + "PID|1\rOBR|1\rOBR|2||M\xFCller\r");
    EXPECT_EQ(latin1_as_utf8.code, Code::wrong_charset);
    EXPECT_EQ(latin1_as_utf8.where, "OBR[2]");
    const auto eight_bit_as_ascii = problem_of(header_in("ASCII") + "PID|1||M\xFCller\r");
    EXPECT_EQ(eight_bit_as_ascii.code, Code::wrong_charset);
    EXPECT_EQ(eight_bit_as_ascii.where, "PID[1]");
}

TEST(CharacterSet, C14_OverlongAndSurrogateUtf8IsRefused) {
    for (const std::string_view bytes : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82"}) {
        EXPECT_EQ(problem_of(header_in("UNICODE UTF-8") + "PID|1||" + std::string(bytes) + "\r").where,
                  "PID[1]");
    }
}

TEST(CharacterSet, C14_ControlCharactersStayInTheText) {
    const auto message =
        parsed(header_in("UNICODE UTF-8") + "PID|1||a\x1b\x07" + std::string(1, '\0') + "\u202E\uFEFFb\r");
    EXPECT_EQ(message.at("PID-3").text(), "a\x1b\x07" + std::string(1, '\0') + "\u202E\uFEFFb");
}

TEST(CharacterSet, TrailBytesThatEqualDelimitersDoNotSplit) {
    const auto message = parsed(header_in("BIG-5") + "PID|1||" + std::string(kFourInBig5) + "^B\r");
    EXPECT_EQ(message.at("PID-3.1").text(), kFour);
    EXPECT_EQ(message.at("PID-3.2").text(), "B");
}

TEST(CharacterSet, TrailBytesInMshItselfDoNotHideMsh18) {
    const std::string bytes =
        "MSH|^~\\&|RIS|" + std::string(kFourInBig5) + "|MWL|RAD|2026||ORM^O01|77|P|2.5.1||||||BIG-5\rPID|1\r";
    const auto message = parsed(bytes);
    EXPECT_EQ(message.at("MSH-4").text(), kFour);
    EXPECT_EQ(message.control_id(), "77");
    EXPECT_EQ(message.charset(), Charset::big5);
    for (const auto& header : {peek_header(bytes), header_of(message)}) {
        EXPECT_EQ(header.sending_facility, kFourInBig5);
        EXPECT_EQ(header.control_id, "77");
    }
}

TEST(CharacterSet, Utf16AndUtf32AreRefusedClearly) {
    using namespace std::string_view_literals;
    for (const auto bytes :
         {"\xFF\xFEM\0S\0H\0|\0"sv, "\xFE\xFF\0M\0S\0H\0|"sv, "M\0S\0H\0|\0^\0"sv, "\0M\0S\0H\0|"sv,
          "M\0\0\0S\0\0\0H\0\0\0"sv, "\xFF\xFE\0\0M\0\0\0"sv, "\0\0\0M\0\0\0S"sv}) {
        const auto problem = problem_of(bytes);
        EXPECT_EQ(problem.code, Code::wrong_charset);
        EXPECT_EQ(problem.where, "MSH[1]");
    }
    EXPECT_EQ(problem_of(header_in("UNICODE UTF-16") + "PID|1\r").where, "MSH[1]-18");
}

TEST(CharacterSet, ByteOrderMarkMeansUtf8WhereNothingIsDeclared) {
    const auto message = parsed("\xEF\xBB\xBF" + header_in("") + "PID|1||1||M\u00FCller\r");
    EXPECT_EQ(message.charset(), Charset::utf8);
    EXPECT_TRUE(message.charset_is_assumed());
    EXPECT_EQ(message.at("PID-5").text(), "M\u00FCller");
}

TEST(CharacterSet, C3_ByteOrderMarkAgainstMsh18IsRefused) {
    EXPECT_EQ(problem_of("\xEF\xBB\xBF" + header_in("8859/1") + "PID|1||M\u00FCller\r").where, "MSH[1]-18");
    EXPECT_EQ(parsed("\xEF\xBB\xBF" + header_in("8859/1") + "PID|1||Miller\r").charset(), Charset::latin1);
}

TEST(CharacterSet, Iso2022EscapesAreRefusedAndNeverReadAsAscii) {
    const auto problem = problem_of(header_in("ASCII~ISO IR87") + "PID|1\rOBR|1||\x1b$B;3ED\x1b(B\r");
    EXPECT_EQ(problem.code, Code::wrong_charset);
    EXPECT_EQ(problem.where, "OBR[1]");
    EXPECT_EQ(parsed(header_in("ASCII~ISO IR87") + "PID|1||plain\r").charset(), Charset::ascii);
}

TEST(CharacterSet, C3_SubstituteReadsWhatMsh18DoesNotAndTellsSo) {
    const ParseOptions options{.substitute_charset = Charset::latin1};
    const auto contradicted = Message::parse(header_in("UNICODE UTF-8") + "PID|1||M\xFCller\r", options);
    ASSERT_TRUE(contradicted.ok());
    EXPECT_EQ(contradicted->at("PID-3").text(), "M\u00FCller");
    EXPECT_TRUE(contradicted->charset_is_substitute());
    EXPECT_FALSE(contradicted->charset_is_assumed());
    const auto unknown = Message::parse(header_in("KLINGON") + "PID|1||M\xFCller\r", options);
    ASSERT_TRUE(unknown.ok());
    EXPECT_TRUE(unknown->charset_is_substitute());
    const auto fitting = Message::parse(header_in("UNICODE UTF-8") + "PID|1||M\u00FCller\r", options);
    ASSERT_TRUE(fitting.ok());
    EXPECT_FALSE(fitting->charset_is_substitute());
    EXPECT_EQ(
        problem_of(header_in("KLINGON") + "PID|1||M\xFCller\r", {.substitute_charset = Charset::ascii}).where,
        "PID[1]");
}

}  // namespace
}  // namespace mwl::hl7
