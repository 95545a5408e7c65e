#include "mwl/mapping/explanation.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/time/dicom_time.h"

namespace mwl::mapping {
namespace {

// What a change says, as far as a target may ask.
struct Said {
    const Patient& patient;
    const Visit& visit;
    const Order& order;
    const Procedure& procedure;
    const Step& step;
    const Zone& zone;
};

std::string number_of(const std::string& number, const Issuer& issuer) {
    return issuer.empty() || number.empty() ? number : number + " (" + std::string(issuer.str()) + ")";
}

std::string time_of(Instant at, const Zone& zone) {
    const auto local = zone.to_local(at);
    return print_da(local.date) + " " + print_tm(local.time) + " " + print_utc_offset(zone.offset_at(at));
}

std::string start_of(const Step& step, const Zone& zone) {
    if (!*step.start) return {};
    return *step.all_day && *step.local_date ? print_da(**step.local_date) + " all day"
                                             : time_of(**step.start, zone);
}

std::string coded(const CodedEntry& code, const std::string& description) {
    if (code.empty()) return description;
    std::string out = code.value + "^" + code.meaning + "^" + code.scheme;
    if (!description.empty() && description != code.meaning) out += ", \"" + description + "\"";
    return out;
}

std::string ids_of(const Patient& patient) {
    auto out = number_of(patient.id.id, patient.id.issuer);
    for (const auto& other : *patient.other_ids)
        append_part(out, number_of(other.id, other.issuer), ", also ");
    return out;
}

std::string stations_of(const Step& step) {
    std::string out;
    for (const auto& station : *step.stations) append_part(out, station.str(), ", ");
    return out;
}

using Show = std::string (*)(const Said&);

// In the order of Target.
constexpr std::array<Show, kTargets> kShows{
    [](const Said& s) { return ids_of(s.patient); },
    [](const Said& s) { return text::print_pn(*s.patient.name); },
    [](const Said& s) { return *s.patient.birth_date ? print_da(**s.patient.birth_date) : std::string(); },
    [](const Said& s) { return *s.patient.sex; },
    [](const Said& s) { return *s.patient.comments; },
    [](const Said& s) { return *s.patient.allergies; },
    [](const Said& s) { return *s.patient.medical_alerts; },
    [](const Said& s) { return *s.patient.pregnancy_status; },
    [](const Said& s) { return *s.patient.weight_kg; },
    [](const Said& s) { return *s.patient.size_m; },
    [](const Said& s) { return number_of(s.visit.number, s.visit.issuer); },
    [](const Said& s) { return *s.visit.location; },
    [](const Said& s) { return *s.visit.institution; },
    [](const Said& s) { return text::print_pn(*s.visit.referring_physician); },
    [](const Said& s) { return *s.visit.confidentiality; },
    [](const Said& s) { return *s.visit.patient_state; },
    [](const Said& s) { return number_of(s.order.accession.number, s.order.accession.issuer); },
    [](const Said& s) { return number_of(s.step.placer.number, s.step.placer.issuer); },
    [](const Said& s) { return number_of(s.step.filler.number, s.step.filler.issuer); },
    [](const Said& s) { return text::print_pn(*s.order.requesting_physician); },
    [](const Said& s) { return *s.order.requesting_service; },
    [](const Said& s) {
        return *s.order.requested_at ? time_of(**s.order.requested_at, s.zone) : std::string();
    },
    [](const Said& s) { return std::string(s.procedure.id.str()); },
    [](const Said& s) { return std::string(s.procedure.study.str()); },
    [](const Said& s) { return coded(*s.procedure.code, *s.procedure.description); },
    [](const Said& s) { return *s.procedure.description; },  // with the side
    [](const Said& s) { return *s.procedure.priority; },
    [](const Said& s) { return *s.procedure.transport; },
    [](const Said& s) { return *s.procedure.reason; },
    [](const Said& s) { return *s.procedure.comments; },
    [](const Said& s) { return *s.procedure.clinical_information; },
    [](const Said& s) { return std::string(s.step.id.str()); },
    [](const Said& s) { return start_of(s.step, s.zone); },
    [](const Said& s) { return *s.step.modality; },
    [](const Said& s) { return coded(*s.step.protocol, *s.step.description); },
    [](const Said& s) { return stations_of(s.step); },
    [](const Said& s) { return *s.step.station_name; },
    [](const Said& s) { return *s.step.location; },
    [](const Said& s) { return text::print_pn(*s.step.performing_physician); },
};

// The other attributes that come with a target.
struct CompanionRow {
    std::string_view keyword;
    Target target;
};
constexpr std::array kCompanions{
    CompanionRow{"IssuerOfPatientID", Target::patient_id},
    CompanionRow{"OtherPatientIDsSequence", Target::patient_id},
    CompanionRow{"IssuerOfAdmissionIDSequence", Target::visit_number},
    CompanionRow{"OrderPlacerIdentifierSequence", Target::order_placer},
    CompanionRow{"OrderFillerIdentifierSequence", Target::order_filler},
    CompanionRow{"ScheduledProcedureStepDescription", Target::step_protocol},
};

bool is_about_row(const MappingNote& note, const TargetRow& row) {
    const auto* const companion = std::ranges::find(kCompanions, note.target, &CompanionRow::keyword);
    if (companion != kCompanions.end()) return companion->target == row.target;
    // Two targets fill Medical Alerts: the allergies of the patient, and what the order says.
    const bool is_of_patient = note.source.starts_with("AL1");
    if (row.target == Target::procedure_clinical_information)
        return note.target == row.keyword && !is_of_patient;
    if (row.target == Target::patient_alerts) return note.target == row.keyword && is_of_patient;
    return note.target == row.keyword;
}

std::vector<ExplainedValue> explain_all(const Said& said, const std::vector<Origin>& origins,
                                        const std::vector<MappingNote>& notes) {
    std::vector<ExplainedValue> out;
    for (const auto& row : targets()) {
        ExplainedValue value;
        value.target = row.target;
        const auto origin = std::ranges::find(origins, row.key, &Origin::target);
        if (origin != origins.end()) {
            value.origin = *origin;
            value.value = kShows.at(static_cast<std::size_t>(row.target))(said);
        }
        std::ranges::copy_if(notes, std::back_inserter(value.notes),
                             [&](const MappingNote& note) { return is_about_row(note, row); });
        out.push_back(std::move(value));
    }
    return out;
}

}  // namespace

bool is_about(const MappingNote& note, Target target) { return is_about_row(note, row_of(target)); }

std::vector<ExplainedValue> explain(const WorklistItem& item, const std::vector<Origin>& origins,
                                    const Zone& zone) {
    const Said said{item.patient, item.visit, item.order, item.procedure, item.step, zone};
    auto out = explain_all(said, origins, {});
    for (auto& value : out) {
        // A side stands in the description, which has a row of its own.
        const bool is_shown = value.origin || value.target != Target::procedure_side;
        if (is_shown) value.value = kShows.at(static_cast<std::size_t>(value.target))(said);
    }
    return out;
}

std::vector<ExplainedValue> explain(const OrderChange& change, const Zone& zone) {
    const auto& procedure = change.order.procedures.front();
    return explain_all({change.patient, change.visit, change.order, procedure, procedure.steps.front(), zone},
                       change.origins, change.notes);
}

std::vector<ExplainedValue> explain(const PatientChange& change, const Zone& zone) {
    const Order no_order;
    const Procedure no_procedure;
    const Step no_step;
    auto all = explain_all({change.patient, change.visit, no_order, no_procedure, no_step, zone},
                           change.origins, change.notes);
    std::erase_if(all, [](const ExplainedValue& value) {
        const auto& key = row_of(value.target).key;
        return !key.starts_with("patient.") && !key.starts_with("visit.");
    });
    return all;
}

std::vector<MappingNote> other_notes(const std::vector<MappingNote>& notes,
                                     const std::vector<ExplainedValue>& explained) {
    std::vector<MappingNote> out;
    for (const auto& note : notes) {
        const bool is_shown = std::ranges::any_of(explained, [&](const ExplainedValue& value) {
            return std::ranges::find(value.notes, note) != value.notes.end();
        });
        if (!is_shown) out.push_back(note);
    }
    return out;
}

}  // namespace mwl::mapping
