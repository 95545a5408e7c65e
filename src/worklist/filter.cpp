// By what the store may narrow (mwl/domain/candidate_filter.h): at least every item that matches stays.
#include <array>

#include "mwl/text/fold.h"
#include "worklist/parsed_query.h"

namespace mwl::worklist {
namespace {

namespace tags = dataset::tags;
using std::chrono::hours;

// An all-day step belongs to its date at the performing site, wherever that is: two zones differ by at most
// 26 hours (UTC-12 and UTC+14).
constexpr hours kWorstOffset{26};

struct ExactRow {
    Place place;
    dataset::Tag tag;
    std::string CandidateFilter::*target;
};
constexpr std::array kExactRows{
    ExactRow{Place::root, tags::PatientID, &CandidateFilter::patient_id},
    ExactRow{Place::root, tags::AccessionNumber, &CandidateFilter::accession},
    ExactRow{Place::root, tags::RequestedProcedureID, &CandidateFilter::procedure_id},
    ExactRow{Place::step, tags::ScheduledProcedureStepID, &CandidateFilter::step_id},
};

template <typename Key>
const Key* key_as(const ParsedQuery& query, Place place, dataset::Tag tag) {
    const Criterion* const key = query.key_of(place, tag);
    return key == nullptr ? nullptr : std::get_if<Key>(key);
}

template <typename Id>
std::vector<Id> ids(const std::vector<std::string>& texts) {
    std::vector<Id> out;
    for (const auto& text : texts) out.emplace_back(text);
    return out;
}

void narrow_dates(const ParsedQuery& query, CandidateFilter& filter) {
    const auto [first, last] = query.window.span();
    const auto midnight = [&](LocalDate date) { return query.zone.to_instant({date, TimeOfDay{0}}).at; };
    if (first) filter.from = midnight(*first) - kWorstOffset;
    if (last) filter.to = midnight(next_day(*last)) + kWorstOffset;
}

void narrow_exact(const ParsedQuery& query, CandidateFilter& filter) {
    for (const auto& row : kExactRows) {
        const auto* const key = key_as<TextKey>(query, row.place, row.tag);
        if (key != nullptr && !key->has_wildcard && key->alternatives.size() == 1)
            filter.*row.target = key->alternatives.front();
    }
}

void narrow_lists(const ParsedQuery& query, CandidateFilter& filter) {
    if (const auto* key = key_as<StationKey>(query, Place::step, tags::ScheduledStationAETitle))
        filter.stations = ids<AeTitle>(key->alternatives);
    if (const auto* key = key_as<TextKey>(query, Place::step, tags::Modality))
        filter.modalities = key->alternatives;
    if (const auto* key = key_as<UidKey>(query, Place::root, tags::StudyInstanceUID))
        filter.studies = ids<StudyUid>(key->alternatives);
    if (const auto* key = key_as<NameKey>(query, Place::root, tags::PatientName))
        filter.folded_name_prefix = key->folded_prefix();
}

// The defined terms that the key on SPS Status lets through; without one the open steps that are shown.
void narrow_statuses(const ParsedQuery& query, CandidateFilter& filter) {
    constexpr std::array kTerms{StepStatus::scheduled, StepStatus::arrived, StepStatus::ready,
                                StepStatus::started, StepStatus::departed};
    const auto* const key = key_as<TextKey>(query, Place::step, tags::ScheduledProcedureStepStatus);
    for (const auto status : kTerms) {
        if (key != nullptr ? key->matches({std::string(domain::name_of(status))})
                           : is_open(status) && !(query.asker.hide_started && status == StepStatus::started))
            filter.statuses.push_back(status);
    }
}

}  // namespace

CandidateFilter filter_of(const ParsedQuery& query) {
    CandidateFilter filter;
    narrow_dates(query, filter);
    narrow_exact(query, filter);
    narrow_lists(query, filter);
    narrow_statuses(query, filter);
    return filter;
}

}  // namespace mwl::worklist
