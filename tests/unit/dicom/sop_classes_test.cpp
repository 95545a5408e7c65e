// Which request is answered on which presentation context, and how all others are refused (PS3.7 9.1, 10.1).
#include "dicom/sop_classes.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>

namespace mwl::dicom {
namespace {

constexpr const char* kCtImageStorage = "1.2.840.10008.5.1.4.1.1.2";

TEST(SopClasses, EachOperationIsAnsweredOnTheContextOfItsClass) {
    struct Case {
        const char* sop_class;
        T_DIMSE_Command command;
        Operation kind;
    };
    constexpr std::array kCases{
        Case{kVerificationSopClass, DIMSE_C_ECHO_RQ, Operation::echo},
        Case{kWorklistSopClass, DIMSE_C_FIND_RQ, Operation::find},
        Case{kMppsSopClass, DIMSE_N_CREATE_RQ, Operation::n_create},
        Case{kMppsSopClass, DIMSE_N_SET_RQ, Operation::n_set},
    };
    for (const auto& each : kCases) {
        const auto found = dispatch(each.sop_class, each.command, each.sop_class);
        ASSERT_NE(found.operation, nullptr) << each.sop_class;
        EXPECT_EQ(found.operation->kind, each.kind);
        EXPECT_NE(found.operation->answer, nullptr);
        EXPECT_EQ(kind_of(each.command), each.kind);
    }
}

TEST(SopClasses, D7_AClassThatIsNotTheContextsIsRefusedAsItsKindOfServiceRefusesClasses) {
    struct Case {
        const char* context;
        T_DIMSE_Command command;
        const char* named;
        Status status;
    };
    constexpr std::array kCases{
        Case{kVerificationSopClass, DIMSE_C_FIND_RQ, kWorklistSopClass, status::kSopClassNotSupported},
        Case{kMppsSopClass, DIMSE_C_FIND_RQ, kWorklistSopClass, status::kSopClassNotSupported},
        Case{kWorklistSopClass, DIMSE_C_STORE_RQ, kCtImageStorage, status::kSopClassNotSupported},
        Case{kWorklistSopClass, DIMSE_C_ECHO_RQ, kVerificationSopClass, status::kSopClassNotSupported},
        Case{kWorklistSopClass, DIMSE_C_FIND_RQ, "", status::kSopClassNotSupported},
        Case{kWorklistSopClass, DIMSE_N_CREATE_RQ, kMppsSopClass, status::kNoSuchClass},
        Case{kVerificationSopClass, DIMSE_N_SET_RQ, kMppsSopClass, status::kNoSuchClass},
        Case{kMppsSopClass, DIMSE_N_SET_RQ, kWorklistSopClass, status::kNoSuchClass},
        Case{kMppsSopClass, DIMSE_N_ACTION_RQ, kCtImageStorage, status::kNoSuchClass},
    };
    for (const auto& each : kCases) {
        const auto found = dispatch(each.context, each.command, each.named);
        EXPECT_EQ(found.operation, nullptr);
        EXPECT_EQ(hex_of(found.refusal), hex_of(each.status)) << each.context << ' ' << each.named;
        EXPECT_TRUE(found.comment.starts_with("this context is for ")) << found.comment;
    }
}

TEST(SopClasses, D8_AnOperationThatTheClassDoesNotTakeIsUnrecognised) {
    for (const auto& served : served_classes())
        for (const auto command : {DIMSE_C_ECHO_RQ, DIMSE_C_FIND_RQ, DIMSE_C_GET_RQ, DIMSE_C_MOVE_RQ,
                                   DIMSE_C_STORE_RQ, DIMSE_N_ACTION_RQ, DIMSE_N_CREATE_RQ, DIMSE_N_DELETE_RQ,
                                   DIMSE_N_EVENT_REPORT_RQ, DIMSE_N_GET_RQ, DIMSE_N_SET_RQ}) {
            const bool is_taken = std::ranges::find(served.operations, command, &ServedOperation::command) !=
                                  served.operations.end();
            const auto found = dispatch(served.uid, command, served.uid);
            EXPECT_EQ(hex_of(found.refusal), is_taken ? "0000" : "0211") << served.name << ' ' << command;
            EXPECT_EQ(found.operation != nullptr, is_taken);
        }
    EXPECT_EQ(dispatch(kMppsSopClass, DIMSE_N_GET_RQ, kMppsSopClass).comment,
              "Modality Performed Procedure Step takes N-CREATE, N-SET");
}

TEST(SopClasses, WhatARefusalSaysFitsIntoAnErrorComment) {
    for (const auto& served : served_classes()) {
        EXPECT_LE(dispatch(served.uid, DIMSE_C_GET_RQ, served.uid).comment.size(), 64U);
        EXPECT_LE(dispatch(served.uid, DIMSE_C_GET_RQ, kCtImageStorage).comment.size(), 64U);
    }
}

TEST(SopClasses, TheReadmeNamesWhatIsServed) {
    std::ostringstream readme;
    readme << std::ifstream(MWL_SOURCE_DIR "/README.md").rdbuf();
    const auto text = readme.str();
    const auto from = text.find("* **DICOM**: ");
    const auto list = text.substr(from, text.find("* **", from + 1) - from);
    for (const auto& served : served_classes())
        for (const auto& operation : served.operations)
            EXPECT_NE(list.find(name_of(operation.kind)), std::string::npos) << name_of(operation.kind);
}

}  // namespace
}  // namespace mwl::dicom
