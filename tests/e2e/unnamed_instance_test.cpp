// SOP Instance UIDs of performed procedure steps as devices send them, on the real program (faults.md D25).

#include <gtest/gtest.h>

#include "mwl/base/clock.h"
#include "sim/replay.h"
#include "support/broker.h"
#include "support/dicom_raw.h"
#include "support/fixed_clock.h"
#include "support/postgres.h"
#include "support/ris_book.h"

namespace mwl::test {
namespace unnamed_instance_test {

constexpr std::uint8_t kPerformed = 1;
constexpr std::uint16_t kInvalidInstance = 0x0117;

std::string sequence_of_one(std::uint16_t group, std::uint16_t number, const std::string& content) {
    return element(group, number, element(0xFFFE, 0xE000, content));
}

std::string in_progress() {
    return element(0x0008, 0x0060, "DX") + element(0x0010, 0x0010, "DOE^JANE^A") +
           element(0x0010, 0x0020, "MRN1001 ") + element(0x0010, 0x0030, "19800204") +
           element(0x0010, 0x0040, "F ") + element(0x0040, 0x0241, "XRAY1 ") +
           element(0x0040, 0x0244, "20260701") + element(0x0040, 0x0245, "081500") +
           element(0x0040, 0x0252, "IN PROGRESS ") + element(0x0040, 0x0253, "PPS1") +
           sequence_of_one(0x0040, 0x0270,
                           element(0x0008, 0x0050, "A1001 ") +
                               element(0x0020, 0x000D, uid("1.2.826.0.1.3680043.10.1001.1")) +
                               element(0x0040, 0x0009, "SPS1001 ") + element(0x0040, 0x1001, "RP1001")) +
           element(0x0040, 0x0340, "");
}

std::string completed() {
    return element(0x0040, 0x0250, "20260701") + element(0x0040, 0x0251, "083000") +
           element(0x0040, 0x0252, "COMPLETED ") +
           sequence_of_one(0x0040, 0x0340,
                           element(0x0018, 0x1030, "CHEST ") + element(0x0020, 0x000E, uid("1.2.3.4.5")));
}

std::string create_without_instance() {
    return command_set({{0x0002, uid(kMpps)}, {0x0100, us(0x0140)}, {0x0110, us(1)}, {0x0800, us(1)}});
}

std::string set_command(const std::string& instance) {
    return command_set({{0x0003, uid(kMpps)},
                        {0x0100, us(0x0120)},
                        {0x0110, us(2)},
                        {0x0800, us(1)},
                        {0x1001, uid(instance)}});
}

class UnnamedInstance : public ::testing::Test {
protected:
    UnnamedInstance() : broker_({database_.connection(), ris_.port(), {}, {}}) {
        broker_.start();
        broker_.import_devices();
    }

    void replay_order() {
        sim::ReplayOptions options;
        options.port = broker_.port("mllp");
        const FixedClock today(system_clock().now());
        sim::replay({std::filesystem::path(MWL_SOURCE_DIR) / "samples" / "01-portable-chest.hl7"}, options,
                    today, deadlines_, [](const sim::Sent& one) { EXPECT_EQ(one.ack, "AA") << one.text; });
    }

    DicomPeer associated(const std::string& calling) {
        DicomPeer peer(broker_.port("dicom"));
        AssociateRequest request;
        request.calling = calling;
        request.contexts = {{kPerformed, kMpps, {kImplicitLittle}}};
        EXPECT_EQ(peer.associate(request).type, 2);
        return peer;
    }

    static Pdu answer_to(DicomPeer& peer, const std::string& command, const std::string& attributes) {
        EXPECT_TRUE(peer.send(p_data(kPerformed, Fragment::last_command, command) +
                              p_data(kPerformed, Fragment::last_data_set, attributes)));
        return peer.read_final_response();
    }

    MigratedDatabase database_;
    net::Deadlines deadlines_;
    RisBook ris_;
    RunningBroker broker_;
};

// A modality that leaves the UID to the broker could never finish its exam.
TEST_F(UnnamedInstance, AnExamIsFinishedWithTheUidThatTheResponseBrought) {
    replay_order();
    auto modality = associated("XRAY1");
    const auto created = answer_to(modality, create_without_instance(), in_progress());
    EXPECT_EQ(status_in(created), 0x0000);
    const auto made = command_text(created, 0x1000);
    ASSERT_FALSE(made.empty());
    EXPECT_EQ(status_in(answer_to(modality, set_command(made), completed())), 0x0000);
    ASSERT_TRUE(ris_.wait_for(2));
    EXPECT_EQ(ris_.received()[0].order_status, "IP");
    EXPECT_EQ(ris_.received()[1].order_status, "CM");
    EXPECT_EQ(ris_.received()[1].performed_uid, made);
}

TEST_F(UnnamedInstance, ALeadingZeroIsRefusedToAStrictDeviceAlone) {
    const ScratchFolder folder;
    const auto devices = folder.write("strict.toml",
                                      "[[device]]\nae = \"STRICT1\"\nnetworks = [\"127.0.0.0/8\"]\n"
                                      "modality = \"DX\"\nstrict_mpps = true\n");
    const auto done = run(broker_.command({"device", "import", devices.string()}));
    ASSERT_EQ(done.exit_code, 0) << done.output;
    auto strict = associated("STRICT1");
    auto lenient = associated("XRAY1");
    EXPECT_EQ(status_in(answer_to(strict, n_create_command(1, "1.2.03"), in_progress())), kInvalidInstance);
    EXPECT_EQ(status_in(answer_to(strict, set_command("1.2.03"), completed())), kInvalidInstance);
    EXPECT_EQ(status_in(answer_to(lenient, n_create_command(1, "1.2.03"), in_progress())), 0x0000);
}

}  // namespace unnamed_instance_test
}  // namespace mwl::test
