// Values that come without their VR (PS3.5 6.2.2, CP-246; faults.md D24).
#include "mwl/dataset/raw.h"

#include <gtest/gtest.h>

#include "mwl/dataset/codec.h"
#include "mwl/dataset/numbers.h"
#include "support/raw_elements.h"

namespace mwl::dataset {
namespace {

using namespace std::string_literals;

constexpr RawLimits kLimits{64, 1000};

using namespace test::raw;

RawElement un(Tag tag, std::string_view value) { return {tag, Vr::UN, value, {}}; }

TEST(UnknownVr, AKnownSequenceIsReadAsImplicitVr) {
    const auto value = item(implicit(tags::Modality, "CT") + implicit(tags::PatientWeight, "70")) + item("");
    const auto known = by_dictionary(un(tags::ScheduledProcedureStepSequence, value), kLimits);
    ASSERT_TRUE(known.ok());
    EXPECT_EQ(known->taken_for, "SQ");
    ASSERT_EQ(known->element.items.size(), 2U);
    const auto& first = known->element.items[0];
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].vr, Vr::CS);
    EXPECT_EQ(first[0].value, "CT");
    EXPECT_EQ(first[1].vr, Vr::DS);
    EXPECT_TRUE(known->element.items[1].empty());
}

TEST(UnknownVr, UndefinedLengthsInsideAreRead) {
    const auto inner =
        open_sequence(tags::ScheduledProtocolCodeSequence, open_item(implicit(tags::CodeValue, "X1")));
    const auto value = open_item(inner + implicit(tags::ScheduledProcedureStepID, "S1"));
    const auto known = by_dictionary(un(tags::ScheduledStepAttributesSequence, value), kLimits);
    ASSERT_TRUE(known.ok());
    ASSERT_EQ(known->element.items.size(), 1U);
    const auto& elements = known->element.items[0];
    ASSERT_EQ(elements.size(), 2U);
    EXPECT_EQ(elements[0].vr, Vr::SQ);
    EXPECT_EQ(elements[0].items.at(0).at(0).value, "X1");
    EXPECT_EQ(elements[1].value, "S1");
}

TEST(UnknownVr, ADeviceThatWritesExplicitVrInsideIsRead) {
    const auto value =
        item(brief(tags::Modality, "CS", "CT") +
             wide(tags::ScheduledProtocolCodeSequence, "SQ", item(brief(tags::CodeValue, "SH", "X1"))) +
             brief(tags::ScheduledStationAETitle, "AE", ""));
    const auto known = by_dictionary(un(tags::ScheduledProcedureStepSequence, value), kLimits);
    ASSERT_TRUE(known.ok());
    EXPECT_EQ(known->taken_for, "SQ in Explicit VR");
    ASSERT_EQ(known->element.items.at(0).size(), 3U);
    EXPECT_EQ(known->element.items[0][1].items.at(0).at(0).value, "X1");
}

TEST(UnknownVr, WhatIsNoSequenceStaysAsItCame) {
    for (const auto& value : {"garbage!"s, item(implicit(tags::Modality, "CT")) + "xx", "\xfe\xff\x00\xe0"s,
                              item("0123456"), item(implicit({0x0002, 0x0010}, "1.")),
                              implicit(tags::Modality, "CT"), item(implicit({0xFFFE, 0xE00D}, ""))}) {
        const auto known = by_dictionary(un(tags::ScheduledProcedureStepSequence, value), kLimits);
        ASSERT_TRUE(known.ok());
        EXPECT_EQ(known->taken_for, "UN");
        EXPECT_EQ(known->element.vr, Vr::UN);
        EXPECT_EQ(known->element.value, value);
    }
}

TEST(UnknownVr, AnEmptySequenceIsOne) {
    const auto known = by_dictionary(un(tags::ScheduledProcedureStepSequence, ""), kLimits);
    ASSERT_TRUE(known.ok());
    EXPECT_EQ(known->element.vr, Vr::SQ);
}

TEST(UnknownVr, TextsAndNumbersAreWhatTheDictionarySays) {
    const auto text = by_dictionary(un(tags::PatientID, "P1"), kLimits);
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(text->element.vr, Vr::LO);
    const auto number = by_dictionary(un(tags::PregnancyStatus, "\x04\x00"s), kLimits);
    ASSERT_TRUE(number.ok());
    EXPECT_EQ(number->element.vr, Vr::US);
    const auto cut = by_dictionary(un(tags::PregnancyStatus, "\x04"s), kLimits);
    ASSERT_TRUE(cut.ok());
    EXPECT_EQ(cut->element.vr, Vr::UN) << "half a number";
    const auto foreign = by_dictionary(un({0x0009, 0x1001}, "P1"), kLimits);
    ASSERT_TRUE(foreign.ok());
    EXPECT_EQ(foreign->element.vr, Vr::UN);
}

TEST(UnknownVr, D13_DepthAndElementsInsideAreLimited) {
    std::string deep = item("");
    for (int i = 0; i < 9; ++i) deep = item(implicit(tags::ScheduledProtocolCodeSequence, deep));
    EXPECT_TRUE(by_dictionary(un(tags::ScheduledProtocolCodeSequence, deep), {10, 1000}).ok());
    const auto too_deep = by_dictionary(un(tags::ScheduledProtocolCodeSequence, deep), {9, 1000});
    ASSERT_FALSE(too_deep.ok());
    EXPECT_EQ(too_deep.problem().code, Code::too_large);
    std::string many;
    for (int i = 0; i < 11; ++i) many += item("");
    EXPECT_TRUE(by_dictionary(un(tags::ScheduledProtocolCodeSequence, many), {64, 11}).ok());
    EXPECT_FALSE(by_dictionary(un(tags::ScheduledProtocolCodeSequence, many), {64, 10}).ok());
}

TEST(UnknownVr, EveryTruncationOfASequenceIsKeptAsItCame) {
    const auto value = item(implicit(tags::Modality, "CT") + implicit(tags::PatientWeight, "70"));
    for (std::size_t n = 1; n < value.size(); ++n) {
        const auto known = by_dictionary(
            un(tags::ScheduledProcedureStepSequence, std::string_view(value).substr(0, n)), kLimits);
        ASSERT_TRUE(known.ok());
        EXPECT_EQ(known->element.vr, Vr::UN) << n;
    }
}

TEST(UnknownVr, LettersOfNoStandardHaveALongLengthAndTellNothing) {
    const auto bytes = wide(tags::PatientID, "ZZ", "P1");  // which the values point into
    const auto raw = read_raw(bytes, Encoding::explicit_little, kLimits);
    ASSERT_TRUE(raw.ok()) << to_string(raw.problem());
    EXPECT_EQ(raw->at(0).vr, Vr::UN);
    EXPECT_EQ(raw->at(0).value, "P1");
}

TEST(UnknownVr, AStoredTextTooLongForItsVrComesBackAsText) {
    Dataset d;
    d.set(tags::PatientComments, std::string(70'000, 'x')).set(tags::PatientID, "P1");
    const auto again = decode(encode(d));
    ASSERT_TRUE(again.ok()) << to_string(again.problem());
    EXPECT_EQ(*again, d);
}

TEST(UnknownVr, AStoredSequenceThatNobodyCanReadComesBackAsItWas) {
    Dataset d;
    d.set_element(tags::ScheduledStepAttributesSequence, Element{Vr::UN, {"garbage!"}, {}});
    d.set_element(tags::PregnancyStatus, Element{Vr::UN, {"123456789!"}, {}});
    const auto again = decode(encode(d));
    ASSERT_TRUE(again.ok()) << to_string(again.problem());
    EXPECT_EQ(again->find(tags::ScheduledStepAttributesSequence)->values, std::vector{"garbage!"s});
}

TEST(Numbers, OfEveryKindComeBackAsTheyWere) {
    struct Row {
        Vr vr;
        std::vector<std::string> values;
    };
    for (const auto& [vr, values] :
         {Row{Vr::US, {"0", "65535"}}, Row{Vr::SS, {"-32768", "7"}}, Row{Vr::UL, {"4294967295"}},
          Row{Vr::SL, {"-2147483648"}}, Row{Vr::UV, {"18446744073709551615"}},
          Row{Vr::SV, {"-9223372036854775808"}}, Row{Vr::FL, {"0.5"}}, Row{Vr::FD, {"-0.25", "1e+300"}},
          Row{Vr::AT, {"(0018,1063)"}}}) {
        EXPECT_TRUE(is_number(vr));
        EXPECT_EQ(numbers_in(vr, number_bytes(vr, values)), values) << name_of(vr);
    }
    EXPECT_FALSE(is_number(Vr::LO));
    EXPECT_EQ(numbers_in(Vr::UL, "123"), std::nullopt);
}

}  // namespace
}  // namespace mwl::dataset
