#include "mapping/mpps_attributes.h"

#include <algorithm>
#include <array>

namespace mwl::mapping {
namespace {

namespace tags = dataset::tags;
using enum Need;

constexpr dataset::Tag kRoot{};
constexpr auto kScheduled = tags::ScheduledStepAttributesSequence;
constexpr auto kSeries = tags::PerformedSeriesSequence;

constexpr std::array kAttributes{
    // relationship
    MppsAttribute{kRoot, kScheduled, value, forbidden, optional},
    MppsAttribute{kScheduled, tags::StudyInstanceUID, value, optional, optional},
    MppsAttribute{kScheduled, tags::ReferencedStudySequence, present, optional, optional},
    MppsAttribute{kScheduled, tags::AccessionNumber, present, optional, optional},
    MppsAttribute{kScheduled, tags::RequestedProcedureID, present, optional, optional},
    MppsAttribute{kScheduled, tags::RequestedProcedureDescription, present, optional, optional},
    MppsAttribute{kScheduled, tags::ScheduledProcedureStepID, present, optional, optional},
    MppsAttribute{kScheduled, tags::ScheduledProcedureStepDescription, present, optional, optional},
    MppsAttribute{kScheduled, tags::ScheduledProtocolCodeSequence, present, optional, optional},
    MppsAttribute{kRoot, tags::PatientName, present, forbidden, optional},
    MppsAttribute{kRoot, tags::PatientID, present, forbidden, optional},
    MppsAttribute{kRoot, tags::PatientBirthDate, present, forbidden, optional},
    MppsAttribute{kRoot, tags::PatientSex, present, forbidden, optional},
    MppsAttribute{kRoot, tags::ReferencedPatientSequence, present, forbidden, optional},
    // information
    MppsAttribute{kRoot, tags::PerformedProcedureStepID, value, forbidden, optional},
    MppsAttribute{kRoot, tags::PerformedStationAETitle, value, forbidden, optional},
    MppsAttribute{kRoot, tags::PerformedStationName, present, forbidden, optional},
    MppsAttribute{kRoot, tags::PerformedLocation, present, forbidden, optional},
    MppsAttribute{kRoot, tags::PerformedProcedureStepStartDate, value, forbidden, optional},
    MppsAttribute{kRoot, tags::PerformedProcedureStepStartTime, value, forbidden, optional},
    MppsAttribute{kRoot, tags::PerformedProcedureStepStatus, value, optional, value},
    MppsAttribute{kRoot, tags::PerformedProcedureStepDescription, present, optional, optional},
    MppsAttribute{kRoot, tags::PerformedProcedureTypeDescription, present, optional, optional},
    MppsAttribute{kRoot, tags::ProcedureCodeSequence, present, optional, optional},
    MppsAttribute{kRoot, tags::PerformedProcedureStepEndDate, present, optional, value},
    MppsAttribute{kRoot, tags::PerformedProcedureStepEndTime, present, optional, value},
    // acquisition
    MppsAttribute{kRoot, tags::Modality, value, forbidden, optional},
    MppsAttribute{kRoot, tags::StudyID, present, forbidden, optional},
    MppsAttribute{kRoot, tags::PerformedProtocolCodeSequence, present, optional, optional},
    MppsAttribute{kRoot, kSeries, present, optional, value},
    MppsAttribute{kSeries, tags::ProtocolName, value, value, value},
    MppsAttribute{kSeries, tags::SeriesInstanceUID, value, value, value},
    MppsAttribute{kSeries, tags::PerformingPhysicianName, present, present, optional},
    MppsAttribute{kSeries, tags::OperatorsName, present, present, optional},
    MppsAttribute{kSeries, tags::SeriesDescription, present, present, optional},
    MppsAttribute{kSeries, tags::RetrieveAETitle, present, present, optional},
    MppsAttribute{kSeries, tags::ReferencedImageSequence, present, present, optional},
    MppsAttribute{kSeries, tags::ReferencedNonImageCompositeSOPInstanceSequence, present, present, optional},
};

void add_once(std::vector<dataset::Tag>& tags, dataset::Tag tag) {
    if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
}

void check(const dataset::Dataset& holder, dataset::Tag tag, Need need, MppsLack& lack) {
    const auto* const element = holder.find(tag);
    if (element == nullptr && (need == value || need == present)) add_once(lack.missing, tag);
    if (element != nullptr && element->empty() && need == value) add_once(lack.empty, tag);
}

}  // namespace

std::span<const MppsAttribute> mpps_attributes() noexcept { return kAttributes; }

MppsLack lacking(const dataset::Dataset& attributes, Need MppsAttribute::*column) {
    MppsLack out;
    for (const auto& row : kAttributes) {
        if (row.sequence == kRoot) {
            check(attributes, row.tag, row.*column, out);
            continue;
        }
        for (const auto& item : attributes.items(row.sequence)) check(item, row.tag, row.*column, out);
    }
    return out;
}

}  // namespace mwl::mapping
