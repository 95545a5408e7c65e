#include "mwl/dataset/tag.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace mwl::dataset {
namespace {

const std::vector<TagInfo>& all_tags() {
    static const std::vector<TagInfo> kAll{
#define MWL_TAG(keyword, group, element, vr) TagInfo{Tag{group, element}, Vr::vr, #keyword},
#include "mwl/dataset/tags.def"
#undef MWL_TAG
    };
    return kAll;
}

TEST(Tags, AreSortedAndUniqueByTagAndByKeyword) {
    std::set<std::string> keywords;
    Tag last{0, 0};
    for (const auto& row : all_tags()) {
        EXPECT_LT(last, row.tag) << row.keyword;
        EXPECT_TRUE(keywords.insert(row.keyword).second) << row.keyword;
        last = row.tag;
    }
}

TEST(Tags, AreAllFoundByTagAndByKeyword) {
    for (const auto& row : all_tags()) {
        ASSERT_NE(find_info(row.tag), nullptr) << row.keyword;
        EXPECT_STREQ(find_info(row.tag)->keyword, row.keyword);
        ASSERT_NE(find_keyword(row.keyword), nullptr) << row.keyword;
        EXPECT_EQ(find_keyword(row.keyword)->vr, row.vr);
        EXPECT_FALSE(row.tag.is_private()) << row.keyword;
        EXPECT_FALSE(row.tag.is_group_length()) << row.keyword;
    }
}

TEST(Tags, EverySequenceIsNamedSo) {
    for (const auto& row : all_tags())
        EXPECT_EQ(row.vr == Vr::SQ, std::string_view(row.keyword).ends_with("Sequence")) << row.keyword;
}

TEST(Tags, HoldTheNumbersOfTheStandard) {
    EXPECT_EQ(tags::PatientName, (Tag{0x0010, 0x0010}));
    EXPECT_EQ(tags::ScheduledProcedureStepSequence, (Tag{0x0040, 0x0100}));
    EXPECT_EQ(find_info(tags::PregnancyStatus)->vr, Vr::US);
    EXPECT_EQ(find_info(tags::PatientComments)->vr, Vr::LT);
    EXPECT_EQ(find_info(tags::UniversalEntityID)->vr, Vr::UT);
}

TEST(Tags, UnknownOnesAreNotFound) {
    EXPECT_EQ(find_info(Tag{0x0009, 0x0010}), nullptr);
    EXPECT_EQ(find_info(Tag{0x0000, 0x0000}), nullptr);
    EXPECT_EQ(find_info(Tag{0xFFFF, 0xFFFF}), nullptr);
    EXPECT_EQ(find_keyword("PatientsName"), nullptr);
    EXPECT_EQ(find_keyword(""), nullptr);
}

TEST(Tag, IsPrintedAsTheStandardDoes) {
    EXPECT_EQ(to_string(Tag{0x0040, 0x000A}), "(0040,000A)");
    EXPECT_EQ(describe(tags::PatientName), "PatientName (0010,0010)");
    EXPECT_EQ(describe(Tag{0x0009, 0x10FF}), "(0009,10FF)");
}

TEST(Tag, OddGroupsArePrivate) {
    EXPECT_TRUE((Tag{0x0009, 0x0010}.is_private()));
    EXPECT_TRUE((Tag{0x0010, 0x0000}.is_group_length()));
}

TEST(Vr, NamesReadBack) {
    for (int i = 0; i <= static_cast<int>(Vr::UV); ++i) {
        const auto vr = static_cast<Vr>(i);
        EXPECT_EQ(vr_named(name_of(vr)), vr);
    }
    EXPECT_EQ(vr_named("XX"), std::nullopt);
    EXPECT_EQ(vr_named("pn"), std::nullopt);
    EXPECT_EQ(vr_named(""), std::nullopt);
}

std::set<std::string> vrs_that(bool (*claim)(Vr) noexcept) {
    std::set<std::string> names;
    for (int i = 0; i <= static_cast<int>(Vr::UV); ++i)
        if (claim(static_cast<Vr>(i))) names.insert(name_of(static_cast<Vr>(i)));
    return names;
}

TEST(Vr, SevenAreWrittenInTheDataSetsCharacterSet) {
    EXPECT_EQ(vrs_that(is_text_in_charset),
              (std::set<std::string>{"LO", "LT", "PN", "SH", "ST", "UC", "UT"}));
}

TEST(Vr, LongTextsSequencesAndBytesHaveOneValue) {
    const auto multi = vrs_that(is_multi_valued);
    for (const char* single : {"LT", "ST", "UT", "UR", "SQ", "OB", "OD", "OF", "OL", "OV", "OW", "UN"})
        EXPECT_FALSE(multi.contains(single));
    EXPECT_EQ(multi.size(), 22U);
}

}  // namespace
}  // namespace mwl::dataset
