// Performed steps: the object, the step's status and the news for the RIS in one transaction, each once.
#include <algorithm>
#include <atomic>
#include <barrier>
#include <thread>

#include "contract/services_samples.h"

namespace mwl::test {
namespace {

using mapping::MppsRefusal;
using services::MppsOutcome;
using services::StatusReceiver;
using Kind = MppsRefusal::Kind;
using Texts = std::vector<std::string>;

class MppsTest : public ServicesTest {
protected:
    static StatusReceiver receiver(const std::string& name) {
        StatusReceiver receiver;
        receiver.name = DestinationName(name);
        return receiver;
    }
    static services::MppsOptions options(std::vector<StatusReceiver> receivers) {
        services::MppsOptions options;
        options.receivers = std::move(receivers);
        return options;
    }
    explicit MppsTest(std::vector<StatusReceiver> receivers = {receiver("ris")})
        : mpps_(*fixture_.store, options(std::move(receivers)), fixture_.clock, system_random(), Log(log_),
                [this] { ++wakes_; }) {}

    // What the worklist said of order n.
    static Dataset reference(int n) {
        const std::string number = std::to_string(n);
        Dataset item;
        item.set(tags::StudyInstanceUID, "1.2.840." + number).set(tags::AccessionNumber, "ACC" + number);
        item.set(tags::RequestedProcedureID, "RP" + number)
            .set(tags::ScheduledProcedureStepID, "SPS" + number);
        for (const auto tag : {tags::RequestedProcedureDescription, tags::ScheduledProcedureStepDescription})
            item.set_empty(tag);
        return item.set_items(tags::ReferencedStudySequence, {})
            .set_items(tags::ScheduledProtocolCodeSequence, {});
    }
    // An N-CREATE for these orders' steps, of the first one's patient.
    static Dataset creation(const std::vector<int>& orders) {
        Dataset out;
        std::vector<Dataset> items;
        for (const int n : orders) items.push_back(reference(n));
        const std::string number = std::to_string(orders.front());
        out.set_items(tags::ScheduledStepAttributesSequence, items);
        out.set(tags::PatientName, "FAMILY" + number + "^GIVEN").set(tags::PatientID, "PAT" + number);
        out.set(tags::IssuerOfPatientID, "HOSP")
            .set(tags::PatientBirthDate, "19700102")
            .set(tags::PatientSex, "F");
        out.set_items(tags::ReferencedPatientSequence, {}).set(tags::PerformedProcedureStepID, "PPS1");
        out.set(tags::PerformedStationAETitle, "CT1").set_empty(tags::PerformedStationName);
        out.set_empty(tags::PerformedLocation).set(tags::PerformedProcedureStepStartDate, "20260702");
        out.set(tags::PerformedProcedureStepStartTime, "103000").set(tags::Modality, "CT");
        out.set(tags::PerformedProcedureStepStatus, "IN PROGRESS").set_empty(tags::StudyID);
        for (const auto tag :
             {tags::PerformedProcedureStepDescription, tags::PerformedProcedureTypeDescription,
              tags::PerformedProcedureStepEndDate, tags::PerformedProcedureStepEndTime})
            out.set_empty(tag);
        for (const auto tag : {tags::ProcedureCodeSequence, tags::PerformedProtocolCodeSequence,
                               tags::PerformedSeriesSequence})
            out.set_items(tag, {});
        return out;
    }
    static Dataset end(const std::string& status) {
        Dataset series;
        series.set(tags::ProtocolName, "Head").set(tags::SeriesInstanceUID, "1.5");
        for (const auto tag : {tags::PerformingPhysicianName, tags::OperatorsName, tags::SeriesDescription,
                               tags::RetrieveAETitle})
            series.set_empty(tag);
        series.set_items(tags::ReferencedImageSequence, std::vector<Dataset>(3));
        series.set_items(tags::ReferencedNonImageCompositeSOPInstanceSequence, {});
        Dataset out;
        out.set(tags::PerformedProcedureStepStatus, status)
            .set(tags::PerformedProcedureStepEndDate, "20260702");
        out.set(tags::PerformedProcedureStepEndTime, "1045");
        return out.set_items(tags::PerformedSeriesSequence, {series});
    }

    MppsOutcome create(const std::string& uid, const Dataset& attributes, const std::string& digest = "c1",
                       const domain::Device& device = device_named("CT1")) {
        return mpps_.create(device, SopInstanceUid(uid), attributes, digest);
    }
    MppsOutcome set(const std::string& uid, const Dataset& changes, const std::string& digest = "s1") {
        return mpps_.set(device_named("CT1"), SopInstanceUid(uid), changes, digest);
    }
    static std::optional<Kind> refusal(const MppsOutcome& outcome) {
        return outcome.refusal ? std::optional(outcome.refusal->kind) : std::nullopt;
    }
    static bool remarks(const MppsOutcome& outcome, const std::string& words) {
        return std::ranges::any_of(
            outcome.remarks, [&](const auto& remark) { return remark.find(words) != std::string::npos; });
    }

    // "ACC1 in progress", oldest first.
    Texts queued(const std::string& destination = "ris") {
        const auto text = fixture_.database.psql(
            "select coalesce(i.accession, 'unscheduled') || ' ' || o.transition from outbox o left join "
            "imaging_order i "
            "on i.id = o.order_id where o.destination = '" +
            destination + "' order by o.id");
        Texts lines;
        for (std::size_t at = 0; at < text.size();) {
            const auto next = std::min(text.find('\n', at), text.size());
            lines.push_back(text.substr(at, next - at));
            at = next + 1;
        }
        return lines;
    }
    std::string performed(const std::string& what, const std::string& uid) {
        return fixture_.database.psql("select " + what + " from performed_step where uid = '" + uid + "'");
    }
    std::string payload(const std::string& destination) {
        for (const auto& message : fixture_.store->outbox().recent(100))
            if (message.destination.str() == destination) return message.payload;
        return {};
    }

    std::atomic<int> wakes_{0};
    services::Mpps mpps_;
};

TEST_F(MppsTest, AnExaminationMovesItsStepAndTellsTheRisStepByStep) {
    order(1);
    EXPECT_EQ(refusal(create("1.9", creation({1}))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "STARTED");
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
    EXPECT_EQ(wakes_, 1);
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "COMPLETED");
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
    EXPECT_EQ(wakes_, 2);
    EXPECT_TRUE(ask().items.empty());
}

TEST_F(MppsTest, AnInterimUpdateIsKeptAndNoNews) {
    order(1);
    (void)create("1.9", creation({1}));
    EXPECT_EQ(refusal(set("1.9", Dataset().set(tags::PerformedProcedureStepDescription, "Head"))),
              std::nullopt);
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
    EXPECT_EQ(wakes_, 1);
}

TEST_F(MppsTest, WithoutTheOutboxRowThereIsNoStatusAndNoObject) {
    order(1);
    (void)fixture_.database.psql(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'made to fail' "
        "using "
        "errcode = '53100'; end $$; create trigger fail before insert on outbox for each row execute "
        "function "
        "fail()");
    EXPECT_THROW((void)create("1.9", creation({1})), StoreError);
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_EQ(count("performed_step"), "0");
    EXPECT_EQ(wakes_, 0);
    (void)fixture_.database.psql("drop trigger fail on outbox");
    EXPECT_EQ(refusal(create("1.9", creation({1}))), std::nullopt) << "the modality's own repeat";
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

TEST_F(MppsTest, E1_TheSameCreateAgainSucceedsWithoutASecondEffect) {
    order(1);
    (void)create("1.9", creation({1}));
    const auto again = create("1.9", creation({1}));
    EXPECT_EQ(refusal(again), std::nullopt);
    EXPECT_TRUE(remarks(again, "the same N-CREATE again"));
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
    EXPECT_EQ(count("performed_step"), "1");
    EXPECT_EQ(wakes_, 1);
}

TEST_F(MppsTest, E1_AnotherObjectUnderTheSameUidIsRefused) {
    order(1);
    (void)create("1.9", creation({1}));
    EXPECT_EQ(refusal(create("1.9", creation({1}).set(tags::StudyID, "X"), "c2")), Kind::duplicate_instance);
    EXPECT_EQ(refusal(create("1.9", creation({1}), "c1", device_named("CT2"))), Kind::duplicate_instance)
        << "another device's repeat is none";
    auto strict = device_named("CT1");
    strict.strict_mpps = true;
    EXPECT_EQ(refusal(create("1.9", creation({1}), "c1", strict)), Kind::duplicate_instance);
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

TEST_F(MppsTest, E1_TheSameCreateFromTwoThreadsHasOneEffect) {
    constexpr int kRounds = 20;
    order(kRounds);
    for (int n = 1; n <= kRounds; ++n) {
        std::barrier start(2);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&] {
                start.arrive_and_wait();
                EXPECT_EQ(refusal(create("1.9." + std::to_string(n), creation({n}))), std::nullopt);
            });
    }
    EXPECT_EQ(queued().size(), static_cast<std::size_t>(kRounds));
    EXPECT_EQ(count("performed_step"), std::to_string(kRounds));
}

TEST_F(MppsTest, E2_AnUnknownUidIsRefused) {
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), Kind::no_such_instance);
    EXPECT_EQ(count("performed_step"), "0");
}

TEST_F(MppsTest, E3_AFinalObjectNeverChanges) {
    for (const int n : {1, 2}) {
        order(n);
        const auto uid = "1.9." + std::to_string(n);
        (void)create(uid, creation({n}));
        ASSERT_EQ(refusal(set(uid, end(n == 1 ? "COMPLETED" : "DISCONTINUED"))), std::nullopt);
        const auto before = performed("md5(w::text) from performed_step w where uid = '" + uid + "' --", uid);
        EXPECT_EQ(refusal(set(uid, end("COMPLETED"), "s2")), Kind::already_final);
        EXPECT_EQ(refusal(set(uid, Dataset().set(tags::PerformedProcedureStepDescription, "x"), "s3")),
                  Kind::already_final);
        EXPECT_EQ(performed("md5(w::text) from performed_step w where uid = '" + uid + "' --", uid), before);
    }
    EXPECT_EQ(queued().size(), 4U);
}

TEST_F(MppsTest, E3_ARepeatOfTheFinalSetSucceedsWithoutASecondEffect) {
    order(1);
    (void)create("1.9", creation({1}));
    (void)set("1.9", end("COMPLETED"));
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
    EXPECT_EQ(wakes_, 2);
}

TEST_F(MppsTest, E4_ARefusedCreateLeavesNothing) {
    order(1);
    EXPECT_EQ(refusal(create("1.9", creation({1}).set(tags::PerformedProcedureStepStatus, "COMPLETED"))),
              Kind::invalid_value);
    auto without = creation({1});
    without.erase(tags::ScheduledStepAttributesSequence);
    const auto missing = create("1.9", without);
    ASSERT_EQ(refusal(missing), Kind::missing_attribute);
    EXPECT_EQ(missing.refusal->attributes, std::vector{tags::ScheduledStepAttributesSequence});
    EXPECT_EQ(refusal(create("1.9", creation({1}).set_empty(tags::PerformedProcedureStepStatus))),
              Kind::missing_value);
    EXPECT_EQ(count("performed_step"), "0");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

TEST_F(MppsTest, E5_OfTwoEndsAtOnceExactlyOneWins) {
    constexpr int kRounds = 100;
    order(kRounds);
    for (int n = 1; n <= kRounds; ++n) {
        const auto uid = "1.9." + std::to_string(n);
        (void)create(uid, creation({n}));
        std::barrier start(2);
        std::array<std::optional<Kind>, 2> outcome;
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < 2; ++i)
                threads.emplace_back([&, i] {
                    const auto modification = end(i == 0 ? "COMPLETED" : "DISCONTINUED");
                    start.arrive_and_wait();
                    outcome[i] = refusal(set(uid, modification, std::to_string(i)));
                });
        }
        const std::size_t winner = outcome[0] ? 1 : 0;
        EXPECT_EQ(outcome[winner], std::nullopt);
        EXPECT_EQ(outcome[1 - winner], Kind::already_final);
        const std::string word = winner == 0 ? "COMPLETED" : "DISCONTINUED";
        EXPECT_EQ(performed("status", uid), word);
        EXPECT_EQ(status("SPS" + std::to_string(n)), word);
    }
    EXPECT_EQ(count("outbox where transition in ('completed', 'discontinued')"), std::to_string(kRounds));
    EXPECT_EQ(count("outbox"), std::to_string(2 * kRounds));
}

TEST_F(MppsTest, E7_AnUnscheduledExaminationIsKeptAndNoOrderMoves) {
    order(1);
    auto attributes = creation({1}).set(tags::PatientID, "UNKNOWN");
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.77").set_empty(tags::AccessionNumber);
    attributes.set_items(tags::ScheduledStepAttributesSequence, {item});
    EXPECT_EQ(refusal(create("1.9", attributes)), std::nullopt);
    EXPECT_EQ(performed("status", "1.9"), "IN PROGRESS");
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(performed("status", "1.9"), "COMPLETED");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

TEST_F(MppsTest, E8_AStepOfAnotherPatientIsKeptWithAnAlarmAndTheOrderDoesNotMove) {
    order(2);
    const auto outcome = create("1.9", creation({1}).set(tags::PatientID, "PAT2"));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_TRUE(remarks(outcome, "alarm: names accession ACC1 of another patient"));
    EXPECT_EQ(performed("alarm", "1.9"), "names accession ACC1 of another patient");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_EQ(status("SPS2"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

TEST_F(MppsTest, E8_AnIdWithTheNameOfAnotherPatientDoesNotMoveTheOrderEither) {
    order(1);
    const auto outcome = create("1.9", creation({1}).set(tags::PatientName, "SOMEBODY^ELSE"));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_NE(performed("alarm", "1.9"), "");
    EXPECT_EQ(status("SPS1"), "SCHEDULED");
    EXPECT_TRUE(queued().empty());
}

TEST_F(MppsTest, E9_TheExaminationOfACancelledOrderIsKeptWithAnAlarmAndTheRisIsTold) {
    order(1);
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    const auto outcome = create("1.9", creation({1}));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_TRUE(remarks(outcome, "alarm: performed although the step is CANCELLED"));
    EXPECT_EQ(status("SPS1"), "CANCELLED");
    EXPECT_EQ(queued(), Texts{"ACC1 in progress"});
}

TEST_F(MppsTest, E10_OneExaminationOfThreeOrdersTellsEachOfThem) {
    ASSERT_EQ(code(order_message(1)), "AA");
    for (const int n : {2, 3})
        ASSERT_EQ(code(order_message(n).set("PID-3", "PAT1^^^HOSP^MR").set("PID-5", "FAMILY1^GIVEN")), "AA");
    (void)create("1.9", creation({1, 2, 3}));
    (void)set("1.9", end("COMPLETED"));
    auto told = queued();
    std::ranges::sort(told);
    EXPECT_EQ(told, (Texts{"ACC1 completed", "ACC1 in progress", "ACC2 completed", "ACC2 in progress",
                           "ACC3 completed", "ACC3 in progress"}));
    for (const auto* const step : {"SPS1", "SPS2", "SPS3"}) EXPECT_EQ(status(step), "COMPLETED");
}

TEST_F(MppsTest, E10_AStepIsCompleteOnlyWhenAllItsExaminationsAre) {
    order(1);
    (void)create("1.9.1", creation({1}));
    (void)create("1.9.2", creation({1}), "c2");
    (void)set("1.9.1", end("COMPLETED"));
    EXPECT_EQ(status("SPS1"), "STARTED");
    (void)set("1.9.2", end("DISCONTINUED"), "s2");
    EXPECT_EQ(status("SPS1"), "COMPLETED");
    EXPECT_EQ(std::ranges::count(queued(), "ACC1 completed"), 1);
}

TEST_F(MppsTest, E10_AnAppendLeavesTheStepCompletedAndSaysNothingOfItsStart) {
    order(1);
    (void)create("1.9.1", creation({1}));
    (void)set("1.9.1", end("COMPLETED"));
    (void)create("1.9.2", creation({1}), "c2");
    EXPECT_EQ(status("SPS1"), "COMPLETED");
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
}

TEST_F(MppsTest, E8_AModalityThatStatesNoIssuerMovesTheStepOfAnyIssuer) {
    ASSERT_EQ(code(order_message(1).set("PID-3", "PAT1^^^KIS^MR")), "AA");
    auto attributes = creation({1});
    attributes.erase(tags::IssuerOfPatientID);
    const auto outcome = create("1.9", attributes);
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_EQ(performed("alarm || patient_issuer", "1.9"), "");
    EXPECT_EQ(status("SPS1"), "STARTED");
    EXPECT_EQ(refusal(set("1.9", end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(queued(), (Texts{"ACC1 in progress", "ACC1 completed"}));
}

TEST_F(MppsTest, E8_AnAccessionAloneWithoutAnyIssuerFindsItsOrder) {
    ASSERT_EQ(code(order_message(1).set("PID-3", "PAT1^^^KIS^MR")), "AA");
    auto attributes = creation({1});
    attributes.erase(tags::IssuerOfPatientID);
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.77").set(tags::AccessionNumber, "ACC1");
    EXPECT_EQ(refusal(create("1.9", attributes.set_items(tags::ScheduledStepAttributesSequence, {item}))),
              std::nullopt);
    EXPECT_EQ(status("SPS1"), "STARTED");
}

TEST_F(MppsTest, E7_AnUnscheduledExaminationNamesTheOpenOrdersOfItsPatient) {
    order(1);
    auto attributes = creation({1});
    attributes.erase(tags::IssuerOfPatientID);
    Dataset item;
    item.set(tags::StudyInstanceUID, "1.77").set(tags::AccessionNumber, "MISTYPED");
    (void)create("1.9", attributes.set_items(tags::ScheduledStepAttributesSequence, {item}));
    EXPECT_EQ(fixture_.database.psql("select count(*) from timeline where event = 'unscheduled exam' and "
                                     "detail like '%orders of the patient: ACC1%'"),
              "1");
}

TEST_F(MppsTest, TwoGroupsOfOneAccessionAreBothReported) {
    order(1);
    ASSERT_EQ(code(order_message(2)
                       .set("PID-3", "PAT1^^^HOSP^MR")
                       .set("PID-5", "FAMILY1^GIVEN")
                       .set("PV1-19", "V1^^^HOSP")
                       .set("OBR-18", "ACC1")),
              "AA");
    auto second = reference(2);
    second.set(tags::AccessionNumber, "ACC1");
    (void)create("1.9",
                 creation({1}).set_items(tags::ScheduledStepAttributesSequence, {reference(1), second}));
    (void)set("1.9", end("COMPLETED"));
    auto told = queued();
    std::ranges::sort(told);
    EXPECT_EQ(told, (Texts{"ACC1 completed", "ACC1 completed", "ACC1 in progress", "ACC1 in progress"}));
    EXPECT_EQ(count("outbox where convert_from(payload, 'UTF8') like '%PLC2^HIS%'"), "2");
    EXPECT_EQ(count("outbox where convert_from(payload, 'UTF8') like '%|ACC1|RP2|SPS2|%'"), "2");
}

TEST_F(MppsTest, E9_TheEndOfASecondExaminationOfACancelledOrderIsAccepted) {
    order(1);
    ASSERT_EQ(code(order_message(1, "CA", "20260701090000")), "AA");
    (void)create("1.9.1", creation({1}));
    (void)create("1.9.2", creation({1}), "c2");
    (void)set("1.9.1", end("COMPLETED"));
    EXPECT_EQ(refusal(set("1.9.2", end("DISCONTINUED"), "s2")), std::nullopt);
    EXPECT_EQ(performed("status", "1.9.2"), "DISCONTINUED");
    (void)create("1.9.3", creation({1}), "c3");
    EXPECT_EQ(refusal(set("1.9.3", end("DISCONTINUED"), "s3")), std::nullopt);
    EXPECT_EQ(performed("status", "1.9.3"), "DISCONTINUED");
}

TEST_F(MppsTest, ACreateWithoutAUidGetsOne) {
    order(1);
    const auto outcome = create("", creation({1}));
    EXPECT_EQ(refusal(outcome), std::nullopt);
    EXPECT_TRUE(outcome.uid.str().starts_with("2.25.")) << outcome.uid.str();
    EXPECT_EQ(refusal(set(outcome.uid.str(), end("COMPLETED"))), std::nullopt);
    EXPECT_EQ(status("SPS1"), "COMPLETED");
}

TEST_F(MppsTest, NoNameOfAPersonIsLogged) {
    order(1);
    (void)create("1.9", creation({1}));
    (void)set("1.9", end("COMPLETED"));
    EXPECT_NE(log_->text.find("mpps created"), std::string::npos);
    EXPECT_EQ(log_->text.find("FAMILY1"), std::string::npos) << log_->text;
}

// One receiver for all orders, one for the orders of RIS only, one for those of WEST only, in Latin-1.
class SeveralReceivers : public MppsTest {
protected:
    static std::vector<StatusReceiver> receivers() {
        auto east = receiver("east");
        east.sending_application = "RIS";
        auto west = receiver("west");
        west.sending_application = "WEST";
        west.format.charset = text::Charset::latin1;
        return {receiver("all"), east, west};
    }
    SeveralReceivers() : MppsTest(receivers()) {}
};

TEST_F(SeveralReceivers, HearOfTheOrdersThatConcernThem) {
    order(1);
    ASSERT_EQ(code(order_message(2).set("MSH-3", "WEST^1.2^ISO")), "AA");
    (void)create("1.9.1", creation({1}));
    (void)create("1.9.2", creation({2}), "c2");
    EXPECT_EQ(queued("all"), (Texts{"ACC1 in progress", "ACC2 in progress"}));
    EXPECT_EQ(queued("east"), Texts{"ACC1 in progress"});
    EXPECT_EQ(queued("west"), Texts{"ACC2 in progress"});
}

TEST_F(SeveralReceivers, ASenderWhoseNameOnlyBeginsAlikeIsAnother) {
    ASSERT_EQ(code(order_message(1).set("MSH-3", "RIS2")), "AA");
    (void)create("1.9", creation({1}));
    EXPECT_EQ(queued("east"), Texts{});
    EXPECT_EQ(queued("all"), Texts{"ACC1 in progress"});
}

TEST_F(SeveralReceivers, ANameThatTheReceiversCharacterSetCannotHoldGoesOutInUtf8AndSaysSo) {
    ASSERT_EQ(code(order_message(1).set("MSH-3", "WEST").set("PID-5", "MÜLLER^JÖRG")), "AA");
    ASSERT_EQ(code(order_message(2).set("MSH-3", "WEST").set("PID-5", "山田^太郎")), "AA");
    (void)create("1.9.1", creation({1}).set(tags::PatientName, "MÜLLER^JÖRG"));
    EXPECT_NE(payload("west").find("M\xDCLLER"), std::string::npos);
    EXPECT_NE(payload("west").find("8859/1"), std::string::npos);
    (void)create("1.9.2", creation({2}).set(tags::PatientName, "山田^太郎"), "c2");
    EXPECT_NE(payload("west").find("山田"), std::string::npos);
    EXPECT_NE(payload("west").find("UNICODE UTF-8"), std::string::npos);
    EXPECT_EQ(log_->text.find("山田"), std::string::npos);
}

}  // namespace
}  // namespace mwl::test
