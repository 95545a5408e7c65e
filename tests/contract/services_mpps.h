#pragma once
// Tests of performed steps: N-CREATE and N-SET for the orders of services_samples.h, and what is queued for
// whom.

#include <algorithm>
#include <atomic>

#include "contract/services_samples.h"

namespace mwl::test {

using mapping::MppsRefusal;
using services::MppsOutcome;
using services::StatusReceiver;
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
    static std::optional<MppsRefusal::Kind> refusal(const MppsOutcome& outcome) {
        return outcome.refusal ? std::optional(outcome.refusal->kind) : std::nullopt;
    }
    static bool remarks(const MppsOutcome& outcome, const std::string& words) {
        return std::ranges::any_of(
            outcome.remarks, [&](const auto& remark) { return remark.find(words) != std::string::npos; });
    }

    // "ACC1 in progress", oldest first.
    Texts queued(const std::string& destination = "ris") {
        const auto text = fixture_.database.psql(
            "select coalesce(i.number, 'unscheduled') || ' ' || o.transition from status_message o left join "
            "order_accession i "
            "on i.order_id = o.order_id and i.is_current where o.destination = '" +
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
        for (const auto& message : fixture_.store->records().statuses({}, {100, {}}).rows)
            if (message.destination.str() == destination) return message.payload;
        return {};
    }

    std::atomic<int> wakes_{0};
    services::Mpps mpps_;
};

}  // namespace mwl::test
