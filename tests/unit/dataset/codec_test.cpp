#include "mwl/dataset/codec.h"

#include <gtest/gtest.h>

namespace mwl::dataset {
namespace {

using namespace std::string_literals;

Dataset nested(int depth) {
    Dataset out;
    out.set(tags::CodeValue, "x");
    for (int i = 0; i < depth; ++i) out = Dataset{}.set_items(tags::ProcedureCodeSequence, {out});
    return out;
}

TEST(Codec, WhatIsEncodedIsDecodedAgain) {
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.2.3").set_empty(tags::AccessionNumber);
    Dataset d;
    d.set(tags::PatientName, "M\xc3\xbcller^Jos\xc3\xa9").set(tags::PregnancyStatus, "4");
    d.set_values(tags::ScheduledStationAETitle, {"CT1", "CT2"}).set(tags::PatientComments, "a\\b");
    d.set_items(tags::ScheduledStepAttributesSequence, {item, Dataset{}});
    d.set_items(tags::ReferencedPatientSequence, {});
    d.set_element(Tag{0x0009, 0x1001}, Element{Vr::UN, {"\x01\x02"s}, {}});
    d.set_element(Tag{0x0018, 0x9087}, Element{Vr::FD, {"0.25"}, {}});
    d.set_element(Tag{0x0028, 0x0009}, Element{Vr::AT, {"(0018,1063)"}, {}});
    d.set_element(Tag{0x0028, 0x0106}, Element{Vr::SS, {"-2"}, {}});
    const auto again = decode(encode(d));
    ASSERT_TRUE(again.ok()) << to_string(again.problem());
    EXPECT_EQ(*again, d) << dump(*again);
}

TEST(Codec, TheBytesAreExplicitVrLittleEndian) {
    Dataset d;
    d.set(tags::PatientID, "P1X");
    EXPECT_EQ(encode(d), "\x10\x00\x20\x00LO\x04\x00P1X "s);
}

TEST(Codec, UndefinedLengthsAreRead) {
    const auto bytes =
        "\x40\x00\x70\x02SQ\0\0\xff\xff\xff\xff"
        "\xfe\xff\x00\xe0\xff\xff\xff\xff"
        "\x20\x00\x0d\x00UI\x06\x00"
        "1.2.3\0"
        "\xfe\xff\x0d\xe0\0\0\0\0"
        "\xfe\xff\xdd\xe0\0\0\0\0"s;
    const auto d = decode(bytes);
    ASSERT_TRUE(d.ok()) << to_string(d.problem());
    EXPECT_EQ(d->items(tags::ScheduledStepAttributesSequence).at(0).value(tags::StudyInstanceUID), "1.2.3");
}

TEST(Codec, D13_SixtyFourLevelsAreReadAndSixtyFiveAreTooMany) {
    EXPECT_TRUE(decode(encode(nested(64))).ok());
    const auto deep = decode(encode(nested(65)));
    ASSERT_FALSE(deep.ok());
    EXPECT_EQ(deep.problem().code, Code::too_large);
}

TEST(Codec, EveryTruncationIsAProblemOrAShorterDataset) {
    Dataset d;
    d.set(tags::PatientID, "P1")
        .set_items(tags::ProcedureCodeSequence, {nested(2)})
        .set(tags::Modality, "CT");
    const auto bytes = encode(d);
    for (std::size_t n = 1; n < bytes.size(); ++n) {
        const auto cut = decode(std::string_view(bytes).substr(0, n));
        if (cut) {
            EXPECT_LT(cut->elements().size(), d.elements().size());
        }
    }
}

TEST(Codec, D14_ALengthBeyondTheEndIsMalformed) {
    const auto problem = decode("\x10\x00\x20\x00LO\xff\x7fP1"s).problem();
    EXPECT_EQ(problem.code, Code::malformed);
    EXPECT_TRUE(problem.where.starts_with("byte "));
    EXPECT_FALSE(decode("\x40\x00\x70\x02SQ\0\0\xf0\xff\xff\xff"s).ok());
    EXPECT_FALSE(decode("\x10\x00\x20\x00??\x02\x00P1"s).ok());
}

}  // namespace
}  // namespace mwl::dataset
