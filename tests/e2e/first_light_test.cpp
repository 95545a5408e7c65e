// The main job on the real program: samples in, worklist out to DCMTK's findscu, MPPS, status at the RIS.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>

#include "mwl/dicom/client.h"
#include "mwl/time/dicom_time.h"
#include "sim/modality.h"
#include "sim/replay.h"
#include "support/broker.h"
#include "support/fixed_clock.h"
#include "support/postgres.h"
#include "support/ris_book.h"

namespace mwl::test {
namespace first_light_test {

namespace tags = dataset::tags;

const std::vector<std::string> kSamples{
    "01-portable-chest.hl7",        "02-abdomen-ultrasound.hl7", "03-hand-two-views.hl7", "04-reschedule.hl7",
    "05-ordered-and-cancelled.hl7", "06-patient-moves.hl7",      "07-no-zds.hl7"};

class FirstLight : public ::testing::Test {
protected:
    FirstLight() : broker_({database_.connection(), ris_.port(), {}, {}}) {
        broker_.start();
        broker_.import_devices();
    }

    std::vector<sim::Sent> replay_samples() {
        std::vector<std::filesystem::path> files;
        for (const auto& name : kSamples)
            files.push_back(std::filesystem::path(MWL_SOURCE_DIR) / "samples" / name);
        sim::ReplayOptions options;
        options.port = broker_.port("mllp");
        std::vector<sim::Sent> sent;
        sim::replay(files, options, today_, deadlines_, [&](const sim::Sent& one) { sent.push_back(one); });
        return sent;
    }

    sim::ModalityOptions modality(const std::string& ae, const std::string& kind) {
        sim::ModalityOptions options;
        options.port = broker_.port("dicom");
        options.ae = AeTitle(ae);
        options.modality = kind;
        return options;
    }

    std::vector<std::string> accessions(const std::string& ae, const std::string& kind) {
        const auto items = sim::ask_worklist(modality(ae, kind), today_.now());
        std::vector<std::string> found;
        if (!items) return {to_string(items.problem())};
        for (const auto& item : *items) found.push_back(item.value(tags::AccessionNumber));
        std::sort(found.begin(), found.end());
        return found;
    }

    Finished findscu(const std::vector<std::string>& keys, const std::string& ae = "XRAY1") {
        std::vector<std::string> words{
            "findscu", "-W",        "-aet",      ae,
            "-aec",    "MWLBROKER", "127.0.0.1", std::to_string(broker_.port("dicom"))};
        for (const auto& key : keys) words.insert(words.end(), {"-k", key});
        return run(words);
    }

    MigratedDatabase database_;
    net::Deadlines deadlines_;
    RisBook ris_;
    RunningBroker broker_;
    const FixedClock today_{system_clock().now()};  // of senders and modalities: midnight may come meanwhile
};

using Accessions = std::vector<std::string>;

TEST_F(FirstLight, EverySampleIsAcceptedAndTheWorklistHoldsWhatTheSamplesPromise) {
    for (const auto& sent : replay_samples()) EXPECT_EQ(sent.ack, "AA") << sent.file << ": " << sent.text;
    EXPECT_EQ(accessions("XRAY1", "DX"), (Accessions{"A1001", "A1003", "A1004"}));
    EXPECT_EQ(accessions("US1", "US"), (Accessions{"A1002", "A1006"}));
}

TEST_F(FirstLight, AReplayOfTheSameMessagesIsAcceptedAndChangesNothing) {
    (void)replay_samples();
    const auto before = sim::ask_worklist(modality("XRAY1", "DX"), today_.now());
    for (const auto& sent : replay_samples()) EXPECT_EQ(sent.ack, "AA") << sent.file << ": " << sent.text;
    const auto after = sim::ask_worklist(modality("XRAY1", "DX"), today_.now());
    ASSERT_TRUE(before && after);
    EXPECT_EQ(*before, *after);
}

TEST_F(FirstLight, AQueryIsKeptWithWhatWasAskedAndWhyItsListWasEmpty) {
    (void)replay_samples();
    EXPECT_EQ(findscu({"0010,0010=DOE*", "(0040,0100)[0].0008,0060=MR"}).exit_code, 0);
    EXPECT_EQ(findscu({"0010,0010=DOE*", "(0040,0100)[0].0008,0060=DX"}).exit_code, 0);
    ASSERT_EQ(broker_.stop(), 0);  // so what was observed is written
    EXPECT_EQ(database_.psql(
                  "select calling_ae, status, answers, key_keywords, key_values, kept_out_by, kept_out_steps "
                  "from query order by id"),
              "XRAY1|0|0|{PatientName,Modality}|{\"\",MR}|{Modality}|{1}\n"
              "XRAY1|0|1|{PatientName,Modality}|{\"\",DX}|{}|{}");
    broker_.start();
    const auto page = http_get(broker_.port("http"), "/queries?ae=XRAY1&empty=1");
    EXPECT_NE(page.find("nearest kept out: 1 by Modality"), std::string::npos) << page;
    EXPECT_NE(page.find("Modality=MR"), std::string::npos) << page;
    EXPECT_EQ(page.find("Modality=DX"), std::string::npos) << page;
    EXPECT_EQ(page.find("DOE"), std::string::npos) << "names of patients are not kept with queries";
    EXPECT_NE(http_get(broker_.port("http"), "/associations").find("1 query"), std::string::npos);
}

TEST_F(FirstLight, FindscuGetsTheOrderWithTheNewBedAfterThePatientMoved) {
    (void)replay_samples();
    const auto found =
        findscu({"0008,0050=A1001", "0010,0010", "0038,0300", "0020,000D", "(0040,0100)[0].0040,0003"});
    EXPECT_EQ(found.exit_code, 0) << found.output;
    EXPECT_NE(found.output.find("[DOE^JANE^A]"), std::string::npos) << found.output;
    EXPECT_NE(found.output.find("[ICU^14^B"), std::string::npos) << found.output;
    EXPECT_NE(found.output.find("1.2.826.0.1.3680043.10.1001.1"), std::string::npos) << found.output;
    EXPECT_NE(found.output.find("[081500"), std::string::npos) << found.output;
}

TEST_F(FirstLight, AnUmlautComesInAsLatin1AndGoesOutInTheQuerysCharacterSet) {
    (void)replay_samples();
    const auto utf8 = findscu({"0008,0005=ISO_IR 192", "0008,0050=A1002", "0010,0010"}, "US1");
    EXPECT_NE(utf8.output.find("M\xC3\xBCller^J\xC3\xB6rg"), std::string::npos) << utf8.output;
    const auto latin1 = findscu({"0008,0005=ISO_IR 100", "0008,0050=A1002", "0010,0010"}, "US1");
    EXPECT_NE(latin1.output.find("M\xFCller^J\xF6rg"), std::string::npos) << latin1.output;
}

TEST_F(FirstLight, APlayedExaminationReachesTheRisInOrderAndLeavesTheWorklist) {
    (void)replay_samples();
    auto options = modality("XRAY1", "DX");
    options.accession = "A1001";
    const auto played = sim::play_examination(options, today_, system_random());
    ASSERT_TRUE(played) << to_string(played.problem());
    ASSERT_TRUE(ris_.wait_for(2));
    const auto received = ris_.received();
    EXPECT_EQ(received[0].order_control, "SC");
    EXPECT_EQ(received[0].order_status, "IP");
    EXPECT_EQ(received[1].order_status, "CM");
    for (const auto& status : received) {
        EXPECT_EQ(status.placer, "P9001");
        EXPECT_EQ(status.filler, "F9001");
        EXPECT_EQ(status.accession, "A1001");
        EXPECT_NE(status.bytes.find("PID|||MRN1001^^^HOSPITAL^MR|"), std::string::npos) << status.bytes;
        EXPECT_NE(status.bytes.find("|A1001|RP1001|SPS1001||"), std::string::npos) << status.bytes;
    }
    EXPECT_NE(received[0].control_id, received[1].control_id);
    EXPECT_EQ(accessions("XRAY1", "DX"), (Accessions{"A1003", "A1004"}));
}

TEST_F(FirstLight, ADiscontinuedExaminationIsToldToTheRis) {
    (void)replay_samples();
    auto options = modality("US1", "US");
    options.accession = "A1006";
    options.discontinue = true;
    ASSERT_TRUE(sim::play_examination(options, today_, system_random()));
    ASSERT_TRUE(ris_.wait_for(2));
    EXPECT_EQ(ris_.received()[0].order_status, "IP");
    EXPECT_NE(ris_.received()[1].order_status, "CM");
    const auto bytes = ris_.received()[0].bytes;
    EXPECT_NE(bytes.find("||RUS"), std::string::npos) << "not the US it was translated to: " << bytes;
    EXPECT_EQ(bytes.find("\rZDS"), std::string::npos) << "the RIS sent none: " << bytes;
}

TEST_F(FirstLight, AQueryWithADateThatCannotBeReadIsRefusedWithItsKey) {
    dicom::ClientOptions options;
    options.port = broker_.port("dicom");
    options.calling = AeTitle("XRAY1");
    auto client = dicom::Client::associate(options);
    ASSERT_TRUE(client) << to_string(client.problem());
    dataset::Dataset step;
    step.set(tags::ScheduledProcedureStepStartDate, "2026-07-01");
    const auto found =
        client->find(dataset::Dataset().set_items(tags::ScheduledProcedureStepSequence, {step}));
    EXPECT_EQ(found.status, dicom::status::kIdentifierDoesNotMatch);
    EXPECT_EQ(found.offending_elements, std::vector{tags::ScheduledProcedureStepStartDate});
    EXPECT_TRUE(found.items.empty());
}

TEST_F(FirstLight, SigtermEndsWithExitCodeZeroAndEverythingIsThereAfterTheRestart) {
    (void)replay_samples();
    EXPECT_EQ(broker_.stop(), 0) << broker_.log();
    broker_.start();
    EXPECT_EQ(accessions("XRAY1", "DX"), (Accessions{"A1001", "A1003", "A1004"}));
}

TEST_F(FirstLight, HealthAndMetricsTellTheTruth) {
    (void)replay_samples();
    EXPECT_NE(http_get(broker_.port("http"), "/healthz").find("200 OK"), std::string::npos);
    const auto ready = http_get(broker_.port("http"), "/readyz");
    EXPECT_NE(ready.find("200 OK"), std::string::npos) << ready;
    const auto metrics = http_get(broker_.port("http"), "/metrics");
    EXPECT_NE(metrics.find("mwl_messages_total{disposition=\"applied\"} 8"), std::string::npos) << metrics;
    EXPECT_NE(metrics.find("mwl_database_up 1"), std::string::npos) << metrics;
}

TEST_F(FirstLight, NoNameOfAPatientStandsInTheLog) {
    (void)replay_samples();
    auto options = modality("XRAY1", "DX");
    ASSERT_TRUE(sim::play_examination(options, today_, system_random()));
    ASSERT_TRUE(ris_.wait_for(2));
    ASSERT_EQ(broker_.stop(), 0);
    const std::string log = broker_.log();
    ASSERT_NE(log.find("message settled"), std::string::npos);
    for (const char* name : {"DOE", "JANE", "ller", "GARCIA", "NGUYEN", "SMITH", "MRN1001", "MRN1003"})
        EXPECT_EQ(log.find(name), std::string::npos) << name;
}

}  // namespace first_light_test
}  // namespace mwl::test
