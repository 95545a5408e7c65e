// A trauma patient gets her name while she lies in the scanner (faults.md E15), on the real program:
// worklist, ADT, MPPS, status at the RIS.

#include <gtest/gtest.h>

#include "mwl/dicom/client.h"
#include "sim/modality.h"
#include "sim/replay.h"
#include "support/broker.h"
#include "support/postgres.h"
#include "support/ris_book.h"

namespace mwl::test {
namespace renamed_patient_test {

namespace tags = dataset::tags;

constexpr const char* kOrder =
    "MSH|^~\\&|RIS|STVINCENT|MWLBROKER|STVINCENT|{{now}}||ORM^O01|T1|P|2.3.1||||||UNICODE UTF-8\r"
    "PID|1||MRN7^^^HOSPITAL^MR||TRAUMA^SEVEN|||F\r"
    "ORC|NW|P7^RIS|F7^RIS||||^^^{{today}}0815^^S\r"
    "OBR|1|P7^RIS|F7^RIS|71010^CHEST^C4||||||||||||||A7|RP7|SPS7||||DX|||^^^{{today}}0815^^S\r"
    "ZDS|1.2.826.7^RIS^Application^DICOM\r";
constexpr const char* kRenaming =
    "MSH|^~\\&|RIS|STVINCENT|MWLBROKER|STVINCENT|{{now}}||ADT^A08|T2|P|2.3.1||||||UNICODE UTF-8\r"
    "EVN|A08|{{now}}\r"
    "PID|1||MRN7^^^HOSPITAL^MR||MUSTERMANN^ERIKA|||F\r";

class RenamedPatient : public ::testing::Test {
protected:
    RenamedPatient() : broker_({database_.connection(), ris_.port(), {}, {}}) {
        broker_.start();
        broker_.import_devices();
        modality_.port = broker_.port("dicom");
    }

    void send(const std::string& message) {
        sim::ReplayOptions options;
        options.port = broker_.port("mllp");
        sim::replay({scratch_.write("message.hl7", message)}, options, system_clock(), deadlines_,
                    [](const sim::Sent& sent) { EXPECT_EQ(sent.ack, "AA") << sent.text; });
    }
    dataset::Dataset only_item() {
        const auto items = sim::ask_worklist(modality_, system_clock().now());
        if (!items || items->size() != 1) throw std::runtime_error("one item is wanted");
        return items->front();
    }
    dicom::Client associate() {
        auto client = dicom::Client::associate(
            {.port = modality_.port, .calling = modality_.ae, .called = modality_.called});
        if (!client) throw std::runtime_error(to_string(client.problem()));
        return *std::move(client);
    }

    MigratedDatabase database_;
    ScratchFolder scratch_;
    net::Deadlines deadlines_;
    RisBook ris_;
    RunningBroker broker_;
    sim::ModalityOptions modality_;
};

TEST_F(RenamedPatient, E15_TheExamUnderTheOldNameIsHersAndTheRisHearsOfItUnderTheNewOne) {
    const SopInstanceUid uid{"2.25.7"};
    send(kOrder);
    const auto item = only_item();
    ASSERT_EQ(item.value(tags::PatientName), "TRAUMA^SEVEN");
    send(kRenaming);
    const auto now = system_clock().now();
    auto client = associate();
    EXPECT_EQ(client.n_create(uid, sim::performed_in_progress(item, modality_, now, "PPS1")).status,
              dicom::status::kSuccess);
    EXPECT_EQ(client.n_set(uid, sim::performed_final(modality_, now, "2.25.8")).status,
              dicom::status::kSuccess);
    client.release();
    ASSERT_TRUE(ris_.wait_for(2));
    const auto received = ris_.received();
    EXPECT_EQ(received[0].order_status, "IP");
    EXPECT_EQ(received[1].order_status, "CM");
    for (const auto& status : received) {
        EXPECT_EQ(status.accession, "A7");
        EXPECT_NE(status.bytes.find("MUSTERMANN^ERIKA"), std::string::npos) << status.bytes;
        EXPECT_EQ(status.bytes.find("TRAUMA"), std::string::npos) << status.bytes;
    }
    const auto left = sim::ask_worklist(modality_, now);
    ASSERT_TRUE(left);
    EXPECT_TRUE(left->empty());
    EXPECT_NE(http_get(broker_.port("http"), "/metrics").find("mwl_alarms{kind=\"performed_with_alarm\"} 0"),
              std::string::npos);
}

TEST_F(RenamedPatient, E15_ANameThatSheNeverHadRaisesAnAlarmThatNamesNobody) {
    send(kOrder);
    auto item = only_item();
    send(kRenaming);
    item.set(tags::PatientName, "SCHMIDT^ANNA");
    auto client = associate();
    const auto attributes = sim::performed_in_progress(item, modality_, system_clock().now(), "PPS1");
    EXPECT_EQ(client.n_create(SopInstanceUid{"2.25.7"}, attributes).status, dicom::status::kSuccess);
    client.release();
    EXPECT_EQ(only_item().value(tags::PatientName), "MUSTERMANN^ERIKA") << "still offered";
    EXPECT_EQ(broker_.stop(), 0);
    const auto log = broker_.log();
    EXPECT_NE(log.find("alarm raised kind=performed_with_alarm record=\"mpps 2.25.7\""), std::string::npos);
    for (const char* name : {"SCHMIDT", "MUSTERMANN", "TRAUMA"})
        EXPECT_EQ(log.find(name), std::string::npos) << name;
    EXPECT_TRUE(ris_.received().empty());
}

}  // namespace renamed_patient_test
}  // namespace mwl::test
