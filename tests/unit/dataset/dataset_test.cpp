#include "mwl/dataset/dataset.h"

#include <gtest/gtest.h>

namespace mwl::dataset {
namespace {

TEST(Dataset, TakesTheVrFromTheDictionary) {
    Dataset d;
    d.set(tags::PatientName, "DOE^JANE").set(Tag{0x0009, 0x1001}, "x").set_empty(tags::PregnancyStatus);
    EXPECT_EQ(d.find(tags::PatientName)->vr, Vr::PN);
    EXPECT_EQ(d.find(Tag{0x0009, 0x1001})->vr, Vr::UN);
    EXPECT_EQ(d.find(tags::PregnancyStatus)->vr, Vr::US);
}

TEST(Dataset, AbsentAndEmptyElementsBothReadAsNothingButDiffer) {
    Dataset d;
    d.set(tags::PatientID, "");
    EXPECT_TRUE(d.has(tags::PatientID));
    EXPECT_TRUE(d.find(tags::PatientID)->values.empty());
    EXPECT_FALSE(d.has(tags::PatientName));
    EXPECT_EQ(d.find(tags::PatientName), nullptr);
    EXPECT_EQ(d.value(tags::PatientID), "");
    EXPECT_EQ(d.value(tags::PatientName), "");
    EXPECT_EQ(d.joined(tags::PatientName), "");
    EXPECT_TRUE(d.items(tags::PatientName).empty());
}

TEST(Dataset, ABackslashInAValueIsNoSeparator) {
    Dataset d;
    d.set(tags::PatientComments, R"(a\b)");
    EXPECT_EQ(d.find(tags::PatientComments)->values.size(), 1U);
    EXPECT_EQ(d.value(tags::PatientComments), R"(a\b)");
}

TEST(Dataset, SeveralValuesAreJoinedByABackslash) {
    Dataset d;
    d.set_values(tags::ScheduledStationAETitle, {"CT1", "", "CT3"});
    EXPECT_EQ(d.value(tags::ScheduledStationAETitle), "CT1");
    EXPECT_EQ(d.joined(tags::ScheduledStationAETitle), R"(CT1\\CT3)");
}

TEST(Dataset, SettingAgainReplaces) {
    Dataset d;
    d.set_values(tags::Modality, {"CT", "MR"}).set(tags::Modality, "US");
    EXPECT_EQ(d.joined(tags::Modality), "US");
    d.erase(tags::Modality);
    EXPECT_TRUE(d.empty());
}

TEST(Dataset, SequencesHoldDataSets) {
    Dataset step;
    step.set(tags::Modality, "CT");
    Dataset d;
    d.set_items(tags::ScheduledProcedureStepSequence, {step, Dataset{}});
    ASSERT_EQ(d.items(tags::ScheduledProcedureStepSequence).size(), 2U);
    EXPECT_EQ(d.items(tags::ScheduledProcedureStepSequence).front().value(tags::Modality), "CT");

    const Dataset copy = d;
    EXPECT_EQ(copy, d);
    d.set_items(tags::ScheduledProcedureStepSequence, {step});
    EXPECT_NE(copy, d);
}

TEST(Element, IsEmptyWithoutAnyContent) {
    EXPECT_TRUE((Element{Vr::LO, {}, {}}.empty()));
    EXPECT_TRUE((Element{Vr::LO, {"", ""}, {}}.empty()));
    EXPECT_FALSE((Element{Vr::LO, {"", "x"}, {}}.empty()));
    EXPECT_TRUE((Element{Vr::SQ, {}, {}}.empty()));
    EXPECT_FALSE((Element{Vr::SQ, {}, {Dataset{}}}.empty()));
}

}  // namespace
}  // namespace mwl::dataset
