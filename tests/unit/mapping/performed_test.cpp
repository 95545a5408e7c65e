#include "mwl/mapping/performed.h"

#include <gtest/gtest.h>

#include "mwl/dataset/codec.h"
#include "mwl/time/hl7_time.h"

namespace mwl::mapping {
namespace {

namespace tags = dataset::tags;
using dataset::Dataset;
using Kind = MppsRefusal::Kind;

const SopInstanceUid kUid{"1.2.9"};

MppsContext context(bool strict = false) {
    MppsContext out;
    out.device = AeTitle{"CT1"};
    out.zone = Zone::fixed(std::chrono::hours{2});
    out.strict = strict;
    return out;
}

// Everything that Table F.7.2-1 asks for at N-CREATE.
Dataset complete_create() {
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.2.3").set_items(tags::ReferencedStudySequence, {});
    item.set(tags::AccessionNumber, "A1").set(tags::RequestedProcedureID, "RP1");
    item.set_empty(tags::RequestedProcedureDescription).set(tags::ScheduledProcedureStepID, "S1");
    item.set_empty(tags::ScheduledProcedureStepDescription)
        .set_items(tags::ScheduledProtocolCodeSequence, {});
    Dataset out;
    out.set(tags::SpecificCharacterSet, "ISO_IR 100")
        .set_items(tags::ScheduledStepAttributesSequence, {item});
    out.set(tags::PatientName, "DOE^JANE").set(tags::PatientID, "P1");
    out.set(tags::PatientBirthDate, "19700102").set(tags::PatientSex, "F");
    out.set_items(tags::ReferencedPatientSequence, {}).set(tags::PerformedProcedureStepID, "PPS1");
    out.set(tags::PerformedStationAETitle, "CT1").set_empty(tags::PerformedStationName);
    out.set_empty(tags::PerformedLocation).set(tags::PerformedProcedureStepStartDate, "20260702");
    out.set(tags::PerformedProcedureStepStartTime, "103000");
    out.set(tags::PerformedProcedureStepStatus, "IN PROGRESS");
    out.set_empty(tags::PerformedProcedureStepDescription).set_empty(tags::PerformedProcedureTypeDescription);
    out.set_items(tags::ProcedureCodeSequence, {}).set_empty(tags::PerformedProcedureStepEndDate);
    out.set_empty(tags::PerformedProcedureStepEndTime).set(tags::Modality, "CT").set_empty(tags::StudyID);
    out.set_items(tags::PerformedProtocolCodeSequence, {}).set_items(tags::PerformedSeriesSequence, {});
    return out;
}

Dataset series(const std::string& uid, std::size_t images) {
    Dataset out;
    out.set(tags::ProtocolName, "Head")
        .set(tags::SeriesInstanceUID, uid)
        .set_empty(tags::PerformingPhysicianName);
    out.set(tags::OperatorsName, "TECH^TOM")
        .set_empty(tags::SeriesDescription)
        .set_empty(tags::RetrieveAETitle);
    out.set_items(tags::ReferencedImageSequence, std::vector<Dataset>(images));
    return out.set_items(tags::ReferencedNonImageCompositeSOPInstanceSequence, {});
}

Dataset completion() {
    Dataset out;
    out.set(tags::PerformedProcedureStepStatus, "COMPLETED")
        .set(tags::PerformedProcedureStepEndDate, "20260702");
    out.set(tags::PerformedProcedureStepEndTime, "1045");
    return out.set_items(tags::PerformedSeriesSequence, {series("1.5", 40), series("1.6", 2)});
}

PerformedStep created(bool strict = true) {
    const auto reading = read_create(kUid, complete_create(), "digest-1", context(strict));
    EXPECT_FALSE(reading.refusal.has_value()) << (reading.refusal ? reading.refusal->comment : "");
    return reading.step;
}

TEST(ReadCreate, BirthDateAndSexAreWhatTheModalityStated) {
    const auto step = created();
    EXPECT_EQ(step.birth_date,
              OptionalDate(LocalDate{std::chrono::year(1970), std::chrono::January, std::chrono::day(2)}));
    EXPECT_EQ(step.sex, "F");
    for (const auto* const odd : {"00000000", "19701302", "1970", "00000101"}) {
        const auto reading =
            read_create(kUid, complete_create().set(tags::PatientBirthDate, odd), "d", context());
        EXPECT_FALSE(reading.refusal.has_value()) << odd;
        EXPECT_EQ(reading.step.birth_date, std::nullopt) << odd;
        EXPECT_FALSE(reading.remarks.empty()) << odd;
    }
}

TEST(ReadCreate, D24_AnExamWhoseStepsCannotBeReadIsKeptForAPerson) {
    auto attributes = complete_create();
    attributes.set_element(tags::ScheduledStepAttributesSequence,
                           dataset::Element{dataset::Vr::UN, {"garbage!"}, {}});
    const auto reading = read_create(kUid, attributes, "d", context());
    ASSERT_FALSE(reading.refusal.has_value());
    EXPECT_EQ(reading.step.alarm, "ScheduledStepAttributesSequence (0040,0270) cannot be read");
    EXPECT_EQ(created().alarm, "");
}

TEST(ReadCreate, ACompleteObjectIsTakenEvenStrictly) {
    const auto step = created();
    EXPECT_EQ(step.uid, kUid);
    EXPECT_EQ(step.status, PpsStatus::in_progress);
    EXPECT_EQ(step.patient, (PatientId{"P1", {}})) << "the modality stated no issuer: nobody knows it";
    EXPECT_EQ(step.device.str(), "CT1");
    ASSERT_EQ(step.references.size(), 1U);
    EXPECT_EQ(step.references[0].accession, (AccessionNumber{"A1", {}}));
    EXPECT_EQ(step.references[0].step.str(), "S1");
    EXPECT_EQ(print_hl7_time(*step.started_at, Zone{}), "20260702083000+0000");
    EXPECT_EQ(step.create_digest, "digest-1");
    const auto kept = dataset::decode(step.attributes);
    ASSERT_TRUE(kept.ok());
    EXPECT_FALSE(kept->has(tags::SpecificCharacterSet));
    EXPECT_EQ(kept->value(tags::PatientName), "DOE^JANE");
}

TEST(ReadCreate, E4_AnyStatusButInProgressIs0106) {
    for (const auto* const status : {"COMPLETED", "DISCONTINUED", "in progress", "STARTED"}) {
        const auto reading = read_create(
            kUid, complete_create().set(tags::PerformedProcedureStepStatus, status), "d", context());
        ASSERT_TRUE(reading.refusal.has_value()) << status;
        EXPECT_EQ(reading.refusal->kind, Kind::invalid_value);
        EXPECT_LE(reading.refusal->comment.size(), 64U);
    }
}

TEST(ReadCreate, E4_AMissingStudyUidIs0120AndAnEmptyOne0121) {
    auto attributes = complete_create();
    auto item = attributes.items(tags::ScheduledStepAttributesSequence).front();
    item.set_empty(tags::StudyInstanceUID);
    attributes.set_items(tags::ScheduledStepAttributesSequence, {item});
    auto reading = read_create(kUid, attributes, "d", context());
    ASSERT_TRUE(reading.refusal.has_value());
    EXPECT_EQ(reading.refusal->kind, Kind::missing_value);
    item.erase(tags::StudyInstanceUID);
    attributes.set_items(tags::ScheduledStepAttributesSequence, {item});
    reading = read_create(kUid, attributes, "d", context());
    ASSERT_TRUE(reading.refusal.has_value());
    EXPECT_EQ(reading.refusal->kind, Kind::missing_attribute);
    EXPECT_EQ(reading.refusal->attributes, std::vector{tags::StudyInstanceUID});
}

TEST(ReadCreate, E4_OtherMissingAttributesAreRemarkedAndRefusedOnlyStrictly) {
    auto attributes = complete_create();
    attributes.erase(tags::PerformedProcedureStepID);
    attributes.erase(tags::StudyID);
    const auto lenient = read_create(kUid, attributes, "d", context());
    EXPECT_FALSE(lenient.refusal.has_value());
    EXPECT_EQ(lenient.remarks.size(), 2U);
    const auto strict = read_create(kUid, attributes, "d", context(true));
    ASSERT_TRUE(strict.refusal.has_value());
    EXPECT_EQ(strict.refusal->kind, Kind::missing_attribute);
    EXPECT_EQ(strict.refusal->attributes, (std::vector{tags::PerformedProcedureStepID, tags::StudyID}));
}

TEST(ReadCreate, ATypeTwoAttributeMayBeEmptyAndATypeOneMayNot) {
    EXPECT_FALSE(read_create(kUid, complete_create().set_empty(tags::PatientID), "d", context(true)).refusal);
    const auto reading = read_create(kUid, complete_create().set_empty(tags::Modality), "d", context(true));
    ASSERT_TRUE(reading.refusal.has_value());
    EXPECT_EQ(reading.refusal->kind, Kind::missing_value);
}

TEST(ReadCreate, AnUnreadableTimeIsRemarkedAndTheRestIsKept) {
    const auto reading = read_create(
        kUid, complete_create().set(tags::PerformedProcedureStepStartTime, "25xx"), "d", context());
    EXPECT_FALSE(reading.refusal.has_value());
    EXPECT_FALSE(reading.step.started_at.has_value());
    EXPECT_EQ(reading.remarks.size(), 1U);
}

TEST(ReadCreate, ADateThatMeansNoDateIsRemarkedAndNotTaken) {
    const auto reading = read_create(
        kUid, complete_create().set(tags::PerformedProcedureStepStartDate, "99991231"), "d", context());
    EXPECT_FALSE(reading.refusal.has_value());
    EXPECT_FALSE(reading.step.started_at.has_value());
    EXPECT_EQ(reading.remarks.size(), 1U);
}

TEST(ReadSet, CompletionMergesAndCounts) {
    const auto reading = read_set(created(), completion(), "digest-2", context(true));
    ASSERT_FALSE(reading.refusal.has_value()) << reading.refusal->comment;
    EXPECT_EQ(reading.step.status, PpsStatus::completed);
    EXPECT_EQ(reading.step.series, 2);
    EXPECT_EQ(reading.step.instances, 42);
    EXPECT_EQ(reading.step.operators, "TECH^TOM");
    EXPECT_EQ(reading.step.final_digest, "digest-2");
    EXPECT_EQ(print_hl7_time(*reading.step.ended_at, Zone{}), "20260702084500+0000");
    EXPECT_EQ(dataset::decode(reading.step.attributes)->value(tags::PatientID), "P1");
}

TEST(ReadSet, ASequenceReplacesTheWholeSequence) {
    Dataset first;
    first.set_items(tags::PerformedSeriesSequence, {series("1.5", 1), series("1.6", 1)});
    const auto between = read_set(created(), first, "d", context(true));
    Dataset second;
    second.set_items(tags::PerformedSeriesSequence, {series("1.7", 3)});
    const auto reading = read_set(between.step, second, "d", context(true));
    EXPECT_EQ(reading.step.series, 1);
    EXPECT_EQ(reading.step.instances, 3);
    EXPECT_EQ(reading.step.status, PpsStatus::in_progress);
}

TEST(ReadSet, E3_AFinalObjectIsNotUpdatedAndAByteEqualRepeatChangesNothing) {
    const auto final = read_set(created(), completion(), "digest-2", context()).step;
    const auto other = read_set(final, completion(), "digest-3", context());
    ASSERT_TRUE(other.refusal.has_value());
    EXPECT_EQ(other.refusal->kind, Kind::already_final);
    const auto repeat = read_set(final, completion(), "digest-2", context());
    EXPECT_FALSE(repeat.refusal.has_value());
    EXPECT_EQ(repeat.step, final);
}

TEST(ReadSet, AnUnknownStatusIs0106) {
    Dataset change;
    change.set(tags::PerformedProcedureStepStatus, "FINISHED");
    const auto reading = read_set(created(), change, "d", context());
    ASSERT_TRUE(reading.refusal.has_value());
    EXPECT_EQ(reading.refusal->kind, Kind::invalid_value);
}

TEST(ReadSet, WhatMayNotChangeIsIgnoredLenientlyAndRefusedStrictly) {
    Dataset same;
    same.set(tags::PatientID, "P1");
    EXPECT_FALSE(read_set(created(), same, "d", context(true)).refusal.has_value());
    Dataset other;
    other.set(tags::PatientID, "P2");
    const auto lenient = read_set(created(), other, "d", context());
    EXPECT_FALSE(lenient.refusal.has_value());
    EXPECT_EQ(dataset::decode(lenient.step.attributes)->value(tags::PatientID), "P1");
    EXPECT_EQ(lenient.remarks.size(), 1U);
    const auto strict = read_set(created(), other, "d", context(true));
    ASSERT_TRUE(strict.refusal.has_value());
    EXPECT_EQ(strict.refusal->kind, Kind::invalid_value);
}

TEST(ReadSet, TheFinalStateAsksForSeriesAndEndOnlyStrictly) {
    Dataset change;
    change.set(tags::PerformedProcedureStepStatus, "COMPLETED");
    EXPECT_FALSE(read_set(created(), change, "d", context()).refusal.has_value());
    const auto strict = read_set(created(), change, "d", context(true));
    ASSERT_TRUE(strict.refusal.has_value());
    EXPECT_EQ(strict.refusal->kind, Kind::missing_value);
}

TEST(ReadSet, ADiscontinuationKeepsItsReason) {
    Dataset reason;
    reason.set(tags::CodeValue, "110514")
        .set(tags::CodingSchemeDesignator, "DCM")
        .set(tags::CodeMeaning, "Wrong");
    Dataset change;
    change.set(tags::PerformedProcedureStepStatus, "DISCONTINUED");
    change.set_items(tags::PerformedProcedureStepDiscontinuationReasonCodeSequence, {reason});
    const auto reading = read_set(created(), change, "d", context());
    EXPECT_EQ(reading.step.status, PpsStatus::discontinued);
    EXPECT_EQ(reading.step.discontinuation_reason, (CodedEntry{"110514", "DCM", "Wrong"}));
}

TEST(ReadSet, AnUnreadableStoredObjectIsAProcessingFailure) {
    auto stored = created();
    stored.attributes = "garbage";
    const auto reading = read_set(stored, completion(), "d", context());
    ASSERT_TRUE(reading.refusal.has_value());
    EXPECT_EQ(reading.refusal->kind, Kind::processing_failure);
}

}  // namespace
}  // namespace mwl::mapping
