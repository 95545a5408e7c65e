#pragma once
// The use cases on a database of their own, with a clock that stands still: orders come in as HL7, are asked
// for and performed as the modality would.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "contract/store_samples.h"
#include "mwl/dataset/dataset.h"
#include "mwl/hl7/ack.h"
#include "mwl/services/answers.h"
#include "mwl/services/intake.h"
#include "mwl/services/mpps.h"
#include "unit/mapping/order_message.h"

namespace mwl::test {

namespace tags = dataset::tags;
using dataset::Dataset;
using mapping::OrderMessage;
using store::Disposition;

// Keeps the lines that were logged; something may happen when the first of a kind comes.
class KeptLines final : public Log::Sink {
public:
    void line(LogLevel /*level*/, const std::string& line) override {
        text += line + "\n";
        if (happens_ && line.find(event_) != std::string::npos) std::exchange(happens_, nullptr)();
    }
    bool wants(LogLevel /*level*/) const override { return true; }
    void when_told(const std::string& event, std::function<void()> happens) {
        event_ = event;
        happens_ = std::move(happens);
    }
    std::string text;

private:
    std::string event_;
    std::function<void()> happens_;
};

inline domain::Device device_named(const std::string& ae) {
    domain::Device device;
    device.ae = AeTitle(ae);
    return device;
}

// Order n of patient n, all ids its own. MSH-7 is `sent_at`; MSH-10 tells order, control code and time apart.
inline OrderMessage order_message(int n, const std::string& control = "NW",
                                  const std::string& sent_at = "20260701080000") {
    const std::string number = std::to_string(n);
    OrderMessage message;
    message.set("MSH-7", sent_at).set("MSH-10", control + number + "-" + sent_at.substr(8));
    message.set("PID-3", "PAT" + number + "^^^HOSP^MR").set("PID-5", "FAMILY" + number + "^GIVEN");
    message.set("PV1-19", "V" + number + "^^^HOSP").set("ORC-1", control);
    message.set("ORC-2", "PLC" + number + "^HIS").set("ORC-3", "FIL" + number + "^RIS");
    message.set("OBR-18", "ACC" + number).set("OBR-19", "RP" + number).set("OBR-20", "SPS" + number);
    return message.set("ZDS-1", "1.2.840." + number + "^RIS^Application^DICOM");
}

// News of the patient of order n, without an order (ADT^A08).
inline OrderMessage patient_message(int n, const std::string& sent_at) {
    auto message = order_message(n, "A08", sent_at);
    return message.set("MSH-9", "ADT^A08").without("ORC").without("OBR").without("ZDS");
}

// A worklist query for everything, with these keys asked for beside the usual ones.
inline Dataset worklist_query(const std::function<void(Dataset& query, Dataset& step)>& narrow =
                                  [](auto&, auto&) {}) {
    Dataset query;
    Dataset step;
    for (const auto tag : {tags::AccessionNumber, tags::PatientName, tags::PatientID, tags::StudyInstanceUID})
        query.set_empty(tag);
    for (const auto tag : {tags::ScheduledProcedureStepID, tags::ScheduledProcedureStepStartDate,
                           tags::ScheduledProcedureStepStartTime, tags::ScheduledProcedureStepStatus,
                           tags::ScheduledStationAETitle, tags::Modality})
        step.set_empty(tag);
    narrow(query, step);
    return query.set_items(tags::ScheduledProcedureStepSequence, {step});
}

class ServicesTest : public ::testing::Test {
protected:
    // Nobody is held while the database is away: tests of that say so.
    static services::IntakeOptions intake_options(std::vector<mapping::SiteProfile> profiles = {{}}) {
        services::IntakeOptions options;
        options.profiles = std::move(profiles);
        options.hold = std::chrono::milliseconds(0);
        return options;
    }
    explicit ServicesTest(services::IntakeOptions options = intake_options(),
                          services::AnswerOptions answers = {})
        : intake_(*fixture_.store, std::move(options), fixture_.clock, system_random(), Log(log_)),
          answers_(*fixture_.store, std::move(answers), fixture_.clock) {}

    std::vector<std::string> accept_all(const std::string& bytes) {
        return intake_.accept({bytes, "10.0.0.9"});
    }
    // The only acknowledgement of a sender that asks for one.
    std::string accept(const std::string& bytes) {
        auto acks = accept_all(bytes);
        EXPECT_EQ(acks.size(), 1U);
        return acks.empty() ? std::string() : std::move(acks.front());
    }
    hl7::ReceivedAck send(const std::string& bytes) {
        auto ack = hl7::parse_ack(accept(bytes));
        if (ack) return *std::move(ack);
        ADD_FAILURE() << to_string(ack.problem());
        return {hl7::AckCode::CR, {}, {}};
    }
    std::string code(const std::string& bytes) { return hl7::name_of(send(bytes).code); }
    std::string code(const OrderMessage& message) { return code(message.str()); }
    // Orders 1 to n, each accepted.
    void order(int n) {
        for (int i = 1; i <= n; ++i) ASSERT_EQ(code(order_message(i)), "AA") << i;
    }

    store::StoredMessage last() {
        auto messages = fixture_.store->records().messages({}, {1, {}}).rows;
        EXPECT_EQ(messages.size(), 1U);
        return messages.empty() ? store::StoredMessage{}
                                : fixture_.store->records().message(messages.front().row).value();
    }
    std::string count(const std::string& table) {
        return fixture_.database.psql("select count(*) from " + table);
    }
    std::string status(const std::string& step) {
        return fixture_.database.psql("select status from scheduled_step where step_id = '" + step + "'");
    }

    services::WorklistAnswer ask(const Dataset& query = worklist_query(),
                                 const domain::Device& device = device_named("CT1")) {
        return answers_.find(query, device);
    }
    static std::vector<std::string> accessions(const services::WorklistAnswer& answer) {
        std::vector<std::string> found;
        for (const auto& item : answer.items) found.push_back(item.value(tags::AccessionNumber));
        return found;
    }

    StoreFixture fixture_;
    std::shared_ptr<KeptLines> log_ =
        std::make_shared<KeptLines>();  // shared: the services' logs write to it
    services::Intake intake_;
    services::Answers answers_;
};

}  // namespace mwl::test
