// Dataset -> DCMTK -> Dataset, without a wire.

#include <gtest/gtest.h>

#include "dicom/dcm_read.h"
#include "dicom/dcm_write.h"

namespace mwl::dicom {
namespace {

using dataset::Dataset;
using dataset::Element;
using dataset::Vr;
namespace tags = dataset::tags;

TEST(DicomDataSet, EveryKindOfValueComesBackAsItWas) {
    Dataset item;
    item.set(tags::CodeValue, "CTTHORAX").set(tags::CodeMeaning, "CT Thorax, nüchtern");
    Dataset values;
    values.set(tags::SpecificCharacterSet, "ISO_IR 100");
    values.set(tags::PatientName, "Müller^Jürgen")
        .set(tags::PregnancyStatus, "3")
        .set(tags::PatientWeight, "81.5");
    values.set_values(tags::ScheduledStationAETitle, {"CT01", "CT02"});
    values.set_empty(tags::PatientBirthDate).set_items(tags::ReferencedStudySequence, {});
    values.set_items(tags::ScheduledProtocolCodeSequence, {item, item});
    values.set_element({0x0009, 0x1001}, Element{Vr::UN, {std::string("\x01\x00\xff\x02", 4)}, {}});
    const auto written = write_dataset(values);
    EXPECT_EQ(written.characters_replaced, 0U);
    const auto read = read_item(*written.data_set);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->values, values) << dump(read->values) << dump(values);
    EXPECT_TRUE(read->guessed.empty() && read->untold.empty());
}

TEST(DicomDataSet, ASetThatCannotBeWrittenIsLeftOutAndItsTextReplaced) {
    Dataset values;
    values.set(tags::SpecificCharacterSet, "\\ISO 2022 IR 87").set(tags::PatientName, "山田");
    const auto written = write_dataset(values);
    EXPECT_EQ(written.characters_replaced, 2U);
    EXPECT_FALSE(read_item(*written.data_set)->values.has(tags::SpecificCharacterSet));
}

TEST(DicomDataSet, ItemsInheritTheCharacterSetOfTheirParent) {
    const std::string bytes(
        "\x08\x00\x05\x00\x0a\x00\x00\x00ISO_IR 100"
        "\x08\x00\x96\x00\x12\x00\x00\x00\xfe\xff\x00\xe0\x0a\x00\x00\x00\x08\x00\x04\x01\x02\x00\x00\x00\xe4"
        " ",
        18 + 8 + 18);
    const auto read = read_dataset(bytes, "1.2.840.10008.1.2");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(
        read->values.items(tags::ReferringPhysicianIdentificationSequence).at(0).value(tags::CodeMeaning),
        "ä");
}

TEST(DicomDataSet, ABackslashInsideAMultiByteCharacterSplitsNothing) {
    const std::string gb18030(
        "\x08\x00\x05\x00\x08\x00\x00\x00GB18030 \x10\x00\x10\x00\x04\x00\x00\x00\x81\x5c^A", 28);
    const auto read = read_dataset(gb18030, "1.2.840.10008.1.2");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->values.find(tags::PatientName)->values.size(), 1U);
}

// A modality left (0008,0005) out: the operator's name costs nobody the performed step.
TEST(DicomDataSet, TextOutsideTheDeclaredSetIsReadAndItsPlaceToldWithoutItsValue) {
    const std::string bytes(
        "\x40\x00\x40\x03\x16\x00\x00\x00\xfe\xff\x00\xe0\x0e\x00\x00\x00"
        "\x08\x00\x70\x10\x06\x00\x00\x00M\xdcLLER",
        8 + 8 + 8 + 6);
    const auto read = read_dataset(bytes, "1.2.840.10008.1.2");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->values.items({0x0040, 0x0340}).at(0).value({0x0008, 0x1070}), "MÜLLER");
    EXPECT_EQ(describe_guessed(read->guessed),
              "text not in the declared character set: (0040,0340)>(0008,1070) read as ISO 8859-1");
}

TEST(DicomDataSet, ACodeThatIsNotAsciiIsReadToo) {
    const std::string bytes("\x08\x00\x60\x00\x02\x00\x00\x00M\xfc", 10);
    const auto read = read_dataset(bytes, "1.2.840.10008.1.2");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->values.value(tags::Modality), "Mü");
    EXPECT_EQ(read->guessed.size(), 1U);
}

// CTDIvol as FD of four bytes: not lost, and told.
TEST(DicomDataSet, D24_ANumberWhoseLengthDoesNotFitItsVrIsKeptAsItCame) {
    const std::string bytes(
        "\x18\x00\x45\x93"
        "FD\x04\x00"
        "abcd",
        12);
    const auto read = read_dataset(bytes, "1.2.840.10008.1.2.1");
    ASSERT_TRUE(read.ok());
    const auto* const kept = read->values.find({0x0018, 0x9345});
    ASSERT_NE(kept, nullptr);
    EXPECT_EQ(kept->vr, Vr::UN);
    EXPECT_EQ(kept->values, std::vector<std::string>{"abcd"});
    EXPECT_TRUE(holds_unread(read->untold));
}

TEST(DicomDataSet, WhatIsToldOfADataSetIsBounded) {
    std::string items;
    for (int n = 0; n < 1000; ++n)
        items += std::string(
            "\xfe\xff\x00\xe0\x0e\x00\x00\x00\x08\x00\x60\x00UN\x00\x00\x02\x00\x00\x00"
            "CT",
            22);
    std::string sequence("\x40\x00\x00\x01SQ\x00\x00", 8);
    for (int shift = 0; shift < 32; shift += 8) sequence += static_cast<char>((items.size() >> shift) & 0xFF);
    const auto read = read_dataset(sequence + items, "1.2.840.10008.1.2.1");
    ASSERT_TRUE(read.ok()) << to_string(read.problem());
    EXPECT_EQ(read->values.items({0x0040, 0x0100}).size(), 1000U);
    EXPECT_EQ(read->untold.size(), 100U);
    EXPECT_TRUE(describe_untold(read->untold).ends_with(" and 92 or more others"));
}

TEST(DicomDataSet, OnlyTheFirstGuessesAreNamed) {
    EXPECT_EQ(describe_guessed({}), "");
    const auto words = describe_guessed(std::vector(10, ReadAs{"(0010,0010)", "UTF-8"}));
    EXPECT_TRUE(words.ends_with("(0010,0010) read as UTF-8 and 2 more")) << words;
}

}  // namespace
}  // namespace mwl::dicom
