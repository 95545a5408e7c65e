// Where a value is read from, as it stands in a profile.
#include "mwl/mapping/source.h"

#include <gtest/gtest.h>

#include "mwl/mapping/targets.h"

namespace mwl::mapping {
namespace {

class WrittenSource : public testing::TestWithParam<const char*> {};
TEST_P(WrittenSource, IsReadAndWrittenTheSame) {
    const auto source = parse_source(GetParam());
    ASSERT_TRUE(source.ok()) << to_string(source.problem());
    EXPECT_EQ(to_string(*source), GetParam());
}
INSTANTIATE_TEST_SUITE_P(Sources, WrittenSource,
                         testing::Values("OBR-18", "ORC-7.4", "PV1-3.4.1", "PID-3[2].1", "OBX[2]-5",
                                         "PID-3[5=MR].1", "OBX[3.1=29463-7]-5", "OBX[3=BODY WEIGHT]-5",
                                         "ZXX[1.2=A-B]-4[2=X].3 | trim | upper",
                                         "OBR-4.1 | prefix:2 | table:prefixes",
                                         "OBR-4.1 | strip-zeros | pad:8 | table:procedures.modality",
                                         "ORC-3.1 | replace:/^RIS-//",
                                         "ORC-3 | replace:/(a|b)\\/c/\\1\\/d/ | trim",
                                         "ORC-7.4 | date-format:DD.MM.YYYY hh:mm:ss"));

struct Fault {
    const char* written;
    const char* complaint;
};
class WrongSource : public testing::TestWithParam<Fault> {};
TEST_P(WrongSource, SaysWhatWouldBeRight) {
    const auto source = parse_source(GetParam().written);
    ASSERT_FALSE(source.ok());
    EXPECT_EQ(source.problem().what, GetParam().complaint);
}
INSTANTIATE_TEST_SUITE_P(
    Sources, WrongSource,
    testing::Values(
        Fault{"", "\"\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"OBR", "\"OBR\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"OBR-0", "\"OBR-0\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"OBX[3.1=29463-7-5", "\"OBX[3.1=29463-7-5\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"PV1-50[5=VN][1].1", "\"PV1-50[5=VN][1].1\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"OBX[3=A][2]-5", "\"OBX[3=A][2]-5\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"PID-3.1[5=PI]", "\"PID-3.1[5=PI]\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"OB[3=x]X-5", "\"OB[3=x]X-5\" is no HL7 field; write for example \"OBR-18\""},
        Fault{"OBX[x=A]-5", "\"[x=A]\": write for example [3.1=29463-7]"},
        Fault{"PID-3[=MR].1", "\"[=MR]\": write for example [5=MR]"},
        Fault{"OBR-4 | pad", "\"pad\": write for example pad:8, from 1 to 10240"},
        Fault{"OBR-4 | pad:0", "\"pad:0\": write for example pad:8, from 1 to 10240"},
        Fault{"OBR-4 | upper:2", "upper takes nothing behind it"},
        Fault{"OBR-4 | table:", "table needs a name: table:procedures or table:procedures.modality"},
        Fault{"OBR-4 |",
              "no transform \"\"; there are trim, upper, strip-zeros, pad:N, prefix:N, "
              "cut:N, replace:/WHAT/WITH/, date-format:FORMAT, table:NAME"},
        Fault{"OBR-4 | upper |",
              "no transform \"\"; there are trim, upper, strip-zeros, pad:N, prefix:N, "
              "cut:N, replace:/WHAT/WITH/, date-format:FORMAT, table:NAME"},
        Fault{"OBR-4 | replace:/a/b", "\"replace:/a/b\": write for example replace:/^RIS-//"},
        Fault{"OBR-4 | replace:a/b/", "\"replace:a/b/\": write for example replace:/^RIS-//"},
        Fault{"OBR-4 | replace://b/", "\"replace://b/\": write for example replace:/^RIS-//"},
        Fault{"OBR-4 | replace:/a/b/c/", "\"replace:/a/b/c/\": write for example replace:/^RIS-//"},
        Fault{"OBR-4 | replace:/(a/b/", "\"replace:/(a/b/\": missing ): (a"},
        Fault{"OBR-4 | replace:/a/\\1/",
              "\"replace:/a/\\1/\": behind a backslash stands 0 to 9, a group of the expression, or a "
              "backslash"},
        Fault{"OBR-36 | date-format:DD.MM",
              "\"date-format:DD.MM\": write YYYY, MM and DD, and hh, mm and ss where there is a time, each "
              "once: "
              "date-format:DD.MM.YYYY hh:mm"},
        Fault{
            "OBR-36 | date-format:DD.MM.YYYY mm",
            "\"date-format:DD.MM.YYYY mm\": write YYYY, MM and DD, and hh, mm and ss where there is a time, "
            "each once: date-format:DD.MM.YYYY hh:mm"}));

TEST(Source, HasABoundInItsTransforms) {
    std::string written = "OBR-4";
    for (int n = 0; n < 9; ++n) written += " | trim";
    const auto source = parse_source(written);
    ASSERT_FALSE(source.ok());
    EXPECT_EQ(source.problem().what, "more than 8 transforms");
}

TEST(Source, AnExpressionHasABoundInItsLength) {
    const auto source = parse_source("OBR-4 | replace:/" + std::string(201, 'a') + "/b/");
    ASSERT_FALSE(source.ok());
    EXPECT_NE(source.problem().what.find("longer than 200 characters"), std::string::npos);
}

TEST(Targets, StandInTheOrderOfTheirNamesAndTheirDefaultSourcesAreSources) {
    ASSERT_EQ(targets().size(), kTargets);
    for (std::size_t i = 0; i < kTargets; ++i) {
        const auto& row = targets()[i];
        EXPECT_EQ(static_cast<std::size_t>(row.target), i) << row.key;
        EXPECT_EQ(target_named(row.key), &row);
        ASSERT_FALSE(row.missing.empty()) << row.key;
        std::string written;
        for (const auto& source : default_sources(row.target))
            written += (written.empty() ? "" : ", ") + to_string(source);
        EXPECT_EQ(written, row.sources) << row.key;
    }
}

}  // namespace
}  // namespace mwl::mapping
