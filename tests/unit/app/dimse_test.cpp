// Which DIMSE status a modality reads for what a use case says, and what is kept of an association.

#include "app/dimse.h"

#include <gtest/gtest.h>

namespace mwl::app {
namespace {

using mapping::MppsRefusal;
using services::WorklistAnswer;

dicom::MppsResponse refused_as(MppsRefusal::Kind kind) {
    services::MppsOutcome outcome;
    outcome.uid = SopInstanceUid("1.2.3");
    outcome.refusal = MppsRefusal{kind, "why", {dataset::tags::Modality}};
    return mpps_response(outcome);
}

TEST(Dimse, EveryRefusalOfAnMppsHasItsStatus) {
    using Kind = MppsRefusal::Kind;
    EXPECT_EQ(refused_as(Kind::duplicate_instance).status, 0x0111);
    EXPECT_EQ(refused_as(Kind::no_such_instance).status, 0x0112);
    EXPECT_EQ(refused_as(Kind::invalid_value).status, 0x0106);
    EXPECT_EQ(refused_as(Kind::missing_attribute).status, 0x0120);
    EXPECT_EQ(refused_as(Kind::missing_value).status, 0x0121);
    EXPECT_EQ(refused_as(Kind::processing_failure).status, 0x0110);
}

TEST(Dimse, AFinalStepMayNoLongerBeUpdated) {
    const auto response = refused_as(MppsRefusal::Kind::already_final);
    EXPECT_EQ(response.status, 0x0110);
    EXPECT_EQ(response.error_id, 0xA710) << "PS3.4 F.7.2.2.2";
    EXPECT_EQ(response.error_comment, "why");
    EXPECT_EQ(response.attributes, std::vector{dataset::tags::Modality});
    EXPECT_EQ(response.uid, SopInstanceUid("1.2.3"));
    EXPECT_FALSE(refused_as(MppsRefusal::Kind::processing_failure).error_id);
}

TEST(Dimse, WhatWasRemarkableAboutAnMppsReachesTheRecord) {
    services::MppsOutcome outcome;
    outcome.remarks = {"Modality missing", "the same N-CREATE again"};
    EXPECT_EQ(mpps_response(outcome).note, "Modality missing; the same N-CREATE again");
    outcome.refusal = MppsRefusal{MppsRefusal::Kind::no_such_instance, "why", {}};
    EXPECT_EQ(mpps_response(outcome).note, "Modality missing; the same N-CREATE again");
}

TEST(Dimse, AnAcceptedMppsIsASuccessThatNamesItsInstance) {
    services::MppsOutcome outcome;
    outcome.uid = SopInstanceUid("1.2.3");
    EXPECT_EQ(mpps_response(outcome).status, 0x0000);
    EXPECT_EQ(mpps_response(outcome).uid, SopInstanceUid("1.2.3"));
}

TEST(Dimse, AListThatWasCutOffAndAQueryThatCannotBeReadAreNoSuccess) {
    WorklistAnswer answer;
    EXPECT_EQ(find_answer(answer).status, 0x0000);
    answer.end = WorklistAnswer::End::limit_reached;
    EXPECT_EQ(find_answer(answer).status, 0xA700);
    answer.end = WorklistAnswer::End::bad_query;
    answer.unreadable = {dataset::tags::ScheduledProcedureStepStartDate};
    EXPECT_EQ(find_answer(answer).status, 0xA900);
    EXPECT_EQ(find_answer(answer).offending_elements, answer.unreadable);
}

TEST(Dimse, WhoeverWasTakenOutOfTheDevicesGetsAFailureNotAnEmptyList) {
    EXPECT_EQ(refused_find().status, 0xC000);
    EXPECT_EQ(refused_mpps().status, 0x0110);
    EXPECT_EQ(refused_uid("two dots").status, 0x0117);
    EXPECT_EQ(refused_uid("two dots").error_comment, "two dots");
}

TEST(Dimse, TheRecordOfAnAssociationHoldsItsQueriesApartFromItsOtherOperations) {
    dicom::AssociationSummary summary;
    summary.caller.association = "7";
    summary.caller.calling = AeTitle("XRAY1");
    summary.ending = dicom::Ending::released;
    dicom::OperationRecord find;
    find.kind = dicom::Operation::find;
    find.answers = 3;
    dicom::OperationRecord create;
    create.kind = dicom::Operation::n_create;
    create.status = 0x0111;
    create.uid = SopInstanceUid("1.2.3");
    summary.operations = {find, create};
    summary.operations_in_all = 4;
    const auto record = association_record(summary);
    ASSERT_EQ(record.queries.size(), 1U);
    EXPECT_EQ(record.queries[0].association, "7");
    EXPECT_EQ(record.queries[0].calling_ae, "XRAY1");
    EXPECT_EQ(record.queries[0].answers, 3);
    EXPECT_EQ(record.operations, "N-CREATE status 0111, 1.2.3\nand 2 more, queries among them, not kept\n");
}

TEST(Dimse, ARejectedAssociationIsKeptWithItsReason) {
    dicom::AssociationSummary summary;
    summary.ending = dicom::Ending::rejected;
    summary.rejection = dicom::Rejection::unknown_calling_ae("no such device");
    EXPECT_NE(association_record(summary).outcome.find("1/1/3: no such device"), std::string::npos)
        << association_record(summary).outcome;
}

}  // namespace
}  // namespace mwl::app
