// What real devices do with identifiers, and what the broker makes of it (interop.md 5, known deviations).
#include <gtest/gtest.h>

#include <algorithm>

#include "mwl/worklist/attributes.h"
#include "unit/worklist/worklist_items.h"

namespace mwl::worklist::test {
namespace {

bool has_remark(const Query& query, std::string_view part) {
    return std::ranges::any_of(query.remarks(), [part](const std::string& remark) {
        return remark.find(part) != std::string::npos;
    });
}

Dataset with_step(const Dataset& step) {
    return Dataset{}.set_items(tags::ScheduledProcedureStepSequence, {step});
}

TEST(Deviations, SeveralValuesInASingleValueKeyAreAlternatives) {
    const auto query =
        Query::parse(with_step(Dataset{}.set_values(tags::Modality, {"CT", "MR"})), the_asker());
    ASSERT_TRUE(query.ok());
    EXPECT_TRUE(query->failed(an_item()).none());
    EXPECT_TRUE(has_remark(*query, "Modality (0008,0060) holds several values"));
    EXPECT_EQ(query->filter().modalities, (std::vector<std::string>{"CT", "MR"}));
}

TEST(Deviations, AStarAmongSeveralValuesIsUniversal) {
    const auto query =
        Query::parse(with_step(Dataset{}.set_values(tags::Modality, {"MR", "*"})), the_asker());
    EXPECT_TRUE(query->failed(an_item()).none());
}

TEST(Deviations, AnEmptyNumberSentAsZeroIsUniversal) {
    const auto query = a_query().root(tags::PregnancyStatus, "0").query();
    EXPECT_TRUE(query.failed(an_item()).none()) << names(query.failed(an_item()));
    EXPECT_TRUE(query.answer(an_item()).has(tags::PregnancyStatus));
}

TEST(Deviations, StepKeysAtTheRootMatchAsIfInsideTheItem) {
    const auto query = a_query().root(tags::Modality, "MR").query();
    EXPECT_EQ(names(query.failed(an_item())), "Modality");
    EXPECT_TRUE(has_remark(query, "Modality (0008,0060) stands at the root"));
    const Dataset answer = query.answer(an_item());
    EXPECT_EQ(answer.items(tags::ScheduledProcedureStepSequence).front().value(tags::Modality), "CT");
    EXPECT_FALSE(answer.has(tags::Modality));
}

TEST(Deviations, AKeyInsideTheItemWinsOverOneAtTheRoot) {
    const auto query = a_query().root(tags::Modality, "MR").modality("CT").query();
    EXPECT_TRUE(query.failed(an_item()).none());
    EXPECT_EQ(names(a_query().root(tags::Modality, "MR").modality("").query().failed(an_item())), "Modality");
}

TEST(Deviations, D20_GroupLengthsLevelsPrivateAndUnknownKeysAreIgnoredWithARemark) {
    const auto query = a_query()
                           .root(Tag{0x0008, 0x0000}, "42")
                           .root(tags::QueryRetrieveLevel, "STUDY")
                           .root(tags::SpecificCharacterSet, "ISO_IR 100")
                           .root(tags::TimezoneOffsetFromUTC, "+0200")
                           .root(Tag{0x0009, 0x1001}, "private")
                           .root(Tag{0x0008, 0xfff0}, "unknown")
                           .query();
    EXPECT_TRUE(query.failed(an_item()).none());
    EXPECT_FALSE(query.has_unsupported_key());
    EXPECT_TRUE(has_remark(query, "private attribute (0009,1001)"));
    EXPECT_TRUE(has_remark(query, "unknown attribute (0008,FFF0)"));
    EXPECT_TRUE(has_remark(query, "QueryRetrieveLevel (0008,0052)"));
    EXPECT_EQ(query.remarks().size(), 4U);
    EXPECT_EQ(query.answer(an_item()).elements().size(), 2U) << "zone and the step's sequence";
}

TEST(Deviations, D20_OnlyAnUnsupportedKeyWithAValueIsUnsupported) {
    EXPECT_FALSE(a_query().root(tags::PatientAddress).query().has_unsupported_key());
    EXPECT_FALSE(a_query().root(tags::PatientAddress, "*").query().has_unsupported_key());
    EXPECT_TRUE(a_query().root(tags::PatientAddress, "Main Street").query().has_unsupported_key());
    EXPECT_TRUE(a_query().step(tags::PatientName, "DOE").query().has_unsupported_key());
    EXPECT_TRUE(a_query().root(tags::StudyDate, "20260702").query().has_unsupported_key());
}

TEST(Deviations, D20_KeysInAWrongVrAreReadAsTheirOwn) {
    Dataset step;
    step.set_element(tags::Modality, {dataset::Vr::UN, {"MR\\CT "}, {}});
    const auto query = Query::parse(with_step(step), the_asker());
    EXPECT_TRUE(query->failed(an_item()).none());
    EXPECT_TRUE(has_remark(*query, "came as UN, not as CS"));

    Dataset sequence_as_text;
    sequence_as_text.set_element(tags::ScheduledProcedureStepSequence, {dataset::Vr::LO, {"x"}, {}});
    EXPECT_TRUE(Query::parse(sequence_as_text, the_asker())->failed(an_item()).none());
    Dataset text_as_sequence;
    text_as_sequence.set_items(tags::PatientID, {Dataset{}.set(tags::PatientID, "P-9")});
    EXPECT_TRUE(Query::parse(text_as_sequence, the_asker())->failed(an_item()).none());
}

TEST(Deviations, D24_AStepSequenceOfVrUnThatNobodyCanReadDoesNotAskForEverybody) {
    Dataset unread;
    unread.set_element(tags::ScheduledProcedureStepSequence, {dataset::Vr::UN, {"garbage!"}, {}});
    const auto query = Query::parse(unread, the_asker());
    ASSERT_FALSE(query.ok());
    EXPECT_EQ(tag_at(query.problem().where), tags::ScheduledProcedureStepSequence);
    Dataset empty;
    empty.set_element(tags::ScheduledProcedureStepSequence, {dataset::Vr::UN, {}, {}});
    EXPECT_TRUE(Query::parse(empty, the_asker())->failed(an_item()).none());
}

TEST(Deviations, D20_AQueryOfThousandsOfOddKeysKeepsItsRecordShort) {
    QueryText query;
    for (unsigned element = 0x1000; element < 0x3000; ++element)
        query.root(Tag{0x0009, static_cast<std::uint16_t>(element)}, "x");
    EXPECT_LE(query.query().remarks().size(), 51U);
}

TEST(Deviations, D20_MoreValuesThanAnybodyNeedsAreRefused) {
    const std::vector<std::string> many(65, "CT");
    const auto query = Query::parse(with_step(Dataset{}.set_values(tags::Modality, many)), the_asker());
    ASSERT_FALSE(query.ok());
    EXPECT_EQ(query.problem().code, Code::too_large);
    EXPECT_EQ(query.problem().where, "(0040,0100)[1]>(0008,0060)");
}

Dataset with_procedure_code(Dataset code) {
    return Dataset{}.set_items(tags::RequestedProcedureCodeSequence, {std::move(code)});
}

// The worklist of a CT that repeats (0008,0103) "1" in its code keys stayed empty, with status 0000.
TEST(Deviations, D20_AMemberThatNoItemHoldsIsNotMatchedAndKeepsNothingOut) {
    const auto query = Query::parse(
        with_procedure_code(Dataset{}.set(tags::CodeValue, "CTTX").set(tags::CodingSchemeVersion, "1")),
        the_asker());
    EXPECT_EQ(names(query->failed(an_item())), "");
    EXPECT_TRUE(query->has_unsupported_key());
    EXPECT_TRUE(has_remark(*query, "CodingSchemeVersion (0008,0103) inside RequestedProcedureCodeSequence"));
    const auto other = Query::parse(
        with_procedure_code(Dataset{}.set(tags::CodeValue, "MR").set(tags::CodingSchemeVersion, "1")),
        the_asker());
    EXPECT_EQ(names(other->failed(an_item())), "RequestedProcedureCodeSequence") << "what we hold is matched";
}

TEST(Deviations, D20_AMemberWithoutAValueIsNoUnsupportedKey) {
    const auto query =
        Query::parse(with_procedure_code(Dataset{}.set(tags::CodingSchemeVersion, "")), the_asker());
    EXPECT_FALSE(query->has_unsupported_key());
    EXPECT_TRUE(query->remarks().empty());
}

TEST(Deviations, D20_ASequenceInsideASequenceIsAnUnsupportedKeyOnlyIfItAsksForSomething) {
    const auto nested = [](const char* value) {
        return Query::parse(with_procedure_code(Dataset{}.set_items(tags::RequestedProcedureCodeSequence,
                                                                    {Dataset{}.set(tags::CodeValue, value)})),
                            the_asker());
    };
    EXPECT_TRUE(nested("X")->failed(an_item()).none());
    EXPECT_TRUE(nested("X")->has_unsupported_key());
    EXPECT_FALSE(nested("")->has_unsupported_key());
}

std::string refused_key(const Dataset& identifier) {
    const auto query = Query::parse(identifier, the_asker());
    if (query.ok()) return "none";
    return describe(tag_at(query.problem().where).value()) + " " + name_of(query.problem().code);
}

// `A=A=A=...` of 256 KiB held a session for minutes.
TEST(Deviations, D17_ANameOfMoreThanThreeComponentGroupsIsRefused) {
    const auto key = [](const std::string& name) { return Dataset{}.set(tags::PatientName, name); };
    std::string groups = "A";
    for (int n = 0; n < 100'000; ++n) groups += "=A";
    EXPECT_EQ(refused_key(key(groups)), "PatientName (0010,0010) malformed");
    EXPECT_EQ(refused_key(key("A=B=C=")), "PatientName (0010,0010) malformed");
    EXPECT_EQ(refused_key(key("A=B=C")), "none");
}

TEST(Deviations, D17_AKeyLongerThanItsVrAllowsIsRefusedByName) {
    const auto key = [](dataset::Tag tag, std::string value) { return Dataset{}.set(tag, std::move(value)); };
    const std::string u_umlauts = [] {
        std::string out;
        for (int n = 0; n < 64; ++n) out += "ü";
        return out;
    }();
    EXPECT_EQ(refused_key(key(tags::AccessionNumber, std::string(17, '1'))),
              "AccessionNumber (0008,0050) too_long");
    EXPECT_EQ(refused_key(key(tags::PatientID, std::string(65, '1'))), "PatientID (0010,0020) too_long");
    EXPECT_EQ(refused_key(key(tags::PatientID, u_umlauts)), "none") << "characters count, not bytes";
    EXPECT_EQ(refused_key(key(tags::PatientName, "A=" + std::string(65, 'x'))),
              "PatientName (0010,0010) too_long");
    EXPECT_EQ(refused_key(key(tags::PatientName, u_umlauts + "=" + u_umlauts)), "none");
    EXPECT_EQ(refused_key(with_step(key(tags::Modality, std::string(17, 'C')))),
              "Modality (0008,0060) too_long");
    EXPECT_EQ(refused_key(with_procedure_code(key(tags::CodeValue, std::string(17, 'C')))),
              "RequestedProcedureCodeSequence (0032,1064) too_long");
    EXPECT_EQ(refused_key(key(tags::PatientComments, std::string(10240, 'c'))), "none");
    EXPECT_EQ(refused_key(key(tags::PatientComments, "*" + std::string(65, 'c'))),
              "PatientComments (0010,4000) too_long")
        << "a wildcard costs its length for every character of the text";
}

TEST(Deviations, D17_StarsDoNotMakeAKeyTooLong) {
    const std::string stars(100'000, '*');
    EXPECT_TRUE(matches(a_query().root(tags::AccessionNumber, stars + "A100" + stars), an_item()));
    EXPECT_TRUE(matches(a_query().root(tags::AccessionNumber, stars), an_item()));
    EXPECT_TRUE(matches(a_query().name("Mü" + stars + "^" + stars), an_item()));
    EXPECT_TRUE(matches(a_query().modality(stars), an_item()));
}

TEST(Deviations, SecondItemOfTheStepSequenceIsRemarkedAndNotRead) {
    Dataset identifier;
    identifier.set_items(tags::ScheduledProcedureStepSequence,
                         {Dataset{}.set(tags::Modality, "CT"), Dataset{}.set(tags::Modality, "MR")});
    const auto query = Query::parse(identifier, the_asker());
    EXPECT_TRUE(query->failed(an_item()).none());
    EXPECT_TRUE(has_remark(*query, "more than one item"));
}

TEST(Deviations, RemarksNeverHoldTheValuesOfKeys) {
    const auto query = a_query()
                           .name("SECRET^NAME")
                           .root(tags::PatientAddress, "SECRET")
                           .root(Tag{0x0009, 0x1001}, "SECRET")
                           .query();
    EXPECT_FALSE(has_remark(query, "SECRET"));
    EXPECT_EQ(query.remarks().size(), 2U);
}

}  // namespace
}  // namespace mwl::worklist::test
