#include "mwl/hl7/writer.h"

#include <gtest/gtest.h>

#include <string>

#include "sample_message.h"

namespace mwl::hl7 {
namespace {

TEST(SegmentWriter, FillsGapsAndLeavesTrailingEmptyFieldsOut) {
    SegmentWriter obr("OBR", {});
    obr.set(4, "CT").set(2, "P1").set(9, "");
    EXPECT_EQ(obr.str(), "OBR||P1||CT");
    EXPECT_EQ(SegmentWriter("OBR", {}).str(), "OBR");
}

TEST(SegmentWriter, EscapesValuesAndComponentsButNotRawText) {
    SegmentWriter pid("PID", {});
    pid.set(3, "a^b").set_components(5, {"O^Neil", "J&J", "", ""}).set_raw(8, "x^y&z");
    EXPECT_EQ(pid.str(), "PID|||a\\S\\b||O\\S\\Neil^J\\T\\J|||x^y&z");
}

TEST(SegmentWriter, SettingAFieldAgainReplacesIt) {
    SegmentWriter obr("OBR", {});
    obr.set(2, "old").set(2, "new");
    EXPECT_EQ(obr.str(), "OBR||new");
}

TEST(MessageWriter, WritesMsh1AndMsh2ByItself) {
    MessageWriter out;
    out.segment("MSH").set(3, "MWL").set_components(9, {"ORM", "O01"});
    EXPECT_EQ(out.str(), "MSH|^~\\&|MWL||||||ORM^O01\r");
    MessageWriter other(Delimiters{'$', '%', '*', '!', '@', '#'});
    other.segment("MSH").set(3, "a$b");
    other.segment("PID").set_components(3, {"1", "", "x"});
    EXPECT_EQ(other.str(), "MSH$%*!@#$a!F!b\rPID$$$1%%x\r");
}

TEST(MessageWriter, KeepsARawSegmentAsItStands) {
    MessageWriter out;
    out.segment("MSH").set(3, "MWL");
    out.raw_segment("ZDS|1.2.3^^X\\F\\|||");
    EXPECT_EQ(out.str(), "MSH|^~\\&|MWL\rZDS|1.2.3^^X\\F\\|||\r");
}

TEST(MessageWriter, WhatItWritesIsReadBack) {
    MessageWriter out;
    out.segment("MSH").set(3, "M|W~L").set(18, "UNICODE UTF-8");
    out.segment("NTE").set(3, "line 1\r\nline 2 \\ \u00FC");
    const auto message = parsed(out.str());
    EXPECT_EQ(message.at("MSH-3").text(), "M|W~L");
    EXPECT_EQ(message.at("NTE-3").text(), "line 1\r\nline 2 \\ \u00FC");
}

TEST(MessageWriter, EncodesForTheReceiver) {
    MessageWriter out;
    out.segment("MSH").set(3, "MWL");
    out.segment("PID").set(5, "M\u00FCller");
    const auto bytes = out.encoded(text::Charset::latin1);
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(*bytes, "MSH|^~\\&|MWL\rPID|||||M\xFCller\r");
}

TEST(MessageWriter, NamesSegmentAndCharacterThatTheReceiverCannotTake) {
    MessageWriter out;
    out.segment("MSH").set(3, "MWL");
    out.segment("PID").set(5, "plain");
    out.raw_segment("PID|||||\u0141");
    const auto bytes = out.encoded(text::Charset::latin1);
    ASSERT_FALSE(bytes.ok());
    EXPECT_EQ(bytes.problem().code, Code::not_encodable);
    EXPECT_EQ(bytes.problem().where, "PID[2]");
    EXPECT_NE(bytes.problem().what.find("U+0141"), std::string::npos);
}

}  // namespace
}  // namespace mwl::hl7
