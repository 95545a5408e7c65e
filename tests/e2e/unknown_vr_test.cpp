// A modality behind a router that does not know the worklist's sequences sends them as UN of defined length
// (CP-246, faults.md D24), on the real program: its query must narrow, its exam must reach the RIS.

#include <gtest/gtest.h>

#include "sim/modality.h"
#include "sim/replay.h"
#include "support/broker.h"
#include "support/dicom_raw.h"
#include "support/postgres.h"
#include "support/raw_elements.h"
#include "support/ris_book.h"

namespace mwl::test {
namespace unknown_vr_test {

namespace tags = dataset::tags;

class ModalityThatSendsUn : public ::testing::Test {
protected:
    ModalityThatSendsUn() : broker_({database_.connection(), ris_.port(), {}, {}}) {
        broker_.start();
        broker_.import_devices();
        sim::ReplayOptions options;
        options.port = broker_.port("mllp");
        for (const auto* const sample : {"01-portable-chest.hl7", "02-abdomen-ultrasound.hl7"})
            sim::replay({std::filesystem::path(MWL_SOURCE_DIR) / "samples" / sample}, options, system_clock(),
                        deadlines_, [](const sim::Sent& sent) { EXPECT_EQ(sent.ack, "AA"); });
        peer_.emplace(broker_.port("dicom"));
        AssociateRequest request;
        request.calling = "XRAY1";
        request.contexts = {{1, kWorklist, {kExplicitLittle}}, {3, kMpps, {kExplicitLittle}}};
        (void)peer_->associate(request);
    }

    // How many items come, and the status that ends them.
    struct Found {
        int items = 0;
        std::optional<std::uint16_t> status;
    };
    Found find(const std::string& step_sequence) {
        EXPECT_TRUE(
            peer_->send(p_data(1, Fragment::last_command, find_command(1)) +
                        p_data(1, Fragment::last_data_set,
                               raw::brief(tags::AccessionNumber, "SH", "") +
                                   raw::wide(tags::ScheduledProcedureStepSequence, "UN", step_sequence))));
        Found found;
        for (auto pdu = peer_->read_pdu(); pdu.type != 0; pdu = peer_->read_pdu()) {
            const auto status = status_in(pdu);
            if (!status) continue;
            found.status = status;
            if ((*status & 0xFF00U) != 0xFF00U) break;
            ++found.items;
        }
        return found;
    }
    std::optional<std::uint16_t> mpps(const std::string& command, const std::string& attributes) {
        EXPECT_TRUE(peer_->send(p_data(3, Fragment::last_command, command) +
                                p_data(3, Fragment::last_data_set, attributes)));
        return status_in(peer_->read_final_response());
    }

    MigratedDatabase database_;
    net::Deadlines deadlines_;
    RisBook ris_;
    RunningBroker broker_;
    std::optional<DicomPeer> peer_;
};

constexpr std::uint16_t kSuccess = 0;
constexpr std::uint16_t kIdentifierDoesNotMatch = 0xA900;

TEST_F(ModalityThatSendsUn, D24_GetsItsOwnModalityOnly) {
    const auto all = find(raw::item(raw::implicit(tags::Modality, "")));
    EXPECT_EQ(all.items, 2);
    const auto own = find(raw::item(raw::implicit(tags::Modality, "DX")));
    EXPECT_EQ(own.items, 1);
    EXPECT_EQ(own.status, kSuccess);
    EXPECT_EQ(find(raw::item(raw::implicit(tags::Modality, "MR"))).items, 0);
    EXPECT_EQ(find(raw::item(raw::brief(tags::Modality, "CS", "DX"))).items, 1) << "Explicit VR inside";
}

TEST_F(ModalityThatSendsUn, D24_GetsNobodyElsesStepsForASequenceThatCannotBeRead) {
    const auto found = find("garbage!");
    EXPECT_EQ(found.items, 0);
    EXPECT_EQ(found.status, kIdentifierDoesNotMatch);
}

TEST_F(ModalityThatSendsUn, D24_ItsExamIsLinkedAndTheRisIsTold) {
    const auto scheduled =
        raw::item(raw::implicit(tags::AccessionNumber, raw::padded("A1001")) +
                  raw::implicit(tags::StudyInstanceUID, raw::padded("1.2.826.0.1.3680043.10.1001.1", '\0')) +
                  raw::implicit(tags::ScheduledProcedureStepID, raw::padded("SPS1001")) +
                  raw::implicit(tags::RequestedProcedureID, raw::padded("RP1001")));
    EXPECT_EQ(mpps(n_create_command(2, "1.2.3"),
                   raw::brief(tags::Modality, "CS", "DX") +
                       raw::wide(tags::PatientName, "UN", raw::padded("DOE^JANE^A")) +
                       raw::wide(tags::PatientID, "UN", raw::padded("MRN1001")) +
                       raw::brief(tags::PerformedProcedureStepStatus, "CS", "IN PROGRESS ") +
                       raw::wide(tags::ScheduledStepAttributesSequence, "UN", scheduled)),
              kSuccess);
    ASSERT_TRUE(ris_.wait_for(1));
    EXPECT_EQ(ris_.received()[0].order_status, "IP");
    EXPECT_EQ(ris_.received()[0].accession, "A1001");
    const auto n_set = command_set({{0x0003, uid(kMpps)},
                                    {0x0100, us(0x0120)},
                                    {0x0110, us(3)},
                                    {0x0800, us(1)},
                                    {0x1001, uid("1.2.3")}});
    const auto series =
        raw::item(raw::implicit(tags::ProtocolName, raw::padded("Chest")) +
                  raw::implicit(tags::SeriesInstanceUID, raw::padded("1.2.3.4", '\0')) +
                  raw::implicit(tags::ReferencedImageSequence, raw::item({}) + raw::item({})));
    EXPECT_EQ(mpps(n_set, raw::brief(tags::PerformedProcedureStepStatus, "CS", "COMPLETED ") +
                              raw::wide(tags::PerformedSeriesSequence, "UN", series)),
              kSuccess);
    ASSERT_TRUE(ris_.wait_for(2));
    EXPECT_EQ(ris_.received()[1].order_status, "CM");
    EXPECT_EQ(database_.psql("select series || ' ' || instances from performed_step"), "1 2");
}

TEST_F(ModalityThatSendsUn, D24_AnExamWhoseStepsCannotBeReadIsKeptForAPerson) {
    EXPECT_EQ(mpps(n_create_command(2, "1.2.3"),
                   raw::brief(tags::PerformedProcedureStepStatus, "CS", "IN PROGRESS ") +
                       raw::wide(tags::ScheduledStepAttributesSequence, "UN", "garbage!")),
              kSuccess);
    EXPECT_EQ(database_.psql("select alarm from performed_step"),
              "ScheduledStepAttributesSequence (0040,0270) cannot be read");
}

}  // namespace unknown_vr_test
}  // namespace mwl::test
