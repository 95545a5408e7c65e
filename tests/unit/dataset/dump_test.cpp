#include <gtest/gtest.h>

#include <algorithm>

#include "mwl/dataset/dataset.h"

namespace mwl::dataset {
namespace {

TEST(Dump, ShowsEachElementWithItsKeywordAndItemsIndented) {
    Dataset code;
    code.set(tags::CodeValue, "77477000");
    Dataset step;
    step.set_values(tags::ScheduledStationAETitle, {"CT1", "CT2"});
    step.set_items(tags::ScheduledProtocolCodeSequence, {code});
    Dataset d;
    d.set(tags::PatientName, "Müller^Jürgen").set(tags::AccessionNumber, "").set(Tag{0x0009, 0x1001}, "x");
    d.set_items(tags::ScheduledProcedureStepSequence, {step, Dataset{}});
    d.set_items(tags::ReferencedStudySequence, {});
    EXPECT_EQ(dump(d), R"((0008,0050) SH ""  AccessionNumber
(0008,1110) SQ 0 items  ReferencedStudySequence
(0009,1001) UN "x"
(0010,0010) PN "Müller^Jürgen"  PatientName
(0040,0100) SQ 2 items  ScheduledProcedureStepSequence
  item 1
    (0040,0001) AE "CT1" "CT2"  ScheduledStationAETitle
    (0040,0008) SQ 1 item  ScheduledProtocolCodeSequence
      item 1
        (0008,0100) SH "77477000"  CodeValue
  item 2
)");
}

TEST(Dump, ForeignTextForgesNoLine) {
    Dataset d;
    d.set(tags::PatientComments, "a\r\n(0010,0010) PN \"EVIL\"\x1b[2J\xff");
    EXPECT_EQ(dump(d),
              "(0010,4000) LT \"a\\u{d}\\u{a}(0010,0010) PN \\u{22}EVIL\\u{22}\\u{1b}[2J\\xff\"  "
              "PatientComments\n");
}

TEST(Dump, LongValuesAndLongListsAreBounded) {
    Dataset d;
    d.set(tags::PatientComments, std::string(1 << 20, 'x'));
    d.set_values(tags::ScheduledStationAETitle, std::vector<std::string>(1000, "CT1"));
    const std::string text = dump(d);
    EXPECT_LT(text.size(), 1000U);
    EXPECT_NE(text.find("xxx[cut]\""), std::string::npos);
    EXPECT_NE(text.find("\"CT1\" and 968 more  Scheduled"), std::string::npos);
}

TEST(Dump, OfAnEmptyDataSetIsEmpty) { EXPECT_EQ(dump(Dataset{}), ""); }

TEST(Dump, SurvivesTheDeepestNestingThatTheGateLetsThrough) {
    Dataset d;
    for (int depth = 0; depth < 64; ++depth) {
        Dataset outer;
        outer.set_items(tags::ScheduledProtocolCodeSequence, {d});
        d = outer;
    }
    EXPECT_EQ(std::ranges::count(dump(d), '\n'), 128);
}

}  // namespace
}  // namespace mwl::dataset
