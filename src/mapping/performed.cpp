#include "mwl/mapping/performed.h"

#include <algorithm>
#include <array>

#include "mapping/mpps_attributes.h"
#include "mwl/dataset/codec.h"
#include "mwl/text/charset.h"
#include "mwl/time/dicom_time.h"

namespace mwl::mapping {
namespace {

namespace tags = dataset::tags;
using dataset::Dataset;
using dataset::Tag;
using Refusal = MppsRefusal::Kind;

MppsReading refused(Refusal kind, const std::string& comment, std::vector<Tag> attributes = {}) {
    MppsReading out;
    out.refusal = MppsRefusal{kind, text::cut(comment, 64), std::move(attributes)};
    return out;
}

// What is always enforced at N-CREATE, strict or not.
bool is_essential(Tag tag) {
    constexpr std::array kEssential{tags::ScheduledStepAttributesSequence, tags::StudyInstanceUID,
                                    tags::PerformedProcedureStepStatus};
    return std::ranges::find(kEssential, tag) != kEssential.end();
}

// Splits what is lacking into what is refused and what is remarked.
std::optional<MppsReading> refuse_lack(MppsLack lack, bool strict, const char* when,
                                       std::vector<std::string>& remarks) {
    const auto tolerate = [&](std::vector<Tag>& list, const char* how) {
        std::erase_if(list, [&](Tag tag) {
            if (strict || is_essential(tag)) return false;
            remarks.push_back(dataset::describe(tag) + ' ' + how + ' ' + when);
            return true;
        });
    };
    tolerate(lack.missing, "is missing");
    tolerate(lack.empty, "is empty");
    if (!lack.missing.empty())
        return refused(Refusal::missing_attribute, "Missing: " + dataset::describe(lack.missing.front()),
                       lack.missing);
    if (!lack.empty.empty())
        return refused(Refusal::missing_value, "No value: " + dataset::describe(lack.empty.front()),
                       lack.empty);
    return std::nullopt;
}

CodedEntry first_code(const Dataset& holder, Tag sequence) {
    const auto& items = holder.items(sequence);
    if (items.empty()) return {};
    return {items.front().value(tags::CodeValue), items.front().value(tags::CodingSchemeDesignator),
            items.front().value(tags::CodeMeaning)};
}

std::string issuer_in(const Dataset& holder, Tag sequence) {
    const auto& items = holder.items(sequence);
    return items.empty() ? std::string() : items.front().value(tags::LocalNamespaceEntityID);
}

// Times of a modality have no zone: they are in the device's zone. A date without time is the beginning of
// the day.
std::optional<Instant> instant_of(const Dataset& attributes, Tag date, Tag time, const Zone& zone,
                                  std::vector<std::string>& remarks) {
    if (attributes.value(date).empty()) return std::nullopt;
    const auto day = time::parse_da(attributes.value(date));
    const auto& text = attributes.value(time);
    const auto clock = text.empty() ? Result<TimeSpan>(TimeSpan{}) : time::parse_tm(text);
    if (!day || !clock) {
        remarks.push_back(dataset::describe(day ? time : date) + " cannot be read");
        return std::nullopt;
    }
    const auto at = zone.to_instant({*day, clock->first}).at;
    if (is_plausible(at)) return at;
    remarks.push_back(dataset::describe(date) + " has no year from 1900 to 2199; not taken");
    return std::nullopt;
}

OptionalDate birth_date_of(const Dataset& attributes, std::vector<std::string>& remarks) {
    const auto& text = attributes.value(tags::PatientBirthDate);
    if (text.empty()) return std::nullopt;
    const auto date = time::parse_da(text);
    if (date && date->year() > std::chrono::year(0)) return *date;
    remarks.push_back(dataset::describe(tags::PatientBirthDate) + " cannot be read");
    return std::nullopt;
}

StepReference reference_of(const Dataset& item) {
    StepReference out;
    out.study = StudyUid{item.value(tags::StudyInstanceUID)};
    for (const auto& study : item.items(tags::ReferencedStudySequence))
        if (!study.value(tags::ReferencedSOPInstanceUID).empty())
            out.referenced_studies.emplace_back(study.value(tags::ReferencedSOPInstanceUID));
    out.accession.number = item.value(tags::AccessionNumber);
    if (!out.accession.empty())
        out.accession.issuer = Issuer{issuer_in(item, tags::IssuerOfAccessionNumberSequence)};
    out.procedure = ProcedureId{item.value(tags::RequestedProcedureID)};
    out.step = StepId{item.value(tags::ScheduledProcedureStepID)};
    return out;
}

void read_series(const Dataset& attributes, PerformedStep& step) {
    const auto& series = attributes.items(tags::PerformedSeriesSequence);
    step.series = static_cast<int>(series.size());
    step.instances = 0;
    step.operators.clear();
    for (const auto& item : series) {
        step.instances +=
            static_cast<int>(item.items(tags::ReferencedImageSequence).size() +
                             item.items(tags::ReferencedNonImageCompositeSOPInstanceSequence).size());
        if (step.operators.empty()) step.operators = item.value(tags::OperatorsName);
    }
}

// Everything that may change by N-SET, one line each.
void read_progress(const Dataset& attributes, const Zone& zone, PerformedStep& step,
                   std::vector<std::string>& remarks) {
    step.ended_at =
        instant_of(attributes, tags::PerformedProcedureStepEndDate, tags::PerformedProcedureStepEndTime, zone,
                   remarks);  // (0040,0250), (0040,0251)
    step.discontinuation_reason =
        first_code(attributes, tags::PerformedProcedureStepDiscontinuationReasonCodeSequence);  // (0040,0281)
    read_series(attributes, step);                                                              // (0040,0340)
    step.attributes = dataset::encode(attributes);
}

// What N-CREATE fixes, one line each.
PerformedStep read_fixed(const Dataset& attributes, const MppsContext& context,
                         std::vector<std::string>& remarks) {
    PerformedStep out;
    out.device = context.device;
    out.station = AeTitle{attributes.value(tags::PerformedStationAETitle)};  // (0040,0241)
    out.patient.id = attributes.value(tags::PatientID);                      // (0010,0020)
    if (!out.patient.empty())
        out.patient.issuer = Issuer{attributes.value(tags::IssuerOfPatientID)};       // (0010,0021)
    out.patient_name = attributes.value(tags::PatientName);                           // (0010,0010)
    out.birth_date = birth_date_of(attributes, remarks);                              // (0010,0030)
    out.sex = attributes.value(tags::PatientSex);                                     // (0010,0040)
    out.modality = attributes.value(tags::Modality);                                  // (0008,0060)
    for (const auto& item : attributes.items(tags::ScheduledStepAttributesSequence))  // (0040,0270)
        out.references.push_back(reference_of(item));
    out.started_at = instant_of(attributes, tags::PerformedProcedureStepStartDate,
                                tags::PerformedProcedureStepStartTime, context.zone, remarks);
    return out;
}

// Text is UTF-8 inside, whatever set the message came in.
Dataset without_charset(Dataset attributes) {
    attributes.erase(tags::SpecificCharacterSet);
    return attributes;
}

bool is_fixed(Tag tag) {
    return std::ranges::any_of(mpps_attributes(), [&](const MppsAttribute& row) {
        return row.sequence == Tag{} && row.tag == tag && row.set == Need::forbidden;
    });
}

// `stored` with the modification list over it: a sequence replaces the whole sequence. A tag that N-SET may
// not change, with another value, is returned and not merged.
std::vector<Tag> merge(Dataset& stored, const Dataset& modifications, std::vector<std::string>& remarks) {
    std::vector<Tag> changed;
    for (const auto& [tag, element] : modifications.elements()) {
        const auto* const before = stored.find(tag);
        if (is_fixed(tag)) {
            const bool is_same = before != nullptr && *before == element;
            remarks.push_back(dataset::describe(tag) +
                              (is_same ? " was sent again" : " may not change; ignored"));
            if (!is_same) changed.push_back(tag);
            continue;
        }
        if (before == nullptr) remarks.push_back(dataset::describe(tag) + " was not created; accepted");
        stored.set_element(tag, element);
    }
    return changed;
}

}  // namespace

MppsReading read_create(const SopInstanceUid& uid, const Dataset& attributes, const std::string& digest,
                        const MppsContext& context) {
    if (uid.empty()) return refused(Refusal::missing_value, "No SOP Instance UID", {tags::SOPInstanceUID});
    MppsReading out;
    if (auto refusal = refuse_lack(lacking(attributes, &MppsAttribute::create), context.strict, "at N-CREATE",
                                   out.remarks);
        refusal)
        return *refusal;
    if (pps_status_named(attributes.value(tags::PerformedProcedureStepStatus)) != PpsStatus::in_progress)
        return refused(Refusal::invalid_value, "Performed Procedure Step Status must be IN PROGRESS",
                       {tags::PerformedProcedureStepStatus});
    const auto kept = without_charset(attributes);
    out.step = read_fixed(kept, context, out.remarks);
    out.step.uid = uid;
    out.step.create_digest = digest;
    if (out.step.references.empty() && !kept.value(tags::ScheduledStepAttributesSequence).empty())
        out.step.alarm = dataset::describe(tags::ScheduledStepAttributesSequence) + " cannot be read";
    read_progress(kept, context.zone, out.step, out.remarks);
    return out;
}

MppsReading read_set(const PerformedStep& stored, const Dataset& modifications, const std::string& digest,
                     const MppsContext& context) {
    MppsReading out;
    out.step = stored;
    if (is_final(stored.status)) {
        if (!digest.empty() && digest == stored.final_digest) return out;
        return refused(Refusal::already_final, "Performed Procedure Step Object may no longer be updated");
    }
    auto merged = dataset::decode(stored.attributes);
    if (!merged) return refused(Refusal::processing_failure, "The stored object cannot be read");

    const auto& stated = modifications.value(tags::PerformedProcedureStepStatus);
    const auto status = stated.empty() ? std::optional(stored.status) : pps_status_named(stated);
    if (!status)
        return refused(Refusal::invalid_value, "Unknown Performed Procedure Step Status",
                       {tags::PerformedProcedureStepStatus});
    auto changes = without_charset(modifications);
    if (stated.empty()) changes.erase(tags::PerformedProcedureStepStatus);
    const auto fixed = merge(*merged, changes, out.remarks);
    if (!fixed.empty() && context.strict)
        return refused(Refusal::invalid_value, "May not change: " + dataset::describe(fixed.front()), fixed);
    const auto column = is_final(*status) ? &MppsAttribute::at_end : &MppsAttribute::set;
    const auto when = is_final(*status) ? "in the final state" : "at N-SET";
    if (auto refusal = refuse_lack(lacking(*merged, column), context.strict, when, out.remarks); refusal)
        return *refusal;
    out.step.status = *status;
    if (is_final(*status)) out.step.final_digest = digest;
    read_progress(*merged, context.zone, out.step, out.remarks);
    return out;
}

}  // namespace mwl::mapping
