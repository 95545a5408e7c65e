// Values that come as UN of defined length, or with a VR that no standard defines (PS3.5 6.2.2, CP-246;
// faults.md D24): what reaches the worklist and the MPPS.

#include <gtest/gtest.h>

#include "mwl/gate/dataset_gate.h"
#include "support/dicom_raw.h"
#include "support/dicom_server.h"
#include "support/raw_elements.h"

namespace mwl::test {
namespace dicom_unknown_vr_test {

using dataset::Dataset;
using dataset::Tag;
using dataset::Vr;
namespace tags = dataset::tags;
namespace status = dicom::status;

constexpr Tag kPrivate{0x0009, 0x1001};

std::string big_or_little(bool big) { return big ? kExplicitBig : kExplicitLittle; }

// A broker that keeps what reached it, and a peer that speaks this transfer syntax.
class UnknownVrOnTheWire : public ::testing::Test {
protected:
    // The status that is answered to this data set.
    std::optional<std::uint16_t> send(const char* sop_class, const std::string& syntax,
                                      const std::string& command, const std::string& data_set) {
        DicomPeer peer(broker_.port());
        AssociateRequest request;
        request.contexts = {{1, sop_class, {syntax}}};
        (void)peer.associate(request);
        EXPECT_TRUE(peer.send(p_data(1, Fragment::last_command, command)));
        for (std::size_t at = 0; at == 0 || at < data_set.size(); at += kFragment) {
            const bool is_last = at + kFragment >= data_set.size();
            EXPECT_TRUE(peer.send(p_data(1, is_last ? Fragment::last_data_set : Fragment::data_set,
                                         data_set.substr(at, kFragment))));
        }
        const auto answered = status_in(peer.read_final_response());
        EXPECT_TRUE(peer.send(release_request()));
        record_ = broker_.record(associations_++).operations.at(0);
        return answered;
    }
    std::optional<std::uint16_t> find(const std::string& syntax, const std::string& query) {
        return send(kWorklist, syntax, find_command(1), query);
    }
    std::optional<std::uint16_t> create(const std::string& syntax, const std::string& attributes) {
        return send(kMpps, syntax, n_create_command(1, "1.2.3"), attributes);
    }

    Dataset seen_;
    int asked_ = 0;
    dicom::OperationRecord record_;

private:
    static constexpr std::size_t kFragment = 16'000;

    dicom::Handlers handlers() {
        dicom::Handlers handlers;
        handlers.find = [this](const dicom::Caller&, const dicom::FindRequest& request) {
            seen_ = request.query;
            ++asked_;
            return dicom::FindAnswer{};
        };
        handlers.n_create = [this](const dicom::Caller&, const dicom::MppsRequest& request) {
            seen_ = request.attributes;
            ++asked_;
            return dicom::MppsResponse{};
        };
        return handlers;
    }

    std::size_t associations_ = 0;

protected:
    DicomServerUnderTest broker_{{}, handlers()};
};

TEST_F(UnknownVrOnTheWire, D24_AQueryWhoseStepSequenceIsUnAsksForItsModalityAndStation) {
    for (const bool big : {false, true}) {
        const auto step = raw::item(raw::implicit(tags::Modality, "CT") +
                                    raw::implicit(tags::ScheduledStationAETitle, "CT01"));
        EXPECT_EQ(
            find(big_or_little(big), raw::brief(tags::PatientName, "PN", "", big) +
                                         raw::wide(tags::PatientID, "UN", "47", big) +
                                         raw::wide(tags::PregnancyStatus, "UN", raw::number(4, 2), big) +
                                         raw::wide(tags::ScheduledProcedureStepSequence, "UN", step, big)),
            status::kSuccess);
        Dataset expected;
        expected.set_empty(tags::PatientName).set(tags::PatientID, "47").set(tags::PregnancyStatus, "4");
        expected.set_items(tags::ScheduledProcedureStepSequence,
                           {Dataset().set(tags::Modality, "CT").set(tags::ScheduledStationAETitle, "CT01")});
        EXPECT_EQ(seen_, expected) << dump(seen_);
        EXPECT_EQ(record_.note,
                  "values without their VR: (0010,0020) read as LO, (0010,21C0) read as US, "
                  "(0040,0100) read as SQ");
    }
}

TEST_F(UnknownVrOnTheWire, D24_ExplicitVrInsideOfUnIsReadAndNoted) {
    for (const bool big : {false, true}) {
        const auto step = raw::open_item(raw::brief(tags::Modality, "CS", "CT") +
                                         raw::brief(tags::ScheduledStationAETitle, "AE", ""));
        EXPECT_EQ(find(big_or_little(big), raw::wide(tags::ScheduledProcedureStepSequence, "UN", step, big)),
                  status::kSuccess);
        ASSERT_EQ(seen_.items(tags::ScheduledProcedureStepSequence).size(), 1U);
        EXPECT_EQ(seen_.items(tags::ScheduledProcedureStepSequence)[0].value(tags::Modality), "CT");
        EXPECT_EQ(record_.note, "values without their VR: (0040,0100) read as SQ in Explicit VR");
    }
}

TEST_F(UnknownVrOnTheWire, D24_AnExamWhoseSequencesAreUnNamesItsStep) {
    for (const bool big : {false, true}) {
        const auto code = raw::wide(tags::ScheduledProtocolCodeSequence, "UN",
                                    raw::item(raw::implicit(tags::CodeValue, "X1")));
        const auto scheduled =
            raw::item(raw::brief(tags::StudyInstanceUID, "UI", raw::padded("1.2.3", '\0')) +
                      raw::wide(tags::ScheduledProcedureStepID, "UN", "S1") + code);
        const auto series = raw::item(raw::implicit(tags::OperatorsName, raw::padded("M\xfcller^J\xf6rg")) +
                                      raw::open_sequence(tags::ReferencedImageSequence, raw::open_item({})));
        EXPECT_EQ(create(big_or_little(big),
                         raw::wide(tags::SpecificCharacterSet, "UN", "ISO_IR 100", big) +
                             raw::wide(tags::PatientName, "UN", raw::padded("M\xfcller^J\xf6rg"), big) +
                             raw::wide(tags::ScheduledStepAttributesSequence, "UN", scheduled, big) +
                             raw::wide(tags::PerformedSeriesSequence, "UN", series, big)),
                  status::kSuccess);
        EXPECT_EQ(seen_.value(tags::PatientName), "Müller^Jörg");
        ASSERT_EQ(seen_.items(tags::ScheduledStepAttributesSequence).size(), 1U) << dump(seen_);
        const auto& step = seen_.items(tags::ScheduledStepAttributesSequence)[0];
        EXPECT_EQ(step.value(tags::StudyInstanceUID), "1.2.3");
        EXPECT_EQ(step.value(tags::ScheduledProcedureStepID), "S1");
        EXPECT_EQ(step.items(tags::ScheduledProtocolCodeSequence).at(0).value(tags::CodeValue), "X1");
        const auto& performed = seen_.items(tags::PerformedSeriesSequence).at(0);
        EXPECT_EQ(performed.value(tags::OperatorsName), "Müller^Jörg") << "in the set of the data set";
        EXPECT_EQ(performed.items(tags::ReferencedImageSequence).size(), 1U);
    }
    EXPECT_EQ(broker_.log_lines().find("rg"), std::string::npos) << "no names";
}

TEST_F(UnknownVrOnTheWire, D24_AVrOfNoStandardIsWhatTheDictionarySays) {
    EXPECT_EQ(create(kExplicitLittle,
                     raw::wide(kPrivate, "ZZ", "abcd") + raw::wide(tags::PatientID, "ZZ", "P1") +
                         raw::wide(tags::ScheduledStepAttributesSequence, "QQ",
                                   raw::item(raw::implicit(tags::ScheduledProcedureStepID, "S1")))),
              status::kSuccess);
    EXPECT_EQ(seen_.value(tags::PatientID), "P1") << dump(seen_);
    EXPECT_EQ(seen_.find(tags::PatientID)->vr, Vr::LO);
    EXPECT_EQ(seen_.items(tags::ScheduledStepAttributesSequence).at(0).value(tags::ScheduledProcedureStepID),
              "S1");
    ASSERT_TRUE(seen_.has(kPrivate)) << "never dropped";
    EXPECT_EQ(seen_.value(kPrivate), "abcd");
    EXPECT_EQ(record_.note, "values without their VR: (0010,0020) read as LO, (0040,0270) read as SQ");
}

TEST_F(UnknownVrOnTheWire, D24_EveryVrOfTheStandardIsKept) {
    const auto eight = raw::number(7, 4) + raw::number(0, 4);
    EXPECT_EQ(create(kExplicitLittle,
                     raw::wide({0x0009, 0x1001}, "OF", eight) + raw::wide({0x0009, 0x1002}, "OD", eight) +
                         raw::wide({0x0009, 0x1003}, "OL", eight) + raw::wide({0x0009, 0x1004}, "OV", eight) +
                         raw::wide({0x0009, 0x1005}, "UV", eight) + raw::wide({0x0009, 0x1006}, "SV", eight) +
                         raw::wide({0x0009, 0x1007}, "UN", eight)),
              status::kSuccess);
    EXPECT_EQ(seen_.elements().size(), 7U) << dump(seen_);
    for (const Tag tag : {Tag{0x0009, 0x1001}, Tag{0x0009, 0x1002}, Tag{0x0009, 0x1003}, Tag{0x0009, 0x1004},
                          Tag{0x0009, 0x1007}})
        EXPECT_EQ(seen_.value(tag), eight) << to_string(tag);
    EXPECT_EQ(seen_.value({0x0009, 0x1005}), "7");
    EXPECT_EQ(seen_.value({0x0009, 0x1006}), "7");
    EXPECT_EQ(record_.note, "") << "a private element of VR UN is ordinary";
}

TEST_F(UnknownVrOnTheWire, D24_WhatNobodyCanReadIsKeptAndALineInTheLogSaysSo) {
    EXPECT_EQ(create(kExplicitLittle, raw::wide(tags::ScheduledStepAttributesSequence, "UN", "garbage!")),
              status::kSuccess);
    ASSERT_TRUE(seen_.has(tags::ScheduledStepAttributesSequence));
    EXPECT_EQ(seen_.value(tags::ScheduledStepAttributesSequence), "garbage!");
    EXPECT_EQ(record_.note, "values without their VR: (0040,0270) read as UN");
    EXPECT_NE(broker_.log_lines().find("value representation guessed"), std::string::npos);
}

TEST_F(UnknownVrOnTheWire, D13_TheLimitsOfADataSetHoldInsideOfUn) {
    std::string deep = raw::item({});
    for (int i = 0; i < 63; ++i) deep = raw::item(raw::implicit(tags::ScheduledProtocolCodeSequence, deep));
    EXPECT_EQ(find(kExplicitLittle, raw::wide(tags::ScheduledProtocolCodeSequence, "UN", deep)),
              status::kSuccess);
    deep = raw::item(raw::implicit(tags::ScheduledProtocolCodeSequence, deep));
    EXPECT_EQ(find(kExplicitLittle, raw::wide(tags::ScheduledProtocolCodeSequence, "UN", deep)),
              status::kUnableToProcess);
    std::string nested = raw::item({});
    for (int i = 0; i < 65; ++i)
        nested = raw::item(raw::wide(tags::ScheduledProtocolCodeSequence, "UN", nested));
    EXPECT_EQ(find(kExplicitLittle, raw::wide(tags::ScheduledProtocolCodeSequence, "UN", nested)),
              status::kUnableToProcess);
    std::string many;
    for (std::size_t i = 0; i < gate::kFindLimits.max_elements; ++i) many += raw::item({});
    EXPECT_EQ(find(kExplicitLittle, raw::wide(tags::ScheduledProtocolCodeSequence, "UN", many)),
              status::kUnableToProcess);
    EXPECT_EQ(asked_, 1);
    EXPECT_EQ(find(kExplicitLittle, raw::brief(tags::Modality, "CS", "CT")), status::kSuccess);
}

}  // namespace dicom_unknown_vr_test
}  // namespace mwl::test
