// What needs a person is counted where monitoring looks.

#include <gtest/gtest.h>

#include "mwl/dicom/client.h"
#include "sim/modality.h"
#include "sim/replay.h"
#include "support/broker.h"
#include "support/postgres.h"

namespace mwl::test {
namespace alarms_test {

namespace tags = dataset::tags;

class Alarms : public ::testing::Test {
protected:
    Alarms() : broker_({database_.connection(), 0, {}, {}}) {
        broker_.start();
        broker_.import_devices();
        sim::ReplayOptions options;
        options.port = broker_.port("mllp");
        sim::replay({std::filesystem::path(MWL_SOURCE_DIR) / "samples" / "01-portable-chest.hl7"}, options,
                    system_clock(), deadlines_, [](const sim::Sent& sent) { EXPECT_EQ(sent.ack, "AA"); });
        modality_.port = broker_.port("dicom");
    }

    // N-CREATE for the order of the sample, as the patient of this name and id. The status.
    dicom::Status create(const std::string& name, const std::string& id) {
        const auto now = system_clock().now();
        const auto items = sim::ask_worklist(modality_, now);
        if (!items || items->size() != 1) throw std::runtime_error("one item is wanted");
        auto performed = sim::performed_in_progress(items->front(), modality_, now, "PPS1");
        performed.set(tags::PatientName, name);
        performed.set(tags::PatientID, id);
        auto client = dicom::Client::associate(
            {.port = modality_.port, .calling = modality_.ae, .called = modality_.called});
        if (!client) throw std::runtime_error(to_string(client.problem()));
        const auto status = client->n_create(SopInstanceUid("2.25.4711"), performed).status;
        client->release();
        return status;
    }
    std::string metrics() const { return http_get(broker_.port("http"), "/metrics"); }
    bool counts(const std::string& kind, int count) const {
        return metrics().find("\nmwl_alarms{kind=\"" + kind + "\"} " + std::to_string(count) + "\n") !=
               std::string::npos;
    }

    MigratedDatabase database_;
    net::Deadlines deadlines_;
    RunningBroker broker_;
    sim::ModalityOptions modality_;
};

TEST_F(Alarms, AreAllShownAtZeroWhileNothingNeedsAPerson) {
    ASSERT_EQ(create("DOE^JANE^A", "MRN1001"), dicom::status::kSuccess);
    for (const auto alarm : store::kAlarms)
        EXPECT_TRUE(counts(std::string(store::name_of(alarm)), 0)) << metrics();
}

TEST_F(Alarms, AnExaminationUnderTheNameOfAnotherPatientRaisesOneAndTheOrderDoesNotAdvance) {
    ASSERT_EQ(create("MILLER^PAUL", "MRN1001"), dicom::status::kSuccess) << "images are never refused";
    EXPECT_TRUE(counts("performed_with_alarm", 1)) << metrics();
    EXPECT_TRUE(counts("withheld_steps", 0)) << metrics();
    const auto items = sim::ask_worklist(modality_, system_clock().now());
    ASSERT_TRUE(items && items->size() == 1U);
    EXPECT_EQ(items->front().value(tags::PatientName), "DOE^JANE^A");
}

TEST_F(Alarms, AnExaminationUnderTheIdOfAnotherPatientRaisesOne) {
    ASSERT_EQ(create("DOE^JANE^A", "MRN9999"), dicom::status::kSuccess);
    EXPECT_TRUE(counts("performed_with_alarm", 1)) << metrics();
}

}  // namespace alarms_test
}  // namespace mwl::test
