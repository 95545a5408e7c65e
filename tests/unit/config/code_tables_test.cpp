// Tables of codes in CSV files beside a profile.
#include <gtest/gtest.h>

#include "files.h"

namespace mwl::config {
namespace {

const std::string kProfile =
    "[map.\"step.modality\"]\nfrom = [\"OBR-4.1 | table:procedures.modality\"]\n"
    "[tables]\nprocedures = \"procedures.csv\"\n";

class CodeTables : public ::testing::Test {
protected:
    mapping::SiteProfile profile(const std::string& csv, const std::string& text = kProfile) {
        files_.write("procedures.csv", csv);
        return read_lone_profile(files_.write("profile.toml", text), Zone()).profile;
    }
    std::string refusal(const std::string& csv, const std::string& text = kProfile) {
        return complaint([&] { return profile(csv, text); });
    }
    Files files_;
};

TEST_F(CodeTables, AreReadWithTheirColumns) {
    const auto read = profile(
        "\xef\xbb\xbf"
        "code,modality,description\r\n71020, DX ,\"Chest, 2 \"\"views\"\"\"\r\n\r\nUS1,US,");
    const auto& table = read.tables.at("procedures");
    EXPECT_EQ(*table.find("71020", "modality"), "DX");
    EXPECT_EQ(*table.find("71020", "description"), "Chest, 2 \"views\"");
    EXPECT_EQ(*table.find("US1", "modality"), "US");
    EXPECT_EQ(table.find("US1", "description"), nullptr) << "nothing there";
    EXPECT_EQ(table.find("US2", "modality"), nullptr);
    EXPECT_EQ(table.rows().size(), 2U);
}

TEST_F(CodeTables, K1_WhatIsWrongIsSaidWithFileAndLine) {
    EXPECT_EQ(refusal("code,modality\nA,DX\nB\nA,US\n,CT\n"),
              "procedures.csv:3:1: 1 values where the first line names 2 columns\n"
              "procedures.csv:4:1: the code \"A\" stands there twice, so that it means two things\n"
              "procedures.csv:5:1: a row without a code");
    EXPECT_EQ(refusal("code,modality\nA,\"DX\n"), "procedures.csv:2:1: a quote is never closed");
    EXPECT_NE(refusal("code\nA\n").find("needs a first line that names its columns"), std::string::npos);
    EXPECT_NE(refusal("code,modality\nA,D\xff\n").find("is not written in UTF-8"), std::string::npos);
    EXPECT_NE(refusal("code,modality\nA,ULTRASOUND\n")
                  .find("tables.procedures.A: \"ULTRASOUND\" is no defined term"),
              std::string::npos);
    EXPECT_NE(
        refusal("code,art\nA,DX\n").find("the table procedures has no column \"modality\"; it has: art"),
        std::string::npos);
}

TEST_F(CodeTables, K1_AFileThatIsNotThereIsNamedAtTheKey) {
    const auto said =
        complaint([&] { return read_lone_profile(files_.write("profile.toml", kProfile), Zone()); });
    EXPECT_EQ(said.find("profile.toml:4:14: tables.procedures: cannot read the table "), 0U) << said;
}

// With the columns code, modality, description the modality was never looked up, and nobody was told.
TEST_F(CodeTables, K1_ATableOfSeveralColumnsNeedsASourceThatNamesOne) {
    EXPECT_NE(refusal("code,modality,description\nA,DX,x\n", "[tables]\nprocedures = \"procedures.csv\"\n")
                  .find("profile.toml:2:14: map.step.modality.from: \"OBR-4.1 | table:procedures\": the "
                        "table procedures "
                        "has several columns; write table:procedures.COLUMN"),
              std::string::npos);
    EXPECT_NE(refusal("code,modality,modality\nA,DX,CT\n").find("names two columns alike"),
              std::string::npos);
}

TEST_F(CodeTables, ATableThatNoSourceAsksIsAWarning) {
    const auto read =
        read_lone_profile(files_.write("profile.toml", "[tables.sectoins]\nRAD = \"DX\"\n"), Zone());
    ASSERT_EQ(read.warnings.size(), 1U);
    EXPECT_NE(read.warnings[0].find("no source asks the table sectoins"), std::string::npos)
        << read.warnings[0];
}

TEST_F(CodeTables, AHundredThousandRowsAreReadWhole) {
    std::string csv = "code,modality\n";
    for (int n = 0; n < 100'000; ++n) csv += "C" + std::to_string(n) + ",DX\n";
    EXPECT_EQ(profile(csv).tables.at("procedures").rows().size(), 100'000U);
}

}  // namespace
}  // namespace mwl::config
