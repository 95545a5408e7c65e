// The data set answered for an item that matches (interop.md 5).
#include <gtest/gtest.h>

#include "mwl/worklist/attributes.h"
#include "unit/worklist/worklist_items.h"

namespace mwl::worklist::test {
namespace {

Dataset answer(const QueryText& query, const WorklistItem& item = an_item()) {
    return query.query().answer(item);
}

const Dataset& step_of(const Dataset& answer) {
    return answer.items(tags::ScheduledProcedureStepSequence).front();
}

TEST(Answer, HoldsTheAttributesAskedForAndNoOthers) {
    const auto data = answer(a_query().name("Müller*").root(tags::PatientID).modality(""));
    Dataset expected;
    expected.set(tags::PatientName, "Müller^Jörg");
    expected.set(tags::PatientID, "P-1");
    expected.set_items(tags::ScheduledProcedureStepSequence, {Dataset{}.set(tags::Modality, "CT")});
    EXPECT_EQ(dump(data), dump(expected));
}

TEST(Answer, WithoutTheStepSequenceInTheQueryThereIsNoneInTheAnswer) {
    const auto query = Query::parse(Dataset{}.set(tags::PatientName, ""), the_asker());
    EXPECT_FALSE(query->answer(an_item()).has(tags::ScheduledProcedureStepSequence));
}

TEST(Answer, MissingValuesAskedForComeBackZeroLength) {
    WorklistItem item = an_item();
    item.patient.sex = std::string{};
    item.procedure.code = CodedEntry{};
    const auto data = answer(a_query()
                                 .root(tags::PatientSex)
                                 .root(tags::PatientWeight)
                                 .root(tags::ReferencedPatientSequence)
                                 .root(tags::RequestedProcedureCodeSequence)
                                 .root(tags::PatientComments)
                                 .step(tags::PreMedication),
                             item);
    for (const auto tag : {tags::PatientSex, tags::PatientWeight, tags::ReferencedPatientSequence,
                           tags::RequestedProcedureCodeSequence, tags::PatientComments}) {
        ASSERT_TRUE(data.has(tag)) << describe(tag);
        EXPECT_TRUE(data.find(tag)->empty()) << describe(tag);
    }
    ASSERT_TRUE(step_of(data).has(tags::PreMedication));
    EXPECT_TRUE(step_of(data).find(tags::PreMedication)->empty());
}

TEST(Answer, UnsupportedAndPrivateAttributesAreLeftOut) {
    const auto data = answer(a_query().root(tags::PatientAddress).root(Tag{0x0009, 0x1001}, "x"));
    EXPECT_EQ(data.elements().size(), 1U) << dump(data);
}

TEST(Answer, AnEmptyStepSequenceOrItemAsksForTheWholeStep) {
    const auto whole = answer(a_query());
    EXPECT_EQ(step_of(whole).value(tags::ScheduledStationAETitle), "CT1");
    EXPECT_EQ(step_of(whole).value(tags::ScheduledProcedureStepStartDate), "20260702");
    EXPECT_EQ(step_of(whole).value(tags::ScheduledProcedureStepStartTime), "103000");
    EXPECT_EQ(step_of(whole).value(tags::ScheduledProcedureStepID), "SPS1");
    EXPECT_TRUE(step_of(whole).has(tags::ScheduledStationName)) << "type 2";
    EXPECT_FALSE(step_of(whole).has(tags::PreMedication)) << "2C without a value, and nobody named it";
    const auto zero_length = Dataset{}.set_items(tags::ScheduledProcedureStepSequence, {});
    EXPECT_EQ(dump(Query::parse(zero_length, the_asker())->answer(an_item())), dump(whole));
}

TEST(Answer, OfASequenceOnlyTheMembersAskedFor) {
    const auto member = [](Dataset item) {
        return Query::parse(Dataset{}.set_items(tags::RequestedProcedureCodeSequence, {std::move(item)}),
                            the_asker())
            ->answer(an_item())
            .items(tags::RequestedProcedureCodeSequence)
            .front();
    };
    EXPECT_EQ(member(Dataset{}.set(tags::CodeValue, "")), Dataset{}.set(tags::CodeValue, "CTTX"));
    EXPECT_EQ(member(Dataset{}).elements().size(), 3U);
    EXPECT_EQ(
        member(Dataset{}.set(tags::CodingSchemeVersion, "").set(tags::CodeMeaning, "")).elements().size(),
        1U);
}

TEST(Answer, AStepWithoutStationsIsAnsweredWithTheAskersOwn) {
    WorklistItem item = an_item();
    item.step.stations = std::vector<AeTitle>{};
    Asker asker = the_asker();
    asker.ae = AeTitle{"CT9"};
    const auto data = a_query().step(tags::ScheduledStationAETitle).query(asker).answer(item);
    EXPECT_EQ(step_of(data).value(tags::ScheduledStationAETitle), "CT9");
}

TEST(Answer, SeveralStationsAreSeveralValues) {
    WorklistItem item = an_item();
    item.step.stations = std::vector{AeTitle{"CT1"}, AeTitle{"CT2"}};
    EXPECT_EQ(step_of(answer(a_query(), item)).joined(tags::ScheduledStationAETitle), "CT1\\CT2");
}

TEST(Answer, TextsAreCutToTheirVrAndIdentifiersNever) {
    WorklistItem item = an_item();
    item.procedure.description = std::string(70, 'x');
    item.step.location = std::string(20, 'y');
    item.patient.id.id = std::string(80, '7');
    item.patient.name = text::parse_pn(std::string(70, 'n') + "^J=" + std::string(70, 'm'));
    const auto data = answer(a_query()
                                 .root(tags::RequestedProcedureDescription)
                                 .root(tags::PatientID)
                                 .root(tags::PatientName)
                                 .step(tags::ScheduledProcedureStepLocation),
                             item);
    EXPECT_EQ(data.value(tags::RequestedProcedureDescription).size(), 64U);
    EXPECT_EQ(data.value(tags::PatientID).size(), 80U);
    EXPECT_EQ(data.value(tags::PatientName), std::string(64, 'n') + "=" + std::string(64, 'm'));
    EXPECT_EQ(step_of(data).value(tags::ScheduledProcedureStepLocation).size(), 16U);
}

TEST(Answer, LongAllergiesBecomeSeveralValuesAndLoseNothing) {
    WorklistItem item = an_item();
    std::string allergies;
    for (int i = 0; i < 12; ++i) allergies += (i == 0 ? "" : " ") + std::string("contrast-medium");
    item.patient.allergies = allergies;
    const auto data = answer(a_query().root(tags::Allergies), item);
    std::string joined;
    for (const auto& value : data.find(tags::Allergies)->values) {
        EXPECT_LE(value.size(), 64U);
        joined += (joined.empty() ? "" : " ") + value;
    }
    EXPECT_EQ(joined, allergies);
}

// "Iodine contrast/Latex" came as one value, and a key "Latex" found nobody.
TEST(Answer, EachAllergyIsAValueOfItsOwn) {
    WorklistItem item = an_item();
    const std::string long_one = std::string(60, 'c') + " medium";
    item.patient.allergies = "Iodine contrast\\Latex\\" + long_one;
    const auto data = answer(a_query().root(tags::Allergies), item);
    EXPECT_EQ(data.find(tags::Allergies)->values,
              (std::vector<std::string>{"Iodine contrast", "Latex", std::string(60, 'c'), "medium"}));
    EXPECT_TRUE(matches(a_query().root(tags::Allergies, "Latex"), item));
    EXPECT_FALSE(matches(a_query().root(tags::Allergies, "Iodine"), item));
}

TEST(Answer, ClinicalInformationOfTheOrderStandsAmongTheAlerts) {
    WorklistItem item = an_item();
    item.patient.medical_alerts = std::string("MRSA\\Latex");
    item.procedure.clinical_information = std::string("Not pregnant");
    const auto query = a_query().root(tags::MedicalAlerts);
    EXPECT_EQ(answer(query, item).find(tags::MedicalAlerts)->values,
              (std::vector<std::string>{"MRSA", "Latex", "Not pregnant"}));
    item.procedure.clinical_information = std::string("MRSA");
    EXPECT_EQ(answer(query, item).joined(tags::MedicalAlerts), "MRSA\\Latex") << "said once";
}

TEST(Answer, ABackslashInATextIsNoSecondValue) {
    WorklistItem item = an_item();
    item.procedure.description = std::string("CT \\ thorax");
    const auto data = answer(a_query().root(tags::RequestedProcedureDescription), item);
    EXPECT_EQ(data.find(tags::RequestedProcedureDescription)->values,
              std::vector<std::string>{"CT \\ thorax"});
}

TEST(Answer, OnlyDefinedTermsOfStatusAreGiven) {
    WorklistItem item = an_item();
    item.step.status = StepStatus::on_hold;
    const auto asked = a_query().step(tags::ScheduledProcedureStepStatus);
    EXPECT_TRUE(step_of(answer(asked, item)).find(tags::ScheduledProcedureStepStatus)->empty());
    item.step.status = StepStatus::started;
    EXPECT_EQ(step_of(answer(asked, item)).value(tags::ScheduledProcedureStepStatus), "STARTED");
}

TEST(Answer, TheStudyIsReferencedForGroupCases) {
    const auto data = answer(a_query().root(tags::ReferencedStudySequence));
    EXPECT_EQ(data.items(tags::ReferencedStudySequence).front().value(tags::ReferencedSOPInstanceUID),
              "1.2.3.4");
}

TEST(AttributeTable, EveryRowHasAKeywordAndOneGetterThatFitsItsVr) {
    for (const auto& row : attributes()) {
        const auto* const info = dataset::find_info(row.tag);
        ASSERT_NE(info, nullptr) << to_string(row.tag);
        EXPECT_EQ(row.items != nullptr, info->vr == dataset::Vr::SQ) << info->keyword;
        EXPECT_NE(row.items != nullptr, row.values != nullptr) << info->keyword;
        EXPECT_EQ(row.match == Match::name, info->vr == dataset::Vr::PN) << info->keyword;
        EXPECT_FALSE(row.type == Type::one && row.items != nullptr) << info->keyword;
    }
}

// What an item holds and the table does not name would be left unmatched, and its text unguarded.
TEST(AttributeTable, NamesTheMembersOfEverySequence) {
    WorklistItem item = an_item();
    item.patient.other_ids = std::vector{PatientId{"P-2", Issuer{"OTHER"}}};
    item.visit.number = "V1";
    item.visit.issuer = Issuer{"ADT"};
    item.step.placer = {"PL", Issuer{"HIS"}};
    item.step.filler = {"FI", Issuer{"RIS"}};
    const Asker asker = the_asker();
    for (const auto& row : attributes()) {
        if (row.items == nullptr) continue;
        std::vector<Tag> named;
        for (const auto& member : row.members) named.push_back(member.tag);
        std::vector<Tag> held;
        for (const auto& held_item : row.items(item, {asker.zone, asker.ae}))
            for (const auto& element : held_item.elements()) held.push_back(element.first);
        EXPECT_EQ(held, named) << path_of(row);
    }
}

TEST(AttributeTable, IdentifiersAreMarkedAsSuch) {
    std::string marked;
    for (std::size_t row = 0; row < attributes().size(); ++row)
        if (attributes()[row].is_identifier) marked += name_of_key(row) + " ";
    EXPECT_EQ(marked,
              "AccessionNumber PatientID IssuerOfPatientID StudyInstanceUID AdmissionID RequestedProcedureID "
              "PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest "
              "ScheduledProcedureStepID ");
}

TEST(Identifiers, TextThatIsNoIdentifierMayBeAltered) {
    WorklistItem item = an_item();
    item.patient.name = text::parse_pn("Żółć");
    item.procedure.code = CodedEntry{"CTTX", "99RIS", "Żebra"};
    const auto data =
        answer(a_query().name("").root(tags::PatientID).root(tags::RequestedProcedureCodeSequence), item);
    EXPECT_EQ(identifier_beyond(text::Charset::latin1, data), std::nullopt);
}

TEST(Identifiers, IncludeThoseInsideSequencesAndSteps) {
    using text::Charset;
    WorklistItem item = an_item();
    EXPECT_EQ(identifier_beyond(Charset::ascii, answer(a_query(), item)), std::nullopt);
    item.step.id = StepId{"Ż1"};
    EXPECT_EQ(identifier_beyond(Charset::latin1, answer(a_query(), item)), tags::ScheduledProcedureStepID);
    EXPECT_EQ(identifier_beyond(Charset::latin2, answer(a_query(), item)), std::nullopt);
    item = an_item();
    item.step.protocol = CodedEntry{"РГ", "99RIS", ""};
    EXPECT_EQ(identifier_beyond(Charset::latin1, answer(a_query(), item)),
              tags::ScheduledProtocolCodeSequence);
    item = an_item();
    item.patient.other_ids = std::vector{PatientId{"АБ17", Issuer{"OTHER"}}};
    const auto query = a_query().root(tags::OtherPatientIDsSequence);
    EXPECT_EQ(identifier_beyond(Charset::latin1, answer(query, item)), tags::OtherPatientIDsSequence);
    EXPECT_EQ(identifier_beyond(Charset::utf8, answer(query, item)), std::nullopt);
}

TEST(AttributeTable, TheRequiredMatchingKeysAreThoseOfTableK6) {
    std::string required;
    for (std::size_t row = 0; row < attributes().size(); ++row)
        if (attributes()[row].need == Need::required) required += name_of_key(row) + " ";
    EXPECT_EQ(required,
              "PatientName PatientID Modality ScheduledStationAETitle ScheduledProcedureStepStartDate "
              "ScheduledProcedureStepStartTime ScheduledPerformingPhysicianName ");
}

}  // namespace
}  // namespace mwl::worklist::test
