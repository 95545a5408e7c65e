#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "mwl/hl7/writer.h"
#include "sample_message.h"

namespace mwl::hl7 {
namespace {

std::string decoded(std::string_view value) {
    return parsed(with_segments(std::string("NTE|1||").append(value).append("\r"))).at("NTE-3").text();
}

TEST(Escapes, C13_DelimitersAreDecoded) {
    EXPECT_EQ(decoded("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f"), "a|b^c&d~e\\f");
    EXPECT_EQ(decoded("\\P\\"), "#");
}

TEST(Escapes, C13_AreDecodedOnce) {
    EXPECT_EQ(decoded("\\E\\F\\E\\"), "\\F\\");
    EXPECT_EQ(decoded("\\E\\.br\\E\\"), "\\.br\\");
    EXPECT_EQ(decoded("\\X5C\\F\\X5C\\"), "\\F\\");
    EXPECT_EQ(decoded("\\E\\E\\"), "\\E\\");
}

TEST(Escapes, C13_UnpairedAndUnknownOnesAreLiteral) {
    EXPECT_EQ(decoded("C:\\temp"), "C:\\temp");
    EXPECT_EQ(decoded("end\\"), "end\\");
    EXPECT_EQ(decoded("\\"), "\\");
    EXPECT_EQ(decoded("a\\\\b"), "a\\\\b");
    EXPECT_EQ(decoded("\\Zlocal\\x"), "\\Zlocal\\x");
    EXPECT_EQ(decoded("\\M2442\\"), "\\M2442\\");
    EXPECT_EQ(decoded("\\C2842\\"), "\\C2842\\");
    EXPECT_EQ(decoded("a\\b\\F\\c"), "a\\b|c") << "the second escape character begins one that is known";
}

TEST(Escapes, C13_HexadecimalBytesAreDecoded) {
    EXPECT_EQ(decoded("a\\X41\\b"), "aAb");
    EXPECT_EQ(decoded("\\X4a4B\\"), "JK");
    EXPECT_EQ(decoded("\\X00\\"), std::string(1, '\0'));
    EXPECT_EQ(decoded("\\X\\\\X4\\\\X4G\\"), "\\X\\\\X4\\\\X4G\\") << "no pairs of digits";
}

TEST(Escapes, C13_LineBreaksComeAsCrLf) {
    for (const auto* value : {"a\\.br\\b", "a\\.BR\\b", "a\\.sp\\b", "a\\X0D\\b", "a\\X0A\\b", "a\\X0D0A\\b",
                              "a\\X0D\\\\X0A\\b", "a\\.ce\\b"}) {
        EXPECT_EQ(decoded(value), "a\r\nb") << value;
    }
    EXPECT_EQ(decoded("a\\.sp2\\b"), "a\r\n\r\nb");
    EXPECT_EQ(decoded("a\\.sp+2\\b"), "a\r\n\r\nb");
}

TEST(Escapes, FormattingLeavesTheText) {
    EXPECT_EQ(decoded("\\H\\bold\\N\\ plain"), "bold plain");
    EXPECT_EQ(decoded("a\\.sk3\\b"), "a   b");
    EXPECT_EQ(decoded("\\.fi\\a\\.nf\\b\\.in+4\\c\\.ti-2\\d"), "abcd");
}

TEST(Escapes, C12_AShortCommandDoesNotBecomeALargeText) {
    EXPECT_LE(decoded("\\.sp999999999\\").size(), 200U);
    EXPECT_EQ(decoded("\\.sp99999999999999999999\\"), "\\.sp99999999999999999999\\");
}

TEST(Escapes, HexadecimalBytesAreOfTheMessagesCharacterSet) {
    EXPECT_EQ(parsed(header_in("8859/1") + "NTE|1||M\\XFC\\ller\r").at("NTE-3").text(), "M\u00FCller");
    EXPECT_EQ(parsed(header_in("UNICODE UTF-8") + "NTE|1||M\\XC3BC\\ller\r").at("NTE-3").text(),
              "M\u00FCller");
    EXPECT_EQ(parsed(header_in("UNICODE UTF-8") + "NTE|1||M\\XC3\\\\XBC\\ller\r").at("NTE-3").text(),
              "M\u00FCller");
}

TEST(Escapes, C14_HexadecimalBytesThatTheSetDoesNotHaveStayAsWritten) {
    EXPECT_EQ(parsed(header_in("UNICODE UTF-8") + "NTE|1||M\\XFC\\ller\r").at("NTE-3").text(),
              "M\\XFC\\ller");
    EXPECT_EQ(parsed(header_in("UNICODE UTF-8") + "NTE|1||\\XC080\\\r").at("NTE-3").text(), "\\XC080\\");
    EXPECT_EQ(parsed(header_in("UNICODE UTF-8") + "NTE|1||\\XEDA080\\\r").at("NTE-3").text(), "\\XEDA080\\");
}

TEST(Escapes, UseTheDeclaredEscapeCharacter) {
    const auto message = parsed("MSH|^~!&|RIS\rNTE|1||a!F!b!E!c\\F\\d\r");
    EXPECT_EQ(message.at("NTE-3").text(), "a|b!c\\F\\d");
}

TEST(Escape, C22_MakesEveryValueSafeAndText_BringsItBack) {
    const std::string value = "a|b^c~d\\e&f \\F\\ \\.br\\ \x0b\x1c\x01 C:\\temp\\ \u00FC";
    const auto hl7 = escape(value);
    EXPECT_EQ(hl7.find_first_of(std::string("|^~&\x0b\x1c\x01")), std::string::npos);
    EXPECT_EQ(parsed(header_in("UNICODE UTF-8") + "NTE|1||" + hl7 + "\r").at("NTE-3").text(), value);
}

TEST(Escape, WritesLineBreaksAsCommands) {
    EXPECT_EQ(escape("a\r\nb\rc\nd"), "a\\.br\\b\\.br\\c\\.br\\d");
    EXPECT_EQ(escape("tab\tstays"), "tab\tstays");
}

TEST(Escape, PutsSpacesWhereNoEscapeCharacterIsDeclared) {
    EXPECT_EQ(escape("a|b\rc\\d", Delimiters{'|', '^', '~', '\0', '\0', '\0'}), "a b c\\d");
}

TEST(Escape, LeavesWhatIsNoDelimiterHere) {
    EXPECT_EQ(escape("a&b#c", Delimiters{'|', '^', '~', '\\', '\0', '\0'}), "a&b#c");
    EXPECT_EQ(escape("a#b", Delimiters{'|', '^', '~', '\\', '&', '#'}), "a\\P\\b");
    EXPECT_EQ(escape(std::string(1, '\0'), Delimiters{'|', '^', '~', '\\', '\0', '\0'}), "\\X00\\");
}

}  // namespace
}  // namespace mwl::hl7
