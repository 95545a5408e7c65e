#include "mapping/order_ids.h"

#include <algorithm>
#include <array>

#include "mwl/base/parts.h"
#include "mwl/domain/derived_ids.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

constexpr Target kAccession{"AccessionNumber", 16};
constexpr Target kProcedureId{"RequestedProcedureID", 16};
constexpr Target kStepId{"ScheduledProcedureStepID", 16};
constexpr std::string_view kStudyUid = "StudyInstanceUID";

// EI: number^namespace^universal id^type, in ORC, else in OBR.
struct NumberPlace {
    int field;  // of ORC and of OBR alike
    Target number;
    Target issuer;
    Issuer SiteProfile::*fallback;
};
constexpr NumberPlace kPlacer{2,
                              {"PlacerOrderNumberImagingServiceRequest", 64},
                              {"OrderPlacerIdentifierSequence", 64},
                              &SiteProfile::placer_issuer};
constexpr NumberPlace kFiller{3,
                              {"FillerOrderNumberImagingServiceRequest", 64},
                              {"OrderFillerIdentifierSequence", 64},
                              &SiteProfile::filler_issuer};

OrderNumber read_number(Reading& reading, const Group& order, const NumberPlace& place, std::string& where) {
    auto field = order.field("ORC", place.field);
    if (!field.part.component(1).has_text()) {
        field = order.field("OBR", place.field);
        if (!field.part.component(1).has_text()) return {};
        reading.note(NoteKind::taken_from, place.number.keyword, field.where, "empty in ORC; taken from OBR");
    }
    const auto name_space = field.part.component(field.part.component(2).has_text() ? 2 : 3);
    const auto number = reading.optional_identifier({field.part.component(1), field.where}, place.number);
    const auto issuer = reading.optional_identifier({name_space, field.where + ".2"}, place.issuer);
    if (!number || !issuer) return {};  // half a number would be another number
    where = field.where;
    OrderNumber out{*number, Issuer{*issuer}};
    if (out.issuer.empty()) {
        out.issuer = reading.profile().*place.fallback;
        reading.note(NoteKind::defaulted, place.issuer.keyword, field.where + ".2",
                     "filled from the sender's profile");
    }
    return out;
}

// An order number may also serve as accession number: then the message does not state the accession number
// itself.
bool is_order_number(std::string_view place) {
    constexpr std::array kPlaces{"ORC-2", "ORC-3", "OBR-2", "OBR-3"};
    return std::ranges::any_of(kPlaces, [&](std::string_view number) {
        return place == number || place.starts_with(std::string(number) + '.');
    });
}

bool is_step_id(std::string_view place) { return place == "OBR-20" || place.starts_with("OBR-20."); }

// A new order needs its accession number, and an update must not give it one that does not fit. Other
// messages about an order, above all a cancel, find it by its other numbers.
bool must_fit(OrderAction action, std::string_view place) {
    if (action == OrderAction::create) return true;
    return action == OrderAction::update && !is_order_number(place);
}

// Which place of the profile's list won; empty: none.
std::string read_accession(Reading& reading, const Group& order, OrderChange& change) {
    const auto& profile = reading.profile();
    for (const auto& place : profile.accession_fields) {
        const auto field = order.at(place);
        const Field number{field.part.component(1), field.where};
        if (!number.part.has_text()) continue;
        const auto accession = must_fit(change.action, place)
                                   ? reading.identifier(number, kAccession)
                                   : reading.optional_identifier(number, kAccession);
        if (!accession) continue;
        change.order.accession.number = *accession;
        change.states_accession = !is_order_number(place);
        change.places.accession = field.where;
        if (place != profile.accession_fields.front())
            reading.note(NoteKind::taken_from, kAccession.keyword, field.where,
                         "fields before it in the profile were empty or not usable");
        return place;
    }
    return {};
}

void stand_in_accession(Reading& reading, const Group& order, std::string_view control_id,
                        OrderChange& change) {
    const auto& step = change.order.procedures.front().steps.front();
    auto& number = change.order.accession.number;
    const auto take = [&](const OrderNumber& from, int field) {
        number = from.number;
        const auto in_orc = order.field("ORC", field);
        const auto where =
            in_orc.part.component(1).has_text() ? in_orc.where : order.field("OBR", field).where;
        if (number.empty()) return;
        reading.note(NoteKind::taken_from, kAccession.keyword, where, "no accession number; by policy");
        if (text::length_in_characters(number) > kAccession.limit)
            reading.refuse(Code::too_long, where, "too long for an accession number (16 characters)");
    };
    switch (reading.profile().missing_accession) {
        case MissingAccession::reject:
            break;
        case MissingAccession::from_filler:
            take(step.filler, kFiller.field);
            break;
        case MissingAccession::from_placer:
            take(step.placer, kPlacer.field);
            break;
        case MissingAccession::generate:
            number = derived_accession(change.patient.id, step.placer, step.filler, std::string(control_id));
            reading.note(NoteKind::generated, kAccession.keyword, "",
                         "no accession number; generated by policy");
            break;
    }
    if (!number.empty()) return;
    const auto& fields = reading.profile().accession_fields;
    const std::string place = fields.empty() ? "OBR-18" : fields.front();
    reading.refuse(Code::required_field_missing, order.at(place).where, "accession number missing");
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// PS3.5 9.1: digits and dots, no component empty or with a leading zero, 64 characters.
bool is_uid(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    return std::ranges::all_of(parts_at(text, '.'), [](std::string_view component) {
        const bool has_leading_zero = component.size() > 1 && component.front() == '0';
        return !component.empty() && !has_leading_zero && std::ranges::all_of(component, is_digit);
    });
}

void read_study(Reading& reading, const Field& zds1, bool is_new, OrderChange& change) {
    auto& procedure = change.order.procedures.front();
    const auto uid = trimmed(zds1.part.component(1).text());
    change.places.study = zds1.where;
    if (is_uid(uid)) {
        procedure.study = StudyUid{uid};
        return;
    }
    if (!uid.empty()) reading.leave_out(kStudyUid, zds1, "not a valid UID");
    if (!is_new) return;
    procedure.study = derived_study_uid(change.patient.id, change.order.accession,
                                        procedure.steps.front().filler, procedure.id);
    procedure.study_was_generated = true;
    reading.note(
        NoteKind::generated, kStudyUid, "",
        "made from patient id, accession, filler number and requested procedure; kept with the order");
}

void read_procedure_id(Reading& reading, const Group& order, bool is_new, Positions& positions,
                       OrderChange& change) {
    auto& procedure = change.order.procedures.front();
    procedure.id =
        ProcedureId{reading.optional_identifier(order.field("OBR", 19), kProcedureId).value_or("")};
    change.states_procedure = !procedure.id.empty();
    if (change.states_procedure || !is_new) return;
    const auto& accession = change.order.accession;
    const auto code = trimmed(order.field("OBR", 4, 1).part.text());
    const int position = positions.next("procedure " + accession.number + ' ' + code);
    procedure.id = derived_procedure_id(accession, code, position);
    reading.note(NoteKind::generated, kProcedureId.keyword, order.field("OBR", 19).where,
                 "missing or not usable; derived from accession, procedure code and position");
}

void read_step_id(Reading& reading, const Group& order, bool is_new, bool is_accession, Positions& positions,
                  OrderChange& change) {
    auto& procedure = change.order.procedures.front();
    auto& step = procedure.steps.front();
    const auto field = order.field("OBR", 20);
    change.places.step = field.where;
    if (is_accession)
        reading.note(NoteKind::ignored, kStepId.keyword, field.where, "is the accession number here");
    else
        step.id = StepId{reading.optional_identifier(field, kStepId).value_or("")};
    change.states_step = !step.id.empty();
    if (change.states_step || !is_new) return;
    const auto& accession = change.order.accession;
    const int position = positions.next("step " + accession.number + ' ' + procedure.id.str());
    step.id = derived_step_id(accession, procedure.id, position);
    reading.note(NoteKind::generated, kStepId.keyword, field.where,
                 "derived from accession, requested procedure and position");
}

}  // namespace

void read_order_ids(Reading& reading, const Group& order, const Field& zds1, std::string_view control_id,
                    Positions& positions, OrderChange& change) {
    const bool is_new = change.action == OrderAction::create;
    auto& procedure = change.order.procedures.front();
    auto& step = procedure.steps.front();
    step.placer = read_number(reading, order, kPlacer, change.places.placer);  // (0040,2016), (0040,0026)
    step.filler = read_number(reading, order, kFiller, change.places.filler);  // (0040,2017), (0040,0027)
    const auto place = read_accession(reading, order, change);                 // (0008,0050), (0008,0051)
    if (place.empty() && is_new) stand_in_accession(reading, order, control_id, change);
    if (!change.order.accession.empty()) change.order.accession.issuer = reading.profile().accession_issuer;
    read_procedure_id(reading, order, is_new, positions, change);                // (0040,1001) type 1
    read_study(reading, zds1, is_new, change);                                   // (0020,000D) type 1
    read_step_id(reading, order, is_new, is_step_id(place), positions, change);  // SPS (0040,0009) type 1
    const bool is_named = !change.order.accession.empty() || !step.placer.empty() || !step.filler.empty() ||
                          !procedure.study.empty();
    if (!is_named)
        reading.refuse(Code::required_field_missing, order.field("ORC", 3).where,
                       "names no order: accession, placer and filler number are missing or not usable");
}

}  // namespace mwl::mapping
