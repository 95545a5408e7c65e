#include "sim/modality.h"

#include "mwl/base/digest.h"
#include "mwl/base/hex.h"
#include "mwl/dicom/client.h"
#include "mwl/time/dicom_time.h"

namespace mwl::sim {

using dataset::Dataset;
namespace tags = dataset::tags;

namespace {

// DA; empty: any.
std::string asked_date(const ModalityOptions& options, Instant now) {
    using Day = ModalityOptions::Day;
    if (options.day == Day::any) return {};
    return print_da(options.day == Day::given ? options.date : options.zone.to_local(now).date);
}

// For people: "DX today (20260701)", "DX on 20260701", "DX on any day".
std::string what_was_asked(const ModalityOptions& options, Instant now) {
    using Day = ModalityOptions::Day;
    const auto date = asked_date(options, now);
    if (options.day == Day::today) return options.modality + " today (" + date + ")";
    return options.modality + " on " + (date.empty() ? "any day" : date);
}

Dataset worklist_query(const ModalityOptions& options, Instant now) {
    Dataset step;
    step.set_empty(tags::ScheduledStationAETitle);
    if (const auto date = asked_date(options, now); date.empty())
        step.set_empty(tags::ScheduledProcedureStepStartDate);
    else
        step.set(tags::ScheduledProcedureStepStartDate, date);
    for (const auto tag : {tags::ScheduledProcedureStepStartTime, tags::ScheduledPerformingPhysicianName,
                           tags::ScheduledProcedureStepDescription, tags::ScheduledProcedureStepID})
        step.set_empty(tag);
    step.set(tags::Modality, options.modality);
    step.set_items(tags::ScheduledProtocolCodeSequence, {});
    Dataset query;
    query.set(tags::SpecificCharacterSet, "ISO_IR 192");
    for (const auto tag :
         {tags::AccessionNumber, tags::PatientName, tags::PatientID, tags::IssuerOfPatientID,
          tags::PatientBirthDate, tags::PatientSex, tags::StudyInstanceUID, tags::RequestedProcedureID,
          tags::RequestedProcedureDescription, tags::ReferringPhysicianName})
        query.set_empty(tag);
    query.set_items(tags::ScheduledProcedureStepSequence, {step});
    return query;
}

std::string refusal(const dicom::MppsResponse& response) {
    return "status " + dicom::hex_of(response.status) +
           (response.error_comment.empty() ? "" : ": " + response.error_comment);
}

Result<dicom::Client> associate(const ModalityOptions& options) {
    return dicom::Client::associate({.host = options.host,
                                     .port = options.port,
                                     .calling = options.ae,
                                     .called = options.called,
                                     .tls = options.tls});
}

Result<std::vector<Dataset>> ask(dicom::Client& client, const ModalityOptions& options, Instant now) {
    auto found = client.find(worklist_query(options, now));
    if (found.status != dicom::status::kSuccess)
        return Problem{Code::not_allowed, "C-FIND", "the worklist query failed: " + found.error_comment};
    std::vector<Dataset> items;
    for (auto& row : found.items) items.push_back(std::move(row.item));
    return items;
}

const Dataset* pick(const std::vector<Dataset>& items, const std::string& accession) {
    for (const auto& item : items)
        if (accession.empty() || item.value(tags::AccessionNumber) == accession) return &item;
    return nullptr;
}

Dataset scheduled_reference(const Dataset& item) {
    Dataset reference;
    for (const auto tag : {tags::StudyInstanceUID, tags::AccessionNumber, tags::RequestedProcedureID,
                           tags::RequestedProcedureDescription})
        reference.set(tag, item.value(tag));
    reference.set_items(tags::ReferencedStudySequence, {});
    reference.set_items(tags::ScheduledProtocolCodeSequence, {});
    const auto& steps = item.items(tags::ScheduledProcedureStepSequence);
    if (!steps.empty())
        for (const auto tag : {tags::ScheduledProcedureStepID, tags::ScheduledProcedureStepDescription})
            reference.set(tag, steps.front().value(tag));
    return reference;
}

}  // namespace

Dataset performed_in_progress(const Dataset& item, const ModalityOptions& options, Instant now,
                              const std::string& performed_id) {
    const LocalDateTime local = options.zone.to_local(now);
    Dataset out;
    out.set(tags::SpecificCharacterSet, "ISO_IR 192");
    out.set_items(tags::ScheduledStepAttributesSequence, {scheduled_reference(item)});  // type 1
    for (const auto tag : {tags::PatientName, tags::PatientID, tags::IssuerOfPatientID,
                           tags::PatientBirthDate, tags::PatientSex})
        out.set(tag, item.value(tag));  // type 2
    out.set_items(tags::ReferencedPatientSequence, {});
    out.set(tags::PerformedProcedureStepID, performed_id);  // type 1
    out.set(tags::PerformedStationAETitle, options.ae.str());
    out.set(tags::PerformedProcedureStepStartDate, print_da(local.date));
    out.set(tags::PerformedProcedureStepStartTime, print_tm(local.time).substr(0, 6));
    out.set(tags::Modality, options.modality);
    out.set(tags::PerformedProcedureStepStatus, "IN PROGRESS");
    for (const auto tag : {tags::PerformedStationName, tags::PerformedLocation, tags::StudyID,
                           tags::PerformedProcedureStepDescription, tags::PerformedProcedureTypeDescription,
                           tags::PerformedProcedureStepEndDate, tags::PerformedProcedureStepEndTime})
        out.set_empty(tag);  // type 2
    for (const auto tag :
         {tags::ProcedureCodeSequence, tags::PerformedProtocolCodeSequence, tags::PerformedSeriesSequence})
        out.set_items(tag, {});
    return out;
}

Dataset performed_final(const ModalityOptions& options, Instant now, const std::string& uid_root) {
    constexpr const char* kDigitalXRay = "1.2.840.10008.5.1.4.1.1.1.1";
    const LocalDateTime local = options.zone.to_local(now);
    std::vector<Dataset> series;
    for (int s = 1; s <= options.series; ++s) {
        std::vector<Dataset> images;
        for (int i = 1; i <= options.images; ++i) {
            Dataset image;
            image.set(tags::ReferencedSOPClassUID, kDigitalXRay);
            image.set(tags::ReferencedSOPInstanceUID,
                      uid_from_name(uid_root + " " + std::to_string(s) + " " + std::to_string(i)));
            images.push_back(std::move(image));
        }
        Dataset one;
        one.set(tags::ProtocolName, "STANDARD");
        one.set(tags::SeriesInstanceUID, uid_from_name(uid_root + " " + std::to_string(s)));
        for (const auto tag : {tags::PerformingPhysicianName, tags::OperatorsName, tags::SeriesDescription,
                               tags::RetrieveAETitle})
            one.set_empty(tag);
        one.set_items(tags::ReferencedImageSequence, std::move(images));
        one.set_items(tags::ReferencedNonImageCompositeSOPInstanceSequence, {});
        series.push_back(std::move(one));
    }
    Dataset out;
    out.set(tags::PerformedProcedureStepStatus, options.discontinue ? "DISCONTINUED" : "COMPLETED");
    out.set(tags::PerformedProcedureStepEndDate, print_da(local.date));
    out.set(tags::PerformedProcedureStepEndTime, print_tm(local.time).substr(0, 6));
    out.set_items(tags::PerformedSeriesSequence, std::move(series));
    return out;
}

Result<std::vector<Dataset>> ask_worklist(const ModalityOptions& options, Instant now) {
    auto client = associate(options);
    if (!client) return client.problem();
    auto items = ask(*client, options, now);
    client->release();
    return items;
}

Result<Played> play_examination(const ModalityOptions& options, const Clock& clock, Random& random) {
    auto client = associate(options);
    if (!client) return client.problem();
    const Instant now = clock.now();
    const auto items = ask(*client, options, now);
    if (!items) return items.problem();
    const std::string asked = what_was_asked(options, now);
    Played played;
    played.steps.push_back("C-FIND by " + options.ae.str() + " for " + asked + ": " +
                           std::to_string(items->size()) + " items");
    const Dataset* item = pick(*items, options.accession);
    if (item == nullptr)
        return Problem{
            Code::unknown_key, "C-FIND",
            "the worklist for " + asked + " holds nothing to examine" +
                (options.accession.empty() ? "" : " with accession " + options.accession) +
                (options.day == ModalityOptions::Day::any ? "" : "; --date any asks for every day")};
    played.accession = item->value(tags::AccessionNumber);
    const std::string chance = lower_hex(random.next(), 16);
    played.mpps = SopInstanceUid(uid_from_name("simulated mpps " + chance));
    const auto created = client->n_create(
        played.mpps, performed_in_progress(*item, options, clock.now(), "PPS" + chance.substr(0, 10)));
    if (created.status != dicom::status::kSuccess)
        return Problem{Code::not_allowed, "N-CREATE", refusal(created)};
    played.steps.push_back("N-CREATE IN PROGRESS for accession " + played.accession + ": success");
    const auto set = client->n_set(played.mpps, performed_final(options, clock.now(), played.mpps.str()));
    if (set.status != dicom::status::kSuccess) return Problem{Code::not_allowed, "N-SET", refusal(set)};
    played.steps.push_back(std::string("N-SET ") + (options.discontinue ? "DISCONTINUED" : "COMPLETED") +
                           " with " + std::to_string(options.series * options.images) + " images: success");
    client->release();
    return played;
}

}  // namespace mwl::sim
