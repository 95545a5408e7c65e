#include "mapping/order_ids.h"

#include <algorithm>
#include <array>

#include "mapping/finding.h"
#include "mwl/base/parts.h"
#include "mwl/domain/derived_ids.h"
#include "mwl/text/charset.h"

namespace mwl::mapping {
namespace {

// EI: number^namespace^universal id^type.
struct NumberRow {
    Target target;
    Attribute issuer;
    Issuer SenderRules::*fallback;
};
constexpr NumberRow kPlacer{
    Target::order_placer, {"OrderPlacerIdentifierSequence", 64}, &SenderRules::placer_issuer};
constexpr NumberRow kFiller{
    Target::order_filler, {"OrderFillerIdentifierSequence", 64}, &SenderRules::filler_issuer};

// The first source that holds a number counts, usable or not: another one would be another number.
OrderNumber read_number(Reading& reading, const Group& order, const NumberRow& row, bool is_new,
                        std::string& where) {
    OrderNumber out;
    const bool is_found = walk(reading, order, row.target, [&](const Source& /*source*/, const Field& field) {
        if (!field.part.component(1).has_text()) return Held::nothing;
        const auto name_space = field.part.component(field.part.component(2).has_text() ? 2 : 3);
        const auto number =
            reading.optional_identifier({field.part.component(1), field.where}, attribute_of(row.target));
        const auto issuer = reading.optional_identifier({name_space, field.where + ".2"}, row.issuer);
        if (!number || !issuer) return Held::no_use;  // half a number would be another number
        where = field.where;
        out = {*number, Issuer{*issuer}};
        return Held::value;
    });
    if (!is_found) refuse_missing(reading, order, row.target, is_new);
    if (!is_found || !out.issuer.empty()) return out;
    out.issuer = reading.profile().sender.*row.fallback;
    reading.note(NoteKind::defaulted, row.issuer.keyword, where + ".2", "filled from the sender's profile");
    return out;
}

// Whether a source of another target reads the same field.
bool is_field_of(const SiteProfile& profile, Target target, const Source& source) {
    return std::ranges::any_of(profile.sources(target), [&](const Source& other) {
        return other.place.segment == source.place.segment && other.place.field == source.place.field;
    });
}

// An order number may also serve as accession number: then the message does not state the accession number
// itself.
bool is_order_number(const SiteProfile& profile, const Source& source) {
    return is_field_of(profile, Target::order_placer, source) ||
           is_field_of(profile, Target::order_filler, source);
}

// A new order needs its accession number, and an update must not give it one that does not fit. Other
// messages about an order, above all a cancel, find it by its other numbers.
bool must_fit(const SiteProfile& profile, OrderAction action, const Source& source) {
    if (action == OrderAction::create) return true;
    return action == OrderAction::update && !is_order_number(profile, source);
}

// Of a field with components, the first.
Field number_in(const Field& field) {
    auto out = field;
    out.part = field.part.component(1);
    return out;
}

// Which source won; nullptr: none.
const Source* read_accession(Reading& reading, const Group& order, OrderChange& change) {
    constexpr auto kTarget = Target::order_accession;
    const Source* winner = nullptr;
    walk(reading, order, kTarget, [&](const Source& source, const Field& field) {
        const auto number = number_in(field);
        if (!number.has_text()) return Held::nothing;
        const auto accession = must_fit(reading.profile(), change.action, source)
                                   ? reading.identifier(number, attribute_of(kTarget))
                                   : reading.optional_identifier(number, attribute_of(kTarget));
        if (!accession) return Held::nothing;
        change.order.accession.number = *accession;
        change.states_accession = !is_order_number(reading.profile(), source);
        change.places.accession = field.where;
        winner = &source;
        return Held::value;
    });
    return winner;
}

void stand_in_accession(Reading& reading, const Group& order, std::string_view control_id,
                        OrderChange& change) {
    constexpr auto kTarget = Target::order_accession;
    const auto accession = attribute_of(kTarget);
    const auto& step = change.order.procedures.front().steps.front();
    auto& number = change.order.accession.number;
    const auto take = [&](const OrderNumber& from, const std::string& where) {
        number = from.number;
        if (number.empty()) return;
        reading.note(NoteKind::taken_from, accession.keyword, where, "no accession number; by policy");
        reading.stood_in(kTarget, "no accession number; the number of " + where + " by policy");
        if (text::length_in_characters(number) > accession.limit)
            reading.refuse(Code::too_long, where, "too long for an accession number (16 characters)");
    };
    const auto missing = reading.profile().missing(kTarget);
    if (missing == Missing::from_filler) take(step.filler, change.places.filler);
    if (missing == Missing::from_placer) take(step.placer, change.places.placer);
    if (missing == Missing::generate) {
        number = derived_accession(change.patient.id, step.placer, step.filler, std::string(control_id));
        reading.note(NoteKind::generated, accession.keyword, "", "no accession number; generated by policy");
        reading.stood_in(kTarget, "no accession number; generated by policy");
    }
    if (number.empty())
        reading.refuse(Code::required_field_missing, first_place(reading, order, kTarget),
                       "accession number missing");
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

// False: it holds no UID that can be used.
bool take_study(Reading& reading, const Field& field, OrderChange& change) {
    constexpr auto kTarget = Target::procedure_study;
    const auto uid = trimmed(field.part.component(1).text());
    change.places.study = field.where;
    if (is_uid(uid)) {
        change.order.procedures.front().study = StudyUid{uid};
        reading.took(kTarget, field);
        return true;
    }
    if (!uid.empty()) reading.leave_out(row_of(kTarget).keyword, field, "not a valid UID");
    return false;
}

void read_study(Reading& reading, const Group& order, const Field& zds1, bool is_new, OrderChange& change) {
    auto& procedure = change.order.procedures.front();
    const auto keyword = row_of(Target::procedure_study).keyword;
    const auto ipc3 = order.field("IPC", 3);
    if (ipc3.has_text() && take_study(reading, ipc3, change)) return;
    if (take_study(reading, zds1, change) || !is_new) return;
    procedure.study = derived_study_uid(change.patient.id, change.order.accession,
                                        procedure.steps.front().filler, procedure.id);
    procedure.study_was_generated = true;
    const std::string how =
        "made from patient id, accession, filler number and requested procedure; kept with the order";
    reading.note(NoteKind::generated, keyword, "", how);
    reading.stood_in(Target::procedure_study, how);
}

// The first source that holds an identifier, whether it can be used or not.
std::string read_identifier(Reading& reading, const Group& order, Target target, std::string& where) {
    std::string id;
    where = first_place(reading, order, target);
    walk(reading, order, target, [&](const Source& /*source*/, const Field& field) {
        if (!field.has_text()) return Held::nothing;
        where = field.where;
        id = reading.optional_identifier(field, attribute_of(target)).value_or("");
        return id.empty() ? Held::no_use : Held::value;
    });
    return id;
}

// Whether a missing identifier is derived. Only a new order gets one.
bool derives(Reading& reading, const Group& order, Target target, bool is_new) {
    refuse_missing(reading, order, target, is_new);
    return is_new && reading.profile().missing(target) == Missing::generate;
}

// OBR-4.1, so that ids stay what they are; else what the sources of the procedure hold.
std::string code_of_procedure(Reading& reading, const Group& order) {
    auto code = trimmed(order.field("OBR", 4, 1).part.text());
    if (!code.empty()) return code;
    for (const auto& source : reading.profile().sources(Target::procedure_code))
        for (const auto& field : find(reading, order, Target::procedure_code, source))
            if (code = field.code(); !code.empty()) return code;
    return {};
}

void read_procedure_id(Reading& reading, const Group& order, bool is_new, Positions& positions,
                       OrderChange& change) {
    constexpr auto kTarget = Target::procedure_id;
    auto& procedure = change.order.procedures.front();
    std::string where;
    procedure.id = ProcedureId{read_identifier(reading, order, kTarget, where)};
    change.states_procedure = !procedure.id.empty();
    if (change.states_procedure || !derives(reading, order, kTarget, is_new)) return;
    const auto& accession = change.order.accession;
    // The steps of one OBR are of one procedure.
    const auto* const obr = order.own("IPC") == nullptr ? nullptr : order.own("OBR");
    auto& of_obr = positions.procedure_of(obr, accession.number);
    if (obr == nullptr || of_obr.empty()) {
        const auto code = code_of_procedure(reading, order);
        of_obr = derived_procedure_id(accession, code,
                                      positions.next("procedure " + accession.number + ' ' + code));
    }
    procedure.id = of_obr;
    const std::string how = "missing or not usable; derived from accession, procedure code and position";
    reading.note(NoteKind::generated, row_of(kTarget).keyword, where, how);
    reading.stood_in(kTarget, how);
}

void read_step_id(Reading& reading, const Group& order, bool is_new, bool is_accession, Positions& positions,
                  OrderChange& change) {
    constexpr auto kTarget = Target::step_id;
    auto& procedure = change.order.procedures.front();
    auto& step = procedure.steps.front();
    std::string where = first_place(reading, order, kTarget);
    if (is_accession)
        reading.note(NoteKind::ignored, row_of(kTarget).keyword, where, "is the accession number here");
    else
        step.id = StepId{read_identifier(reading, order, kTarget, where)};
    change.places.step = where;
    change.states_step = !step.id.empty();
    if (change.states_step || !derives(reading, order, kTarget, is_new)) return;
    const auto& accession = change.order.accession;
    const int position = positions.next("step " + accession.number + ' ' + procedure.id.str());
    step.id = derived_step_id(accession, procedure.id, position);
    const std::string how = "derived from accession, requested procedure and position";
    reading.note(NoteKind::generated, row_of(kTarget).keyword, where, how);
    reading.stood_in(kTarget, how);
}

}  // namespace

void read_order_ids(Reading& reading, const Group& order, const Field& zds1, std::string_view control_id,
                    Positions& positions, OrderChange& change) {
    const bool is_new = change.action == OrderAction::create;
    auto& procedure = change.order.procedures.front();
    auto& step = procedure.steps.front();
    step.placer =
        read_number(reading, order, kPlacer, is_new, change.places.placer);  // (0040,2016), (0040,0026)
    step.filler =
        read_number(reading, order, kFiller, is_new, change.places.filler);  // (0040,2017), (0040,0027)
    const auto* const source = read_accession(reading, order, change);       // (0008,0050), (0008,0051)
    if (source == nullptr && is_new) stand_in_accession(reading, order, control_id, change);
    if (!change.order.accession.empty())
        change.order.accession.issuer = reading.profile().sender.accession_issuer;
    read_procedure_id(reading, order, is_new, positions, change);  // (0040,1001) type 1
    read_study(reading, order, zds1, is_new, change);              // (0020,000D) type 1
    const bool is_accession = source != nullptr && is_field_of(reading.profile(), Target::step_id, *source);
    read_step_id(reading, order, is_new, is_accession, positions, change);  // SPS (0040,0009) type 1
    const bool is_named = !change.order.accession.empty() || !step.placer.empty() || !step.filler.empty() ||
                          !procedure.study.empty();
    if (!is_named)
        reading.refuse(Code::required_field_missing, order.field("ORC", 3).where,
                       "names no order: accession, placer and filler number are missing or not usable");
}

}  // namespace mwl::mapping
