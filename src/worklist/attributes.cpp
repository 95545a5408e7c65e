#include "mwl/worklist/attributes.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "mwl/worklist/query.h"
#include "worklist/values.h"

namespace mwl::worklist {
namespace {

namespace tags = dataset::tags;
using Item = WorklistItem;
using enum Place;
using enum Need;

// Table K.6-1 lists it with a type that must be answered, but the broker never has it: always zero-length.
Values no_value(const Item&, const View&) { return {}; }
Items no_items(const Item&, const View&) { return {}; }

constexpr Attribute row(Place place, dataset::Tag tag, Need need, Match match, Type type,
                        Values (*values)(const Item&, const View&)) {
    return {place, tag, need, match, type, values, nullptr};
}
constexpr Attribute row(Place place, dataset::Tag tag, Need need, Match match, Type type,
                        Items (*items)(const Item&, const View&), std::span<const Member> members) {
    return {place, tag, need, match, type, nullptr, items, members};
}
constexpr Attribute identifier(Attribute row) {
    row.is_identifier = true;
    return row;
}

#define MWL_VALUE(expression) \
    +[]([[maybe_unused]] const Item& i, [[maybe_unused]] const View& v) -> Values { return expression; }
#define MWL_ITEMS(expression) \
    +[]([[maybe_unused]] const Item& i, [[maybe_unused]] const View& v) -> Items { return expression; }

// `i` is the item, `v` the view. Texts are cut to their VR (lo, sh, lt); identifiers are given whole, and
// marked where they are text.
// clang-format off
constexpr std::array kAttributes{
    row(root, tags::StudyDate,                        optional, Match::none,     Type::three, no_value),
    row(root, tags::StudyTime,                        optional, Match::none,     Type::three, no_value),
    identifier(row(root, tags::AccessionNumber,       optional, Match::text,     Type::two,   MWL_VALUE(whole(i.order.accession.number)))),
    row(root, tags::IssuerOfAccessionNumberSequence,  optional, Match::sequence, Type::three, MWL_ITEMS(issuer_item(i.order.accession.issuer)), kIssuerMembers),
    row(root, tags::InstitutionName,                  optional, Match::text,     Type::three, MWL_VALUE(lo(*i.visit.institution))),
    row(root, tags::ReferringPhysicianName,           optional, Match::name,     Type::two,   MWL_VALUE(pn(*i.visit.referring_physician))),
    row(root, tags::TimezoneOffsetFromUTC,            optional, Match::none,     Type::one_c, MWL_VALUE(start_offset(i.step, v))),
    row(root, tags::ReferencedStudySequence,          optional, Match::none,     Type::two,   MWL_ITEMS(referenced_study(i.procedure.study)), kStudyMembers),
    row(root, tags::ReferencedPatientSequence,        optional, Match::none,     Type::two,   no_items, {}),
    row(root, tags::PatientName,                      required, Match::name,     Type::one,   MWL_VALUE(pn(*i.patient.name))),
    identifier(row(root, tags::PatientID,             required, Match::text,     Type::one,   MWL_VALUE(whole(i.patient.id.id)))),
    identifier(row(root, tags::IssuerOfPatientID,     optional, Match::text,     Type::three, MWL_VALUE(whole(i.patient.id.issuer.str())))),
    row(root, tags::PatientBirthDate,                 optional, Match::date,     Type::two,   MWL_VALUE(date(*i.patient.birth_date))),
    row(root, tags::PatientSex,                       optional, Match::text,     Type::two,   MWL_VALUE(whole(*i.patient.sex))),
    row(root, tags::OtherPatientIDsSequence,          optional, Match::sequence, Type::three, MWL_ITEMS(other_ids(*i.patient.other_ids)), kOtherIdMembers),
    row(root, tags::PatientSize,                      optional, Match::single,   Type::three, MWL_VALUE(whole(*i.patient.size_m))),
    row(root, tags::PatientWeight,                    optional, Match::single,   Type::two,   MWL_VALUE(whole(*i.patient.weight_kg))),
    row(root, tags::MedicalAlerts,                    optional, Match::text,     Type::two,   MWL_VALUE(alerts(i.patient, i.procedure))),
    row(root, tags::Allergies,                        optional, Match::text,     Type::two,   MWL_VALUE(lo_values(*i.patient.allergies))),
    row(root, tags::PregnancyStatus,                  optional, Match::single,   Type::two,   MWL_VALUE(whole(*i.patient.pregnancy_status))),
    row(root, tags::PatientComments,                  optional, Match::text,     Type::three, MWL_VALUE(lt(*i.patient.comments))),
    identifier(row(root, tags::StudyInstanceUID,      optional, Match::uid_list, Type::one,   MWL_VALUE(whole(i.procedure.study.str())))),
    row(root, tags::RequestingPhysician,              optional, Match::name,     Type::two,   MWL_VALUE(pn(*i.order.requesting_physician))),
    row(root, tags::RequestingService,                optional, Match::text,     Type::three, MWL_VALUE(lo(*i.order.requesting_service))),
    row(root, tags::RequestedProcedureDescription,    optional, Match::text,     Type::one_c, MWL_VALUE(lo(*i.procedure.description))),
    row(root, tags::RequestedProcedureCodeSequence,   optional, Match::sequence, Type::one_c, MWL_ITEMS(code_item(*i.procedure.code)), kCodeMembers),
    identifier(row(root, tags::AdmissionID,           optional, Match::text,     Type::two,   MWL_VALUE(whole(i.visit.number)))),
    row(root, tags::IssuerOfAdmissionIDSequence,      optional, Match::sequence, Type::three, MWL_ITEMS(issuer_item(i.visit.issuer)), kIssuerMembers),
    row(root, tags::SpecialNeeds,                     optional, Match::text,     Type::two,   MWL_VALUE(lo(*i.patient.special_needs))),
    row(root, tags::CurrentPatientLocation,           optional, Match::text,     Type::two,   MWL_VALUE(lo(*i.visit.location))),
    row(root, tags::PatientState,                     optional, Match::text,     Type::two,   MWL_VALUE(lo(*i.visit.patient_state))),
    row(root, tags::OrderPlacerIdentifierSequence,    optional, Match::sequence, Type::three, MWL_ITEMS(issuer_item(i.step.placer.issuer)), kIssuerMembers),
    row(root, tags::OrderFillerIdentifierSequence,    optional, Match::sequence, Type::three, MWL_ITEMS(issuer_item(i.step.filler.issuer)), kIssuerMembers),
    identifier(row(root, tags::RequestedProcedureID,  optional, Match::text,     Type::one,   MWL_VALUE(whole(i.procedure.id.str())))),
    row(root, tags::ReasonForTheRequestedProcedure,   optional, Match::text,     Type::three, MWL_VALUE(lo(*i.procedure.reason))),
    row(root, tags::RequestedProcedurePriority,       optional, Match::text,     Type::two,   MWL_VALUE(whole(*i.procedure.priority))),
    row(root, tags::PatientTransportArrangements,     optional, Match::text,     Type::two,   MWL_VALUE(lo(*i.procedure.transport))),
    row(root, tags::RequestedProcedureComments,       optional, Match::text,     Type::three, MWL_VALUE(lt(*i.procedure.comments))),
    row(root, tags::IssueDateOfImagingServiceRequest, optional, Match::date,     Type::three, MWL_VALUE(date_of(*i.order.requested_at, v.zone))),
    row(root, tags::IssueTimeOfImagingServiceRequest, optional, Match::time,     Type::three, MWL_VALUE(time_of(*i.order.requested_at, v.zone))),
    identifier(row(root, tags::PlacerOrderNumberImagingServiceRequest, optional, Match::text, Type::three, MWL_VALUE(whole(i.step.placer.number)))),
    identifier(row(root, tags::FillerOrderNumberImagingServiceRequest, optional, Match::text, Type::three, MWL_VALUE(whole(i.step.filler.number)))),
    row(root, tags::ConfidentialityConstraintOnPatientDataDescription, optional, Match::text, Type::two, MWL_VALUE(lo(*i.visit.confidentiality))),

    row(step, tags::Modality,                         required, Match::single,   Type::one,   MWL_VALUE(whole(*i.step.modality))),
    row(step, tags::RequestedContrastAgent,           optional, Match::none,     Type::two_c, no_value),
    // A step without stations is offered to every device that asks for its modality: it fits every station key
    // and is answered with the asker's own AE title.
    row(step, tags::ScheduledStationAETitle,          required, Match::station,  Type::one,   MWL_VALUE(stations(i.step, v))),
    row(step, tags::ScheduledProcedureStepStartDate,  required, Match::start_date, Type::one, MWL_VALUE(start_date(i.step, v))),
    row(step, tags::ScheduledProcedureStepStartTime,  required, Match::start_time, Type::one, MWL_VALUE(start_time(i.step, v))),
    row(step, tags::ScheduledPerformingPhysicianName, required, Match::name,     Type::two,   MWL_VALUE(pn(*i.step.performing_physician))),
    row(step, tags::ScheduledProcedureStepDescription, optional, Match::text,    Type::one_c, MWL_VALUE(lo(*i.step.description))),
    row(step, tags::ScheduledProtocolCodeSequence,    optional, Match::sequence, Type::one_c, MWL_ITEMS(code_item(*i.step.protocol)), kCodeMembers),
    identifier(row(step, tags::ScheduledProcedureStepID, optional, Match::text,     Type::one,   MWL_VALUE(whole(i.step.id.str())))),
    row(step, tags::ScheduledStationName,             optional, Match::text,     Type::two,   MWL_VALUE(sh(*i.step.station_name))),
    row(step, tags::ScheduledProcedureStepLocation,   optional, Match::text,     Type::two,   MWL_VALUE(sh(*i.step.location))),
    row(step, tags::PreMedication,                    optional, Match::none,     Type::two_c, no_value),
    row(step, tags::ScheduledProcedureStepStatus,     optional, Match::text,     Type::three, MWL_VALUE(status_term(i.step))),
    row(step, tags::CommentsOnTheScheduledProcedureStep, optional, Match::text,  Type::three, MWL_VALUE(lt(*i.step.comments))),
};
// clang-format on

#undef MWL_VALUE
#undef MWL_ITEMS

constexpr bool rows_rise() {
    for (std::size_t n = 1; n < kAttributes.size(); ++n)
        if (std::tie(kAttributes[n - 1].place, kAttributes[n - 1].tag) >=
            std::tie(kAttributes[n].place, kAttributes[n].tag))
            return false;
    return true;
}
static_assert(rows_rise(), "rows are sorted by place and tag, each once");
static_assert(kAttributes.size() <= kMaxAttributes);

constexpr std::array kMatchNames{"none",
                                 "single value",
                                 "single value",
                                 "single value, wildcard",
                                 "list of UID",
                                 "single value, wildcard",
                                 "single value, range",
                                 "single value, range",
                                 "single value, range",
                                 "single value, range",
                                 "sequence"};
constexpr std::array kTypeNames{"1", "1C", "2", "2C", "3"};

}  // namespace

std::span<const Attribute> attributes() noexcept { return kAttributes; }

std::optional<std::size_t> row_of(Place place, dataset::Tag tag) noexcept {
    const auto* const at =
        std::ranges::lower_bound(kAttributes, std::tie(place, tag), {},
                                 [](const Attribute& row) { return std::tie(row.place, row.tag); });
    if (at == kAttributes.end() || at->place != place || at->tag != tag) return std::nullopt;
    return static_cast<std::size_t>(at - kAttributes.begin());
}

std::string name_of_key(std::size_t row) { return dataset::find_info(kAttributes.at(row).tag)->keyword; }

std::string path_of(const Attribute& attribute) {
    const std::string tag = to_string(attribute.tag);
    if (attribute.place == Place::root) return tag;
    return to_string(tags::ScheduledProcedureStepSequence) + "[1]>" + tag;
}

std::optional<dataset::Tag> tag_at(std::string_view path) {
    if (path == to_string(tags::ScheduledProcedureStepSequence)) return tags::ScheduledProcedureStepSequence;
    const auto* const at =
        std::ranges::find_if(kAttributes, [&](const Attribute& row) { return path_of(row) == path; });
    if (at == kAttributes.end()) return std::nullopt;
    return at->tag;
}

const char* name_of(Match match) noexcept { return kMatchNames[static_cast<std::size_t>(match)]; }
const char* name_of(Type type) noexcept { return kTypeNames[static_cast<std::size_t>(type)]; }

}  // namespace mwl::worklist
