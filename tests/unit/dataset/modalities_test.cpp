#include "mwl/dataset/modalities.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace mwl::dataset {
namespace {

TEST(Modalities, AreTheDefinedTermsAsTheyAreWritten) {
    for (const auto* const term :
         {"CR", "CT", "DX", "ES", "MG", "MR", "NM", "PT", "RF", "US", "XA", "OPTENF"})
        EXPECT_EQ(kind_of_modality(term), ModalityKind::equipment) << term;
    EXPECT_EQ(kind_of_modality("SR"), ModalityKind::object);
    EXPECT_EQ(kind_of_modality("EC"), ModalityKind::retired);
    for (const auto* const text : {"", "us", "CT*", "ULTRASOUND", "US ", "XX"})
        EXPECT_EQ(kind_of_modality(text), ModalityKind::unknown) << text;
}

TEST(Modalities, WhatPeopleWriteInsteadLeadsToTheTermTheyMean) {
    const std::vector<std::pair<const char*, const char*>> meant{
        {"us", "US"},  {"CT*", "CT"},     {"ULTRASOUND", "US"}, {"Ultrasond", "US"}, {"MRI", "MR"},
        {"MRT", "MR"}, {"x-ray", "DX"},   {"PET", "PT"},        {"Mammo", "MG"},     {"CT SCAN", "CT"},
        {"DX1", "DX"}, {"IVUS1", "IVUS"}, {"OPTENV", "OPT"}};
    for (const auto& [text, term] : meant) EXPECT_EQ(nearest_modality(text), term) << text;
    for (const auto* const text : {"", "*", "QQ", "ZZZ", "WXYZWXYZ"})
        EXPECT_EQ(nearest_modality(text), "") << text;
}

}  // namespace
}  // namespace mwl::dataset
